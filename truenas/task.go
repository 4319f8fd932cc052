package truenas

// Direction says which side a task reads.
type Direction string

// The directions of a task.
const (
	Push Direction = "PUSH" // from the NAS to the account
	Pull Direction = "PULL" // from the account to the NAS
)

// TransferMode says what a task does to files.
type TransferMode string

// The transfer modes of a task.
const (
	Sync TransferMode = "SYNC" // make the destination equal to the source, deleting what the source lacks
	Copy TransferMode = "COPY" // copy new and changed files
	Move TransferMode = "MOVE" // copy, then delete from the source
)

// Task is a stored cloud sync task. Its JSON form is an entry of
// cloudsync.query; marshalling it redacts its secrets.
//
// A change is written with a [TaskUpdate], which holds only what changes, so a
// field of a newer TrueNAS that this type lacks is not lost.
type Task struct {
	ID          int    `json:"id"`
	Description string `json:"description"`
	// Path is the folder on the NAS, under /mnt.
	Path string `json:"path"`
	// Dataset and RelativePath say where Path is: TrueNAS 26 and newer.
	Dataset      string         `json:"dataset,omitempty"`
	RelativePath string         `json:"relative_path,omitempty"`
	Credential   Credential     `json:"credentials"`
	Attributes   TaskAttributes `json:"attributes"`
	Schedule     Schedule       `json:"schedule"`

	// PreScript and PostScript are shell scripts, run before and after.
	PreScript  string `json:"pre_script"`
	PostScript string `json:"post_script"`
	Snapshot   bool   `json:"snapshot"`
	// Include and Exclude are rclone filter patterns.
	Include []string `json:"include"`
	Exclude []string `json:"exclude"`
	// Args are extra rclone arguments, split as a shell does.
	Args string `json:"args"`
	// Enabled says whether the schedule applies; a disabled task still runs on
	// demand.
	Enabled bool              `json:"enabled"`
	BWLimit BandwidthSchedule `json:"bwlimit"`
	// Transfers is the number of parallel transfers; nil is rclone's default.
	Transfers *int `json:"transfers"`

	Direction    Direction    `json:"direction"`
	TransferMode TransferMode `json:"transfer_mode"`

	Encryption         bool   `json:"encryption"`
	FilenameEncryption bool   `json:"filename_encryption"`
	EncryptionPassword Secret `json:"encryption_password"`
	EncryptionSalt     Secret `json:"encryption_salt"`

	CreateEmptySrcDirs bool `json:"create_empty_src_dirs"`
	FollowSymlinks     bool `json:"follow_symlinks"`

	// Job is the current or last run, nil before the first. Its ID is 0 for a
	// run from before the NAS's last restart.
	Job *JobStatus `json:"job"`
	// Locked says that the dataset of Path is locked; a run then fails.
	Locked bool `json:"locked"`

	// hidden says that a placeholder came where no text fits.
	hidden bool
}

// Redacted reports whether TrueNAS sent placeholders instead of the task's own
// secrets, which it does unless the session has CLOUD_SYNC_WRITE or FULL_ADMIN.
// Its credential has a Redacted of its own.
func (t Task) Redacted() bool {
	return t.hidden || isRedacted(t.EncryptionPassword) || isRedacted(t.EncryptionSalt)
}

// UnmarshalJSON reads an entry of cloudsync.query. Fields this package does not
// know are ignored, absent and redacted ones are zero.
func (t *Task) UnmarshalJSON(data []byte) error {
	*t = Task{}
	return decodeFields(data, "task", func(o object) []error {
		for key, raw := range o {
			secret := key == "encryption_password" || key == "encryption_salt"
			t.hidden = t.hidden || isRedactedJSON(raw) && !secret
		}
		return []error{
			field(o, "id", &t.ID),
			field(o, "description", &t.Description),
			field(o, "path", &t.Path),
			field(o, "dataset", &t.Dataset),
			field(o, "relative_path", &t.RelativePath),
			field(o, "credentials", &t.Credential),
			field(o, "attributes", &t.Attributes),
			field(o, "schedule", &t.Schedule),
			field(o, "pre_script", &t.PreScript),
			field(o, "post_script", &t.PostScript),
			field(o, "snapshot", &t.Snapshot),
			field(o, "include", &t.Include),
			field(o, "exclude", &t.Exclude),
			field(o, "args", &t.Args),
			field(o, "enabled", &t.Enabled),
			field(o, "bwlimit", &t.BWLimit),
			field(o, "transfers", &t.Transfers),
			field(o, "direction", &t.Direction),
			field(o, "transfer_mode", &t.TransferMode),
			field(o, "encryption", &t.Encryption),
			field(o, "filename_encryption", &t.FilenameEncryption),
			field(o, "encryption_password", &t.EncryptionPassword),
			field(o, "encryption_salt", &t.EncryptionSalt),
			field(o, "create_empty_src_dirs", &t.CreateEmptySrcDirs),
			field(o, "follow_symlinks", &t.FollowSymlinks),
			field(o, "job", &t.Job),
			field(o, "locked", &t.Locked),
		}
	})
}
