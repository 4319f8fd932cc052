package keyringstore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/internal/safefile"
)

var (
	// ErrUnavailable means that there is no keyring, or that nobody unlocked it.
	ErrUnavailable = errors.New("keyringstore: the keyring of this system cannot be used")
	// ErrTooBig means that the keyring does not take a text as long as the grant:
	// 2,560 bytes on Windows, about 3,000 on macOS.
	ErrTooBig = errors.New("keyringstore: the grant is too big for the keyring of this system")
)

// Store is a credentials.Store in the keyring. Make one with [New].
//
// A keyring has no locks: the store takes one with a file in the user's cache
// folder, so that programs with the same name of the service do not overwrite
// each other.
type Store struct {
	service string
	locks   string // folder
	ring    ring
	busy    sync.Mutex // one call of the ring at a time
}

// New returns a store for the given service, which is the name of your program as
// people see it in their keyring. It does not open the keyring yet; it fails if
// the user has no cache folder, see [os.UserCacheDir].
func New(service string) (*Store, error) {
	if service == "" {
		return nil, errors.New("keyringstore: the service has no name: use that of your program")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, fmt.Errorf("keyringstore: there is no folder for locks: %w", err)
	}
	locks := filepath.Join(cache, "nasphotos-keyring", safefile.EncodeName(service))
	return &Store{service: service, locks: locks, ring: osRing{}}, nil
}

// Get implements credentials.Store. It can wait for the user to unlock the
// keyring, until ctx ends.
func (s *Store) Get(ctx context.Context, name string) (*credentials.Grant, error) {
	if err := check(ctx, name); err != nil {
		return nil, err
	}
	grant, err := s.read(ctx, name)
	if err == nil && grant == nil {
		return nil, fmt.Errorf("%w: %q in the keyring", credentials.ErrNoGrant, name)
	}
	return grant, err
}

// Update implements credentials.Store. A keyring that is locked between reading
// and writing keeps it waiting also after the end of ctx: what change returned is
// not thrown away.
//
// Where the grant is too big it is stored without its access token, which a
// refresh brings back.
func (s *Store) Update(ctx context.Context, name string, change func(*credentials.Grant) (*credentials.Grant, error)) (err error) {
	unlock, err := s.lock(ctx, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	old, err := s.read(ctx, name)
	if err != nil {
		return err
	}
	next, err := change(old)
	if err != nil || next == nil {
		return err
	}
	err = s.write(name, next)
	if errors.Is(err, keyring.ErrSetDataTooBig) {
		bare := *next
		bare.AccessToken, bare.Expiry = credentials.Secret{}, time.Time{}
		err = s.write(name, &bare)
	}
	if errors.Is(err, keyring.ErrSetDataTooBig) {
		return fmt.Errorf("%w, also without its access token: the old one is still there: use credentials.FileStore or agestore", ErrTooBig)
	}
	return err
}

// Delete implements credentials.Store.
func (s *Store) Delete(ctx context.Context, name string) (err error) {
	unlock, err := s.lock(ctx, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	s.busy.Lock()
	defer s.busy.Unlock()
	err = s.ring.Delete(s.service, safefile.EncodeName(name))
	if err == nil || errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return unavailable("delete the grant", err)
}

func check(ctx context.Context, name string) error {
	if name == "" {
		return errors.New("keyringstore: a stored grant needs a name, for example the e-mail address of the account")
	}
	if ctx.Err() != nil {
		return fmt.Errorf("keyringstore: the keyring was not asked: %w", ctx.Err())
	}
	return nil
}

func (s *Store) lock(ctx context.Context, name string) (unlock func() error, err error) {
	if err := check(ctx, name); err != nil {
		return nil, err
	}
	if err := safefile.MakeFolder(s.locks); err != nil {
		return nil, fmt.Errorf("keyringstore: cannot make the folder for locks: %w", err)
	}
	unlock, err = safefile.Lock(ctx, filepath.Join(s.locks, safefile.EncodeName(name)+".lock"))
	if err != nil {
		return nil, fmt.Errorf("keyringstore: waiting for the lock of the stored grant: %w", err)
	}
	return unlock, nil
}

// read returns nil if there is no grant. When ctx ends first, the call of the ring
// goes on until the user answers; it changes nothing.
func (s *Store) read(ctx context.Context, name string) (*credentials.Grant, error) {
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		s.busy.Lock()
		defer s.busy.Unlock()
		text, err := s.ring.Get(s.service, safefile.EncodeName(name))
		answers <- answer{text, err}
	}()
	var got answer
	select {
	case got = <-answers:
	case <-ctx.Done():
		return nil, fmt.Errorf("keyringstore: waiting for the keyring, which may be locked: %w", ctx.Err())
	}
	switch {
	case errors.Is(got.err, keyring.ErrNotFound):
		return nil, nil
	case got.err != nil:
		return nil, unavailable("read the grant", got.err)
	}
	grant, err := credentials.UnmarshalGrant([]byte(got.text))
	if errors.Is(err, credentials.ErrDamaged) {
		return nil, fmt.Errorf("%w: delete %q from the keyring and authorize again", err, name)
	}
	return grant, err
}

func (s *Store) write(name string, grant *credentials.Grant) error {
	text, err := credentials.MarshalGrant(grant)
	if err != nil {
		return err
	}
	s.busy.Lock()
	defer s.busy.Unlock()
	err = s.ring.Set(s.service, safefile.EncodeName(name), string(text))
	if err == nil || errors.Is(err, keyring.ErrSetDataTooBig) {
		return err
	}
	return unavailable("save the grant", err)
}

func unavailable(what string, err error) error {
	return fmt.Errorf("%w: cannot %s: %w: unlock it, or use credentials.FileStore where there is none", ErrUnavailable, what, err)
}
