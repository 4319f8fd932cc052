package truenas

import "fmt"

// TaskUpdate changes a task. An unset field keeps its value; a list, the
// attributes and the schedule are replaced as a whole.
type TaskUpdate struct {
	Description  Opt[string]
	Path         Opt[string]
	CredentialID Opt[int]
	Attributes   Opt[TaskAttributes]
	Schedule     Opt[Schedule]

	PreScript, PostScript Opt[string]
	Snapshot              Opt[bool]
	// Set[[]string](nil) is sent as the empty list and clears the patterns.
	Include, Exclude Opt[[]string]
	Args             Opt[string]
	Enabled          Opt[bool]
	BWLimit          Opt[BandwidthSchedule]
	// Transfers is null for rclone's default.
	Transfers Opt[int]

	Direction    Opt[Direction]
	TransferMode Opt[TransferMode]

	Encryption, FilenameEncryption     Opt[bool]
	EncryptionPassword, EncryptionSalt Opt[Secret]

	CreateEmptySrcDirs, FollowSymlinks Opt[bool]
}

func (u TaskUpdate) encode() (map[string]any, error) {
	wire := map[string]any{}
	put(wire, "description", u.Description)
	put(wire, "path", u.Path)
	put(wire, "credentials", u.CredentialID)
	put(wire, "attributes", u.Attributes)
	put(wire, "schedule", u.Schedule)
	put(wire, "pre_script", u.PreScript)
	put(wire, "post_script", u.PostScript)
	put(wire, "snapshot", u.Snapshot)
	put(wire, "include", notNil(u.Include))
	put(wire, "exclude", notNil(u.Exclude))
	put(wire, "args", u.Args)
	put(wire, "enabled", u.Enabled)
	put(wire, "bwlimit", notNil(u.BWLimit))
	put(wire, "transfers", u.Transfers)
	put(wire, "direction", u.Direction)
	put(wire, "transfer_mode", u.TransferMode)
	put(wire, "encryption", u.Encryption)
	put(wire, "filename_encryption", u.FilenameEncryption)
	put(wire, "create_empty_src_dirs", u.CreateEmptySrcDirs)
	put(wire, "follow_symlinks", u.FollowSymlinks)
	if err := putSecrets(wire, u.EncryptionPassword, u.EncryptionSalt); err != nil {
		return nil, err
	}
	return wire, nil
}

// notNil turns a nil list into an empty one: TrueNAS refuses null.
func notNil[S ~[]T, T any](o Opt[S]) Opt[S] {
	if list, ok := o.Value(); ok && list == nil {
		return Set(S{})
	}
	return o
}

func (u TaskUpdate) encodeFor(id int) (map[string]any, error) {
	wire, err := u.encode()
	if err != nil {
		return nil, fmt.Errorf("task %d: %w", id, err)
	}
	return wire, nil
}
