package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// memory is a Store in a map, for one process. It keeps the text of each grant,
// so that what it gives out are copies.
type memory struct {
	mu    sync.Mutex // guards texts and locks
	texts map[string][]byte
	locks map[string]chan struct{}
}

func (m *memory) Get(ctx context.Context, name string) (*credentials.Grant, error) {
	if err := check(ctx, name); err != nil {
		return nil, err
	}
	m.mu.Lock()
	text, ok := m.texts[name]
	m.mu.Unlock()
	if !ok {
		return nil, credentials.ErrNoGrant
	}
	return credentials.UnmarshalGrant(text)
}

func (m *memory) Update(ctx context.Context, name string, change func(*credentials.Grant) (*credentials.Grant, error)) error {
	unlock, err := m.lock(ctx, name)
	if err != nil {
		return err
	}
	defer unlock()
	old, err := m.Get(ctx, name)
	if err != nil && !errors.Is(err, credentials.ErrNoGrant) {
		return err
	}
	next, err := change(old)
	if err != nil || next == nil {
		return err
	}
	text, err := credentials.MarshalGrant(next)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.texts[name] = text
	return nil
}

func (m *memory) Delete(ctx context.Context, name string) error {
	unlock, err := m.lock(ctx, name)
	if err != nil {
		return err
	}
	defer unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.texts, name)
	return nil
}

func (m *memory) lock(ctx context.Context, name string) (unlock func(), err error) {
	if err := check(ctx, name); err != nil {
		return nil, err
	}
	m.mu.Lock()
	lock := m.locks[name]
	if lock == nil {
		lock = make(chan struct{}, 1)
		m.locks[name] = lock
	}
	m.mu.Unlock()
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func check(ctx context.Context, name string) error {
	if name == "" {
		return errors.New("a grant needs a name")
	}
	return ctx.Err()
}

func newMemory(*testing.T) credentials.Store {
	return &memory{texts: map[string][]byte{}, locks: map[string]chan struct{}{}}
}

func TestMemory(t *testing.T) { storetest.Run(t, newMemory) }

// A store of your own: this one is a map. With a database, the lock would be one
// of its rows.
func ExampleRun() {
	// In a test file: func TestMemory(t *testing.T) { storetest.Run(t, newMemory) }
	ctx := context.Background()
	store := newMemory(nil)
	_, err := store.Get(ctx, "ann")
	fmt.Println(errors.Is(err, credentials.ErrNoGrant))
	err = store.Update(ctx, "ann", func(*credentials.Grant) (*credentials.Grant, error) {
		return &credentials.Grant{Account: "ann@example.com", RefreshToken: credentials.NewSecret("1//06-refresh")}, nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	grant, err := store.Get(ctx, "ann")
	fmt.Println(grant.Account, err)
	// Output:
	// true
	// ann@example.com <nil>
}
