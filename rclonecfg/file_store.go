package rclonecfg

import (
	"errors"
	"fmt"
	"os"

	"github.com/nasphotos/nasphotos/internal/safefile"
)

// ReadFile reads the rclone.conf at path. Besides the errors of [ParseFile] it
// returns those of os.ReadFile, such as fs.ErrNotExist.
func ReadFile(path string) (*File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("rclonecfg: cannot read the configuration: %w", err)
	}
	f, err := ParseFile(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// WriteFile replaces the file at path in one step: whoever reads it sees the
// old or the new content, also after a crash. The folder must exist. Where path
// is a symbolic link, the link stays and its target is replaced. The file can
// be read and written by its owner only, and keeps a mode stricter than that. It
// keeps its owner when the program may give files away, as root may.
//
// rclone saves refreshed tokens to the same file. Do not write while an rclone
// that uses the file is running, and read shortly before.
func (f *File) WriteFile(path string) error {
	err := safefile.Writer{}.Write(path, f.Bytes())
	if unsynced, ok := errors.AsType[*safefile.SyncError](err); ok {
		return fmt.Errorf("rclonecfg: the configuration is written, but may be lost in a power failure: %w", unsynced)
	}
	if err != nil {
		return fmt.Errorf("rclonecfg: cannot write the configuration, nothing was changed: %w", err)
	}
	return nil
}
