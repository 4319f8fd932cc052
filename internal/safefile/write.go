package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// newFileMode is for the owner only: the files hold tokens.
const newFileMode fs.FileMode = 0o600

// Step is one of the things a write does to the file system.
type Step string

// The steps, in their order. Remove tidies up after one of the others failed.
const (
	StepCreate     Step = "create"
	StepWrite      Step = "write"
	StepMode       Step = "mode"
	StepSync       Step = "sync"
	StepClose      Step = "close"
	StepRename     Step = "rename"
	StepSyncFolder Step = "sync folder"
	StepRemove     Step = "remove"
)

// SyncError means that a file was replaced, but that a power failure may bring
// the old one back.
type SyncError struct{ Err error }

func (e *SyncError) Error() string { return e.Err.Error() }

// Unwrap returns the error of the file system.
func (e *SyncError) Unwrap() error { return e.Err }

// Writer replaces files. The zero value is what programs use.
type Writer struct {
	// Before is called before each step, for tests: its error is taken for one of
	// the file system.
	Before func(Step) error
	// Unchanged is called when all is ready, just before the new file takes the
	// place of the old one. Its error ends the write and leaves the old file. It
	// is for files that other programs replace without a lock. Nil asks nobody.
	Unchanged func() error
}

// Write replaces the file at path in one step: whoever reads it sees the old or
// the new content, also after a crash. The folder must exist. Where path is a
// symbolic link, the link stays and its target is replaced. The file can be read
// and written by its owner only, and keeps a mode stricter than that. It keeps
// its owner when the program may give files away, as root may.
//
// After a [SyncError] the file is the new one; after any other error it is as it
// was. A program that dies on the way can leave a temporary file beside it, see
// [RemoveLeftovers].
func (w Writer) Write(path string, data []byte) error {
	target, err := Target(path)
	if err != nil {
		return err
	}
	if err := w.replace(target, data); err != nil {
		return err
	}
	err = w.step(StepSyncFolder, func() error { return syncFolder(filepath.Dir(target)) })
	if err != nil {
		return &SyncError{err}
	}
	return nil
}

func (w Writer) replace(target string, data []byte) (err error) {
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
	var temp *os.File
	err = w.step(StepCreate, func() error {
		temp, err = os.CreateTemp(filepath.Dir(target), tempPattern(target))
		return err
	})
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.step(StepRemove, func() error { return os.Remove(temp.Name()) }))
		}
	}()
	err = w.fill(temp, data, old, mode)
	// Closed in any case, also where a test makes the step fail.
	err = errors.Join(err, w.step(StepClose, func() error { return nil }), temp.Close())
	if err != nil {
		return err
	}
	if w.Unchanged != nil {
		if err := w.Unchanged(); err != nil {
			return err
		}
	}
	err = w.step(StepRename, func() error { return os.Rename(temp.Name(), target) })
	if errors.Is(err, syscall.EBUSY) {
		err = fmt.Errorf("%w: the file is a mount of its own, as containers have them: mount its folder instead", err)
	}
	return err
}

// fill gives the temporary file its content, owner and mode, and puts them on the
// disk: a rename may get there before them.
func (w Writer) fill(temp *os.File, data []byte, old fs.FileInfo, mode fs.FileMode) error {
	err := w.step(StepWrite, func() error {
		_, err := temp.Write(data)
		return err
	})
	if err != nil {
		return err
	}
	if old != nil {
		keepOwner(temp, old)
	}
	if err := w.step(StepMode, func() error { return temp.Chmod(mode) }); err != nil {
		return err
	}
	return w.step(StepSync, temp.Sync)
}

func (w Writer) step(step Step, do func() error) error {
	if w.Before != nil {
		if err := w.Before(step); err != nil {
			return fmt.Errorf("%s: %w", step, err)
		}
	}
	return do()
}

// tempPattern is for os.CreateTemp, which puts digits in the place of the star.
func tempPattern(target string) string { return "." + filepath.Base(target) + ".*.tmp" }

// RemoveLeftovers removes the temporary files that programs left which died
// while they replaced the file at path. Nobody may be writing it: hold its lock.
// Errors are left to the next call: the files harm nobody.
func RemoveLeftovers(path string) {
	target, err := Target(path)
	if err != nil {
		return
	}
	folder := filepath.Dir(target)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	pattern := tempPattern(target)
	star := strings.LastIndexByte(pattern, '*') // the name may have one, too
	start, end := pattern[:star], pattern[star+1:]
	for _, entry := range entries {
		digits, ours := strings.CutPrefix(entry.Name(), start)
		digits, temporary := strings.CutSuffix(digits, end)
		if ours && temporary && digits != "" && strings.Trim(digits, "0123456789") == "" && entry.Type().IsRegular() {
			_ = os.Remove(filepath.Join(folder, entry.Name()))
		}
	}
}

// Remove removes the file at path, or the link, so that it does not come back
// after a power failure. It is no error if there is none.
func Remove(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}
