package credentials

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/nasphotos/nasphotos/internal/safefile"
)

// FileStore is a [Store] that keeps each grant in a file of its own, in the
// clear: whoever can read the files can use the grants. They are readable by
// their owner only, and replaced in one step, so that a crash or a full disk
// leaves the old grant. An Update or Delete locks out other processes on this
// computer; on a network file system, others too where that carries locks.
//
// Copies of a FileStore are the same store.
type FileStore struct {
	// Dir is the folder, which is made when it is needed. Its own is best: a folder
	// that the store makes can be read by its owner only. One to which everybody can
	// write is refused, unless it has the sticky bit. Beside a grant lies an empty
	// file ending in ".lock", which stays.
	Dir string
	// Sealer protects the files; nil leaves them in the clear. Package agestore has
	// one.
	Sealer Sealer

	before func(safefile.Step) error // for tests
}

// Sealer turns what a [FileStore] writes into something that others cannot read.
// It is safe for concurrent use.
type Sealer interface {
	// Seal returns what is written in the place of plain.
	Seal(plain []byte) ([]byte, error)
	// Open undoes Seal. Its error matches [ErrDamaged] if sealed is not what Seal
	// made.
	Open(sealed []byte) ([]byte, error)
	// Extension ends the names of the files, for example ".age".
	Extension() string
}

// Get implements [Store].
func (s FileStore) Get(ctx context.Context, name string) (*Grant, error) {
	path, err := s.path(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := s.checkDir(); err != nil {
		return nil, err
	}
	grant, err := s.read(path)
	if err == nil && grant == nil {
		return nil, fmt.Errorf("%w: %q in %s", ErrNoGrant, name, s.Dir)
	}
	return grant, err
}

// Update implements [Store].
func (s FileStore) Update(ctx context.Context, name string, change func(*Grant) (*Grant, error)) (err error) {
	path, err := s.path(ctx, name)
	if err != nil {
		return err
	}
	if err := safefile.MakeFolder(s.Dir); err != nil {
		return fmt.Errorf("credentials: cannot make the folder for grants: %w", err)
	}
	if err := s.checkDir(); err != nil {
		return err
	}
	unlock, err := lockGrant(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	old, err := s.read(path)
	if err != nil {
		return err
	}
	next, err := change(old)
	if err != nil || next == nil {
		return err
	}
	return s.write(path, next)
}

// Delete implements [Store].
func (s FileStore) Delete(ctx context.Context, name string) (err error) {
	path, err := s.path(ctx, name)
	if err != nil {
		return err
	}
	if _, err := os.Stat(s.Dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	unlock, err := lockGrant(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	safefile.RemoveLeftovers(path)
	if err := safefile.Remove(path); err != nil {
		return fmt.Errorf("credentials: cannot delete the stored grant: %w", err)
	}
	return nil
}

func (s FileStore) path(ctx context.Context, name string) (string, error) {
	switch {
	case s.Dir == "":
		return "", errors.New("credentials: the FileStore has no folder: set Dir")
	case name == "":
		return "", errors.New("credentials: a stored grant needs a name, for example the e-mail address of the account")
	case ctx.Err() != nil:
		return "", fmt.Errorf("credentials: the store was not asked: %w", ctx.Err())
	}
	file := "grant-" + safefile.EncodeName(name) + ".json"
	if s.Sealer != nil {
		file += s.Sealer.Extension()
	}
	return filepath.Join(s.Dir, file), nil
}

// checkDir keeps grants that anybody could have put there from being used.
func (s FileStore) checkDir() error {
	if err := safefile.CheckFolder(s.Dir); err != nil {
		return fmt.Errorf("credentials: grants are not safe in %s: %w", s.Dir, err)
	}
	return nil
}

func lockGrant(ctx context.Context, path string) (unlock func() error, err error) {
	unlock, err = safefile.Lock(ctx, path+".lock")
	if err != nil {
		return nil, fmt.Errorf("credentials: waiting for the lock of the stored grant: %w", err)
	}
	return unlock, nil
}

// read returns nil if there is no file.
func (s FileStore) read(path string) (*Grant, error) {
	data, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("credentials: cannot read the stored grant: %w", err)
	}
	if s.Sealer != nil {
		data, err = s.Sealer.Open(data)
	}
	var grant *Grant
	if err == nil {
		grant, err = UnmarshalGrant(data)
	}
	switch {
	case errors.Is(err, ErrDamaged):
		return nil, fmt.Errorf("%w: put back a copy of %s, or delete the grant and authorize again", err, path)
	case err != nil:
		return nil, fmt.Errorf("%w (file %s)", err, path)
	}
	return grant, nil
}

// readFile reads as much as a grant can be, and a little more to show that it is
// none.
func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, 2*maxGrantText))
	return data, errors.Join(err, file.Close())
}

func (s FileStore) write(path string, grant *Grant) error {
	data, err := MarshalGrant(grant)
	if err != nil {
		return err
	}
	if s.Sealer != nil {
		if data, err = s.Sealer.Seal(data); err != nil {
			return err
		}
	}
	safefile.RemoveLeftovers(path)
	err = safefile.Writer{Before: s.before}.Write(path, data)
	if unsynced, ok := errors.AsType[*safefile.SyncError](err); ok {
		return fmt.Errorf("credentials: the grant is saved, but may be lost in a power failure: %w", unsynced)
	}
	if err != nil {
		return fmt.Errorf("credentials: cannot save the grant, the old one is still there: %w", err)
	}
	return nil
}
