package truenas

import (
	"context"
	"time"
)

// ListRequest names a folder of an account.
type ListRequest struct {
	CredentialID int
	Attributes   TaskAttributes

	Encryption         bool
	FilenameEncryption bool
	EncryptionPassword Secret
	EncryptionSalt     Secret
}

// DirEntry is a file or folder in an account.
type DirEntry struct {
	// Path is relative to the listed folder.
	Path, Name string
	// Decrypted is the plain name when file names are encrypted.
	Decrypted string
	// Size is in bytes, -1 for a folder or where the provider does not say.
	Size     int64
	MimeType string
	// ModTime is the zero time where TrueNAS sent none.
	ModTime time.Time
	IsDir   bool
	// IsBucket says that the entry is a bucket, where the provider has them.
	IsBucket bool
}

// UnmarshalJSON reads an item of cloudsync.list_directory.
func (e *DirEntry) UnmarshalJSON(data []byte) error {
	o, err := parseObject(data, "directory entry")
	if err != nil {
		return err
	}
	*e = DirEntry{}
	var modTime string
	for _, err := range []error{
		field(o, "Path", &e.Path), field(o, "Name", &e.Name), field(o, "Decrypted", &e.Decrypted),
		field(o, "Size", &e.Size), field(o, "MimeType", &e.MimeType), field(o, "IsDir", &e.IsDir),
		field(o, "ModTime", &modTime), field(o, "IsBucket", &e.IsBucket),
	} {
		if err != nil {
			return err
		}
	}
	if t, err := time.Parse(time.RFC3339, modTime); err == nil {
		e.ModTime = t
	}
	return nil
}

// ListDirectory lists a folder of an account with rclone on the NAS, which
// needs a working token and may take minutes. rclone's failure is a
// [*CallError].
func (s *TaskService) ListDirectory(ctx context.Context, request ListRequest) ([]DirEntry, error) {
	wire := map[string]any{"credentials": request.CredentialID, "attributes": request.Attributes}
	if request.Encryption {
		wire["encryption"] = true
		wire["filename_encryption"] = request.FilenameEncryption
	}
	if err := putSecrets(wire, ifSet(request.EncryptionPassword), ifSet(request.EncryptionSalt)); err != nil {
		return nil, err
	}
	return call[[]DirEntry](ctx, s.caller, "cloudsync.list_directory", wire)
}

// ListBuckets lists the buckets of an account. A provider without buckets is a
// [*CallError].
func (s *TaskService) ListBuckets(ctx context.Context, credentialID int) ([]DirEntry, error) {
	return call[[]DirEntry](ctx, s.caller, "cloudsync.list_buckets", credentialID)
}

// CreateBucket creates a bucket in an account. TrueNAS can do that for [Storj]
// alone.
func (s *TaskService) CreateBucket(ctx context.Context, credentialID int, name string) error {
	return s.caller.Call(ctx, "cloudsync.create_bucket", []any{credentialID, name}, nil)
}
