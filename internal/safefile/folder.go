package safefile

import (
	"errors"
	"fmt"
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

// CheckFolder refuses a folder in which everybody may put other files in the
// place of ours. In one with the sticky bit, such as /tmp, they may not. Those
// that cannot be looked at, as before they are made, are left to whoever uses
// them.
func CheckFolder(path string) error {
	info, err := os.Stat(path)
	open := err == nil && info.IsDir() && info.Mode().Perm()&0o002 != 0 && info.Mode()&fs.ModeSticky == 0
	// Windows has access lists, of which the mode says nothing.
	if open && runtime.GOOS != "windows" {
		return fmt.Errorf("everybody can write to the folder: use one of its own, or close this one (chmod o-w %s)", path)
	}
	return nil
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
