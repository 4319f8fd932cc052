package truenas

import "fmt"

// TaskSpec is a task to create. Path, CredentialID, Direction and TransferMode
// are required; every other zero field takes TrueNAS's default.
type TaskSpec struct {
	Description  string
	Path         string
	CredentialID int
	Attributes   TaskAttributes
	// Schedule defaults to every hour.
	Schedule Schedule

	PreScript, PostScript string
	Snapshot              bool
	Include, Exclude      []string
	Args                  string
	// Enabled defaults to true.
	Enabled   Opt[bool]
	BWLimit   BandwidthSchedule
	Transfers *int

	Direction    Direction
	TransferMode TransferMode

	Encryption, FilenameEncryption     bool
	EncryptionPassword, EncryptionSalt Secret

	CreateEmptySrcDirs, FollowSymlinks bool
}

func (s TaskSpec) encode() (map[string]any, error) {
	wire := map[string]any{
		"path":          s.Path,
		"credentials":   s.CredentialID,
		"attributes":    s.Attributes,
		"direction":     s.Direction,
		"transfer_mode": s.TransferMode,
	}
	putNonZero(wire, "description", s.Description)
	putNonZero(wire, "schedule", s.Schedule)
	putNonZero(wire, "pre_script", s.PreScript)
	putNonZero(wire, "post_script", s.PostScript)
	putNonZero(wire, "snapshot", s.Snapshot)
	putList(wire, "include", s.Include)
	putList(wire, "exclude", s.Exclude)
	putNonZero(wire, "args", s.Args)
	put(wire, "enabled", s.Enabled)
	putList(wire, "bwlimit", s.BWLimit)
	putNonZero(wire, "transfers", s.Transfers)
	putNonZero(wire, "encryption", s.Encryption)
	putNonZero(wire, "filename_encryption", s.FilenameEncryption)
	putNonZero(wire, "create_empty_src_dirs", s.CreateEmptySrcDirs)
	putNonZero(wire, "follow_symlinks", s.FollowSymlinks)
	if err := putSecrets(wire, ifSet(s.EncryptionPassword), ifSet(s.EncryptionSalt)); err != nil {
		return nil, fmt.Errorf("task %q: %w", s.Description, err)
	}
	return wire, nil
}

// put adds an optional field of an update.
func put[T any](wire map[string]any, key string, value Opt[T]) {
	if !value.IsZero() {
		wire[key] = value
	}
}

func putNonZero[T comparable](wire map[string]any, key string, value T) {
	var zero T
	if value != zero {
		wire[key] = value
	}
}

func putList[S ~[]T, T any](wire map[string]any, key string, list S) {
	if len(list) > 0 {
		wire[key] = list
	}
}

// ifSet leaves an empty secret out.
func ifSet(s Secret) Opt[Secret] {
	if s.IsZero() {
		return Opt[Secret]{}
	}
	return Set(s)
}

// putSecrets adds the two encryption secrets in the clear.
func putSecrets(wire map[string]any, password, salt Opt[Secret]) error {
	for _, f := range []struct {
		key   string
		value Opt[Secret]
	}{{"encryption_password", password}, {"encryption_salt", salt}} {
		value, ok := f.value.Value()
		switch {
		case isRedacted(value):
			return fmt.Errorf("truenas: %s: %w", f.key, ErrRedacted)
		case ok:
			wire[f.key] = value.Reveal()
		case f.value.IsNull():
			wire[f.key] = nil
		}
	}
	return nil
}
