package rclonecfg

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"

	"github.com/nasphotos/nasphotos/internal/safefile"
)

// ConfigFile is an rclone.conf on disk. Copies are the same file, and can be used
// from several goroutines and processes at the same time.
type ConfigFile struct {
	// Path of the file; "rclone config file" tells that of rclone's own. It may be
	// a symbolic link, which stays one. Its folder must exist.
	Path string
	// Password opens a file that is encrypted. As with the environment variable
	// RCLONE_CONFIG_PASS of rclone, a file in the clear is read in spite of it, and
	// stays in the clear. Unlike rclone, a file that Update makes is encrypted with
	// it. Change it with SetPassword.
	Password Secret

	before func(safefile.Step) error // for tests
}

// Read reads the file. Besides the errors of [ParseFile] and [Decrypt] it returns
// those of os.ReadFile, such as fs.ErrNotExist. It takes no lock: the file is
// replaced in one step, so that it is the old or the new one.
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
// error, which Update then returns, or leaves the text as it was. A file that was
// encrypted is encrypted again, with the same password.
//
// Only one Update of a file runs at a time, whatever process it is in and by
// whatever link it names the file: it holds a lock on an empty file beside the
// real one, with ".lock" behind its name, which stays. So the folder must be
// writable, as it must be to replace the file. ctx ends the wait for the lock.
//
// rclone saves renewed tokens to the same file and knows nothing of the lock. If
// it, or any other program, changed the file since it was read, Update reads it
// again and calls change again, a limited number of times. Its last look at the
// file is some microseconds before it replaces it. The other way round there is no
// such care: rclone saves what it has in its memory, although it looks for a changed
// file before it uses that.
//
// So change should do no more than edit, as it may be called several times. An
// Update of the same file inside it would wait for the lock until its ctx ends.
//
// The file can be read and written by its owner only, and keeps a mode stricter
// than that. It keeps its owner when the program may give files away, as root may.
func (c ConfigFile) Update(ctx context.Context, change func(*File) error) error {
	return c.replace(ctx, func(old []byte) ([]byte, error) {
		file, err := c.parse(old)
		if err != nil {
			return nil, err
		}
		before := file.Bytes()
		if err := change(file); err != nil {
			return nil, err
		}
		after := file.Bytes()
		switch {
		case bytes.Equal(before, after):
			return old, nil
		case IsEncrypted(old), old == nil && !c.Password.IsZero():
			return Encrypt(after, c.Password)
		}
		return after, nil
	})
}

// SetPassword encrypts the file with another password, or leaves it in the clear if
// that is the zero Secret. It opens it with c.Password, if it is encrypted. All
// else is as with Update; there must be a file.
func (c ConfigFile) SetPassword(ctx context.Context, next Secret) error {
	return c.replace(ctx, func(old []byte) ([]byte, error) {
		if old == nil {
			return nil, fmt.Errorf("rclonecfg: there is no configuration to encrypt: %w",
				&fs.PathError{Op: "open", Path: c.Path, Err: fs.ErrNotExist})
		}
		plain, err := c.open(old)
		if err != nil || next.IsZero() {
			return plain, err
		}
		return Encrypt(plain, next)
	})
}

func (c ConfigFile) parse(data []byte) (*File, error) {
	plain, err := c.open(data)
	if err != nil {
		return nil, err
	}
	file, err := ParseFile(plain)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Path, err)
	}
	return file, nil
}

// open returns the text in the clear.
func (c ConfigFile) open(data []byte) ([]byte, error) {
	if !IsEncrypted(data) {
		return data, nil
	}
	if c.Password.IsZero() {
		return nil, fmt.Errorf("%s: %w", c.Path, ErrEncrypted)
	}
	plain, err := Decrypt(data, c.Password)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Path, err)
	}
	return plain, nil
}
