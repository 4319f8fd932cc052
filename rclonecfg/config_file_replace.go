package rclonecfg

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/internal/safefile"
)

// maxTries is how often Update starts again because another program changed the
// file. rclone saves seldom: more than a few in a row are a fault.
const maxTries = 20

// errForeignWrite is the reason to start again.
var errForeignWrite = errors.New("another program changed the file")

// replace puts what edit makes of the file in its place, under the lock. edit gets
// nil if there is no file. If it returns what it got, nothing is written.
func (c ConfigFile) replace(ctx context.Context, edit func(old []byte) ([]byte, error)) (err error) {
	target, err := c.target()
	if err != nil {
		return fmt.Errorf("rclonecfg: cannot write the configuration, nothing was changed: %w", err)
	}
	unlock, err := safefile.Lock(ctx, target+".lock")
	if err != nil {
		return fmt.Errorf("rclonecfg: waiting for the lock of the configuration, nothing was changed: %w", err)
	}
	defer func() {
		if unlockErr := unlock(); unlockErr != nil {
			err = errors.Join(err, unlockErr)
		}
	}()
	safefile.RemoveLeftovers(target)
	for range maxTries {
		if ctx.Err() != nil {
			return fmt.Errorf("rclonecfg: the configuration was not changed: %w", ctx.Err())
		}
		old, err := c.loadOrNone(target)
		if err != nil {
			return fmt.Errorf("rclonecfg: cannot read the configuration, nothing was changed: %w", err)
		}
		next, err := edit(old)
		if err != nil || bytes.Equal(old, next) {
			return err
		}
		if err := c.save(target, old, next); !errors.Is(err, errForeignWrite) {
			return err
		}
	}
	return fmt.Errorf("rclonecfg: another program changed %s each of the %d times that it was read, "+
		"nothing was changed: try again when that program has ended", target, maxTries)
}

// save replaces the file if it is still old.
func (c ConfigFile) save(target string, old, data []byte) error {
	err := safefile.Writer{Before: c.before, Unchanged: func() error {
		now, err := c.loadOrNone(target)
		if err == nil && !bytes.Equal(now, old) {
			err = errForeignWrite
		}
		return err
	}}.Write(target, data)
	if unsynced, ok := errors.AsType[*safefile.SyncError](err); ok {
		return fmt.Errorf("rclonecfg: the configuration is written, but may be lost in a power failure: %w", unsynced)
	}
	if err != nil {
		return fmt.Errorf("rclonecfg: cannot write the configuration, nothing was changed: %w", err)
	}
	return nil
}
