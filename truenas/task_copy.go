package truenas

import "fmt"

// Spec returns the task as one to create, to copy it or to run it once with a
// change. A task with placeholders instead of its secrets is refused with
// [ErrRedacted]. The spec holds TrueNAS's defaults for what was never set: whoever
// wants to know whether somebody changed a task compares only what was set.
func (t Task) Spec() (TaskSpec, error) {
	if t.Redacted() {
		return TaskSpec{}, fmt.Errorf("truenas: task %d: %w", t.ID, ErrRedacted)
	}
	return TaskSpec{
		Description: t.Description, Path: t.Path, CredentialID: t.Credential.ID,
		Attributes: t.Attributes, Schedule: t.Schedule,
		PreScript: t.PreScript, PostScript: t.PostScript, Snapshot: t.Snapshot,
		Include: t.Include, Exclude: t.Exclude, Args: t.Args, Enabled: Set(t.Enabled),
		BWLimit: t.BWLimit, Transfers: t.Transfers,
		Direction: t.Direction, TransferMode: t.TransferMode,
		Encryption: t.Encryption, FilenameEncryption: t.FilenameEncryption,
		EncryptionPassword: t.EncryptionPassword, EncryptionSalt: t.EncryptionSalt,
		CreateEmptySrcDirs: t.CreateEmptySrcDirs, FollowSymlinks: t.FollowSymlinks,
	}, nil
}

// Update returns the change that makes a stored task equal to the spec in every
// field. To change single fields, send a [TaskUpdate] with these alone.
func (s TaskSpec) Update() TaskUpdate {
	enabled, set := s.Enabled.Value()
	transfers := Null[int]()
	if s.Transfers != nil {
		transfers = Set(*s.Transfers)
	}
	return TaskUpdate{
		Description: Set(s.Description), Path: Set(s.Path), CredentialID: Set(s.CredentialID),
		Attributes: Set(s.Attributes), Schedule: Set(s.Schedule),
		PreScript: Set(s.PreScript), PostScript: Set(s.PostScript), Snapshot: Set(s.Snapshot),
		Include: Set(s.Include), Exclude: Set(s.Exclude), Args: Set(s.Args), Enabled: Set(enabled || !set),
		BWLimit: Set(s.BWLimit), Transfers: transfers,
		Direction: Set(s.Direction), TransferMode: Set(s.TransferMode),
		Encryption: Set(s.Encryption), FilenameEncryption: Set(s.FilenameEncryption),
		EncryptionPassword: Set(s.EncryptionPassword), EncryptionSalt: Set(s.EncryptionSalt),
		CreateEmptySrcDirs: Set(s.CreateEmptySrcDirs), FollowSymlinks: Set(s.FollowSymlinks),
	}
}
