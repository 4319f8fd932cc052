package safefile

import (
	"context"
	"fmt"
	"time"

	"github.com/gofrs/flock"
)

// lockPoll is how often a waiting program asks for the lock. The system can also
// wait, but not until a context ends.
const lockPoll = 10 * time.Millisecond

// Lock waits until no other process or goroutine holds the lock with this path,
// and takes it. The file at path is made and stays; the lock is the operating
// system's, so that it ends with a process that dies. Do not remove the file
// while programs run that use it.
//
// The error is ctx.Err() if ctx ended first.
func Lock(ctx context.Context, path string) (unlock func() error, err error) {
	lock := flock.New(path, flock.SetPermissions(newFileMode))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, fmt.Errorf("cannot lock %s: %w", path, err)
	}
	return lock.Unlock, nil
}
