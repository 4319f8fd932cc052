package storetest

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

const (
	goroutines = 32
	rounds     = 4 // for each of them
)

// never is a change that must not be asked for.
func never(t *testing.T) func(*credentials.Grant) (*credentials.Grant, error) {
	t.Helper()
	return func(*credentials.Grant) (*credentials.Grant, error) {
		t.Error("change was called although ctx had ended")
		return nil, nil
	}
}

func testContext(t *testing.T, store credentials.Store) {
	put(t, store, "ann", grant("ann"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := store.Get(ctx, "ann")
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, store.Update(ctx, "ann", never(t)), context.Canceled)
	require.ErrorIs(t, store.Delete(ctx, "ann"), context.Canceled)
	requireStored(t, store, "ann", grant("ann"))
}

// hold runs do while an Update of the name is on its way.
func hold(t *testing.T, store credentials.Store, name string, do func()) {
	t.Helper()
	require.NoError(t, store.Update(t.Context(), name, func(*credentials.Grant) (*credentials.Grant, error) {
		do()
		return nil, nil
	}))
}

func testWaiting(t *testing.T, store credentials.Store) {
	put(t, store, "ann", grant("ann"))
	hold(t, store, "ann", func() {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- store.Update(ctx, "ann", never(t)) }()
		go func() { ended <- store.Delete(ctx, "ann") }()
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
		require.ErrorIs(t, <-ended, context.Canceled)
		requireStored(t, store, "ann", grant("ann")) // Get does not wait.
	})
	put(t, store, "ann", grant("after"))
	requireStored(t, store, "ann", grant("after"))
}

// What change has is worth more than the wish to stop: it may be the only copy of
// a new refresh token.
func testLateSave(t *testing.T, store credentials.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	err := store.Update(ctx, "ann", func(*credentials.Grant) (*credentials.Grant, error) {
		cancel()
		return grant("late"), nil
	})
	if err != nil {
		require.ErrorIs(t, err, context.Canceled)
	}
	requireStored(t, store, "ann", grant("late"))
}

func testExclusion(t *testing.T, store credentials.Store) {
	busy := make(chan struct{}, 1)
	var group sync.WaitGroup
	for range goroutines {
		group.Go(func() {
			err := store.Update(t.Context(), "ann", func(*credentials.Grant) (*credentials.Grant, error) {
				select {
				case busy <- struct{}{}:
					<-busy
				default:
					t.Error("two updates of one name at a time")
				}
				return nil, nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

func testNamesDoNotWait(t *testing.T, store credentials.Store) {
	hold(t, store, "ann", func() {
		done := make(chan error)
		go func() {
			done <- store.Update(t.Context(), "bob", func(*credentials.Grant) (*credentials.Grant, error) { return grant("bob"), nil })
		}()
		require.NoError(t, <-done)
	})
	requireStored(t, store, "bob", grant("bob"))
}

// Each update builds on the one before.
func testConcurrency(t *testing.T, store credentials.Store) {
	var group sync.WaitGroup
	for range goroutines {
		group.Go(func() {
			for range rounds {
				if err := store.Update(t.Context(), "ann", count); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	requireStored(t, store, "ann", grant(strconv.Itoa(goroutines*rounds)))
}

// count returns the grant that follows old: its tokens end in the next number.
func count(old *credentials.Grant) (*credentials.Grant, error) {
	if old == nil {
		return grant("1"), nil
	}
	number, err := strconv.Atoi(end(old.RefreshToken))
	if err != nil {
		return nil, err
	}
	return grant(strconv.Itoa(number + 1)), nil
}

// end is the text that the tokens of a grant were made with.
func end(token credentials.Secret) string {
	_, text, _ := strings.Cut(token.Reveal(), "store-")
	return text
}

func testReaders(t *testing.T, store credentials.Store) {
	put(t, store, "ann", grant("1"))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 2 * rounds {
				got, err := store.Get(t.Context(), "ann")
				if err != nil {
					t.Error(err)
					return
				}
				if end(got.AccessToken) != end(got.RefreshToken) {
					t.Error("a grant that is half old, half new")
					return
				}
			}
		})
	}
	for range 2 * rounds {
		if err := store.Update(t.Context(), "ann", count); err != nil {
			t.Error(err)
		}
	}
	group.Wait()
}
