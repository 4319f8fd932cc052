package safefile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// lockPoll is how often a waiting program asks for the lock. The system can also
// wait, but not until a context ends.
const lockPoll = 10 * time.Millisecond

// Lock waits until no other process or goroutine holds the lock with this path,
// and takes it. The file at path is made and stays; the lock is the operating
// system's, so that it ends with a process that dies. Do not remove the file
// while programs run that use it. A file that root makes is given to the owner of
// the folder, who could not lock it otherwise.
//
// The error is ctx.Err() if ctx ended first.
func Lock(ctx context.Context, path string) (unlock func() error, err error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err := makeLock(path); err != nil {
		return nil, fmt.Errorf("cannot lock %s: %w", path, err)
	}
	lock := flock.New(path, flock.SetPermissions(newFileMode))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, fmt.Errorf("cannot lock %s: %w", path, err)
	}
	return lock.Unlock, nil
}

// makeLock makes the file if there is none. It follows no link, and so gives away
// nothing that was there before.
func makeLock(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, newFileMode)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if folder, err := os.Stat(filepath.Dir(path)); err == nil {
		keepOwner(file, folder)
	}
	return file.Close()
}
