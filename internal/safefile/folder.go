package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// MakeFolder makes the folder, and those above it that are missing, for the
// owner only. A folder that exists stays as it is.
func MakeFolder(path string) error {
	err := os.Mkdir(path, 0o700)
	switch {
	case err == nil:
		return syncFolder(filepath.Dir(path))
	case errors.Is(err, fs.ErrNotExist):
		if parent := filepath.Dir(path); parent != path {
			if err := MakeFolder(parent); err != nil {
				return err
			}
			return MakeFolder(path)
		}
	case errors.Is(err, fs.ErrExist):
		if info, statErr := os.Stat(path); statErr == nil && info.IsDir() {
			return nil
		}
	}
	return err
}

// syncFolder makes a new name in the folder survive a power failure.
func syncFolder(path string) error {
	// Windows cannot open a folder for writing, and needs no sync for it.
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
