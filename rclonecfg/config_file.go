package rclonecfg

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/internal/safefile"
)

// ConfigFile is an rclone.conf on disk. Copies are the same file, and can be used
// from several goroutines and processes at the same time.
type ConfigFile struct {
	// Path of the file. It may be a symbolic link, which stays one. Its folder must
	// exist.
	Path string

	before func(safefile.Step) error // for tests
}

// maxTries is how often Update starts again because another program changed the
// file. rclone saves seldom: more than a few in a row are a fault.
const maxTries = 20

// errForeignWrite is the reason to start again.
var errForeignWrite = errors.New("another program changed the file")

// Read reads the file. Besides the errors of [ParseFile] it returns those of
// os.ReadFile, such as fs.ErrNotExist. It takes no lock: the file is replaced in
// one step, so that it is the old or the new one.
func (c ConfigFile) Read() (*File, error) {
	data, err := c.load(c.Path)
	if err != nil {
		return nil, fmt.Errorf("rclonecfg: cannot read the configuration: %w", err)
	}
	return c.parse(data)
}

// Update reads the file, lets change edit it, and replaces it in one step: whoever
// reads it sees the old or the new content, also after a crash. A file that is
// missing is taken for an empty one. Nothing is written if change returns an
// error, which Update then returns, or leaves the text as it was.
//
// Only one Update of a file runs at a time, whatever process it is in and by
// whatever link it names the file: it holds a lock on an empty file beside the
// real one, with ".lock" behind its name, which stays. So the folder must be
// writable, as it must be to replace the file. ctx ends the wait for the lock.
//
// rclone saves renewed tokens to the same file and knows nothing of the lock. If
// it, or any other program, changed the file since it was read, Update reads it
// again and calls change again, a limited number of times: change should do no
// more than edit. The other way round there is no such care: rclone saves what it
// has in its memory, although it looks for a changed file before it uses it.
//
// The file can be read and written by its owner only, and keeps a mode stricter
// than that. It keeps its owner when the program may give files away, as root may.
func (c ConfigFile) Update(ctx context.Context, change func(*File) error) (err error) {
	target, err := c.target()
	if err != nil {
		return fmt.Errorf("rclonecfg: cannot write the configuration, nothing was changed: %w", err)
	}
	unlock, err := safefile.Lock(ctx, target+".lock")
	if err != nil {
		return fmt.Errorf("rclonecfg: waiting for the lock of the configuration, nothing was changed: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	safefile.RemoveLeftovers(target)
	for range maxTries {
		if ctx.Err() != nil {
			return fmt.Errorf("rclonecfg: the configuration was not changed: %w", ctx.Err())
		}
		err := c.updateOnce(target, change)
		if !errors.Is(err, errForeignWrite) {
			return err
		}
	}
	return fmt.Errorf("rclonecfg: another program changed %s each of the %d times that it was read, "+
		"nothing was changed: try again when that program has ended", target, maxTries)
}

// updateOnce returns errForeignWrite if the file is not any more what was read.
func (c ConfigFile) updateOnce(target string, change func(*File) error) error {
	old, err := c.loadOrNone(target)
	if err != nil {
		return fmt.Errorf("rclonecfg: cannot read the configuration, nothing was changed: %w", err)
	}
	file, err := c.parse(old)
	if err != nil {
		return err
	}
	before := file.Bytes()
	if err := change(file); err != nil {
		return err
	}
	after := file.Bytes()
	if bytes.Equal(before, after) {
		return nil
	}
	return c.save(target, old, after)
}

// save replaces what is still old. Nil stands for no file.
func (c ConfigFile) save(target string, old, data []byte) error {
	err := safefile.Writer{Before: c.before, Unchanged: func() error {
		now, err := c.loadOrNone(target)
		if err == nil && ((now == nil) != (old == nil) || !bytes.Equal(now, old)) {
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

func (c ConfigFile) parse(data []byte) (*File, error) {
	file, err := ParseFile(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Path, err)
	}
	return file, nil
}
