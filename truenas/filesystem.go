package truenas

import (
	"context"
	"strings"
)

// File is an entry of a folder on the NAS.
type File struct {
	Name, Path string
	// RealPath is Path without symbolic links.
	RealPath string
	// Type is [FileDirectory], [FileRegular], [FileSymlink] or [FileOther].
	Type FileType
	// Size is in bytes.
	Size int64
	// Mountpoint says that a dataset begins here.
	Mountpoint bool
	// UID and GID are the numbers of the owner.
	UID, GID int
}

// FileType is the type of a [File].
type FileType string

// The types of a file.
const (
	FileDirectory FileType = "DIRECTORY"
	FileRegular   FileType = "FILE"
	FileSymlink   FileType = "SYMLINK"
	FileOther     FileType = "OTHER"
)

// UnmarshalJSON reads an item of filesystem.listdir or the answer of
// filesystem.stat.
func (f *File) UnmarshalJSON(data []byte) error {
	*f = File{}
	return decodeFields(data, "file", func(o object) []error {
		return []error{
			field(o, "name", &f.Name), field(o, "path", &f.Path), field(o, "realpath", &f.RealPath),
			field(o, "type", &f.Type), field(o, "size", &f.Size), field(o, "is_mountpoint", &f.Mountpoint),
			field(o, "uid", &f.UID), field(o, "gid", &f.GID),
		}
	})
}

// FileService is filesystem.*. It is safe for concurrent use.
type FileService struct{ caller Caller }

// NewFileService returns the service on a caller of your own; see [Caller].
func NewFileService(caller Caller) *FileService { return &FileService{caller: caller} }

// Files returns the files of the NAS, to choose a path from.
func (c *Client) Files() *FileService { return NewFileService(c) }

// List returns the entries of a folder under /mnt, as query selects them; only the
// first query counts. The user needs the role FILESYSTEM_ATTRS_READ. A folder
// that does not exist is [ErrNotFound].
func (s *FileService) List(ctx context.Context, path string) ([]File, error) {
	return s.Query(ctx, path, Query{OrderBy: []string{"name"}})
}

// Directories returns the folders in a folder under /mnt by name.
func (s *FileService) Directories(ctx context.Context, path string) ([]File, error) {
	return s.Query(ctx, path, Query{Filter: Where("type", "=", FileDirectory), OrderBy: []string{"name"}})
}

// Query returns the entries of a folder that query selects.
func (s *FileService) Query(ctx context.Context, path string, query Query) ([]File, error) {
	params, err := query.params()
	if err != nil {
		return nil, err
	}
	return call[[]File](ctx, s.caller, "filesystem.listdir", append([]any{path}, params...)...)
}

// Stat returns one file or folder under /mnt; [ErrNotFound] if there is none.
func (s *FileService) Stat(ctx context.Context, path string) (File, error) {
	file, err := call[File](ctx, s.caller, "filesystem.stat", path)
	if err != nil {
		return File{}, err
	}
	// The answer does not repeat the question.
	file.Path = path
	file.Name = path[strings.LastIndexByte(path, '/')+1:]
	return file, nil
}
