package rclonecfg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/internal/safefile"
)

// While rclone saves, there is an instant in which the file has been moved away
// and the new one is not yet in its place. These say how long that may take.
const (
	savePolls = 50
	savePoll  = 10 * time.Millisecond
)

// target is where the file really is, and refuses what cannot be replaced before
// anything is made beside it.
func (c ConfigFile) target() (string, error) {
	if c.Path == "" {
		return "", errors.New("the ConfigFile has no path: set Path")
	}
	target, err := safefile.Target(c.Path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", &fs.PathError{Op: "replace", Path: target, Err: errors.New("not a regular file")}
	}
	return target, nil
}

// loadOrNone returns nil if there is no file.
func (c ConfigFile) loadOrNone(path string) ([]byte, error) {
	data, err := c.load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// load reads the file, and waits for an rclone that is just saving it. Not to wait
// would take its remotes for gone.
func (c ConfigFile) load(path string) ([]byte, error) {
	for range savePolls {
		data, err := os.ReadFile(path)
		if !errors.Is(err, fs.ErrNotExist) {
			return data, err
		}
		if c.backup(0) == "" {
			return os.ReadFile(path) // rclone may have ended in between
		}
		<-time.After(savePoll)
	}
	// rclone makes the backup as an empty file, and leaves that when it fails then.
	backup := c.backup(1)
	if backup == "" {
		return os.ReadFile(path)
	}
	return nil, fmt.Errorf("%s is missing: an rclone that was saving it was stopped; what it held before is in %s: "+
		"give that file its name again, or remove it", path, backup)
}

// backup is the name that rclone gives the old file while it puts the new one in
// its place, or "". Files with less than size bytes are left out. rclone takes the
// name from that of a link, and the folder from where that points.
func (c ConfigFile) backup(size int64) string {
	target, err := safefile.Target(c.Path)
	if err != nil {
		return ""
	}
	entries, err := os.ReadDir(filepath.Dir(target))
	if err != nil {
		return ""
	}
	for _, entry := range entries {
		for _, name := range []string{filepath.Base(c.Path), filepath.Base(target)} {
			digits, ok := strings.CutPrefix(entry.Name(), name+".old")
			if ok && digits != "" && strings.Trim(digits, "0123456789") == "" && entry.Type().IsRegular() && hasBytes(entry, size) {
				return filepath.Join(filepath.Dir(target), entry.Name())
			}
		}
	}
	return ""
}

func hasBytes(entry fs.DirEntry, size int64) bool {
	info, err := entry.Info()
	return err == nil && info.Size() >= size
}
