package rclonecfg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// newFileMode is for the owner only, as in rclone: the file holds tokens.
const newFileMode fs.FileMode = 0o600

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
	target, err := linkTarget(path)
	if err == nil {
		err = f.replace(target, os.Rename)
	}
	if err != nil {
		return fmt.Errorf("rclonecfg: cannot write the configuration, nothing was changed: %w", err)
	}
	if err := syncFolder(filepath.Dir(target)); err != nil {
		return fmt.Errorf("rclonecfg: the configuration is written, but may be lost in a power failure: %w", err)
	}
	return nil
}

// replace takes the last step as an argument, so that tests can make it fail.
func (f *File) replace(target string, rename func(from, to string) error) (err error) {
	mode := newFileMode
	old, err := os.Stat(target)
	switch {
	case err == nil && !old.Mode().IsRegular():
		return &fs.PathError{Op: "replace", Path: target, Err: errors.New("not a regular file")}
	case err == nil:
		mode &= old.Mode().Perm()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(target), "."+filepath.Base(target)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(f.Bytes())
	if err == nil && old != nil {
		keepOwner(temp, old)
	}
	if err == nil {
		err = temp.Chmod(mode)
	}
	if err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return rename(temp.Name(), target)
}

// maxLinks is where Linux gives up too.
const maxLinks = 40

// linkTarget follows path as long as it is a symbolic link. Unlike
// filepath.EvalSymlinks it accepts that the last target does not exist yet.
//
// The folder is resolved first, because the system takes a relative target, and
// every .. in it, from where the folder really is.
func linkTarget(path string) (string, error) {
	for range maxLinks {
		// Not Dir and Join, which would take "link/.." for nothing.
		folder, name := filepath.Split(path)
		if folder == "" {
			folder = "."
		}
		folder, err := filepath.EvalSymlinks(folder)
		if err != nil {
			return "", err
		}
		path = filepath.Join(folder, name)
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		next, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(next) {
			next = folder + string(filepath.Separator) + next
		}
		path = next
	}
	return "", &fs.PathError{Op: "readlink", Path: path, Err: errors.New("too many symbolic links")}
}

// syncFolder makes a rename survive a power failure.
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
