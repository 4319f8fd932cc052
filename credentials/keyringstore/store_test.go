package keyringstore_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/zalando/go-keyring"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/keyringstore"
	"github.com/nasphotos/nasphotos/credentials/storetest"
)

// useCache keeps the locks of the store in a folder of the test's.
func useCache(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, dir)
	}
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) credentials.Store {
		keyring.MockInit()
		useCache(t)
		store, err := keyringstore.New("nasphotos test")
		require.NoError(t, err)
		return store
	})
}

func grant() *credentials.Grant {
	return &credentials.Grant{
		Account:      "ann@example.com",
		AccessToken:  credentials.NewSecret("ya29.access"),
		RefreshToken: credentials.NewSecret("1//06-refresh"),
		Expiry:       time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC),
	}
}

func put(ctx context.Context, store credentials.Store, grant *credentials.Grant) error {
	return store.Update(ctx, "ann", func(*credentials.Grant) (*credentials.Grant, error) { return grant, nil })
}

// fakeRing is a keyring with the limits of another system.
type fakeRing struct {
	mu    sync.Mutex
	texts map[string]string
	limit int           // bytes of a text
	fail  error         // of every call
	wait  chan struct{} // Get waits for it to be closed
}

func newRing() *fakeRing { return &fakeRing{texts: map[string]string{}, limit: 1 << 20} }

func (r *fakeRing) Get(_, user string) (string, error) {
	if r.wait != nil {
		<-r.wait
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	text, ok := r.texts[user]
	if !ok && r.fail == nil {
		return "", keyring.ErrNotFound
	}
	return text, r.fail
}

func (r *fakeRing) Set(_, user, text string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(text) > r.limit {
		return keyring.ErrSetDataTooBig
	}
	r.texts[user] = text
	return r.fail
}

func (r *fakeRing) Delete(_, user string) error {
	delete(r.texts, user)
	return r.fail
}

// On Windows a text has at most 2,560 bytes, and an access token up to 2,048 of
// them (Google's OAuth overview).
func TestBigGrants(t *testing.T) {
	ring := newRing()
	ring.limit = 2560
	store := keyringstore.NewWith(ring, t.TempDir())
	big := grant()
	big.RefreshToken = credentials.NewSecret(strings.Repeat("r", 512))
	big.AccessToken = credentials.NewSecret(strings.Repeat("a", 2048))
	require.NoError(t, put(t.Context(), store, big))
	got, err := store.Get(t.Context(), "ann")
	require.NoError(t, err)
	require.True(t, got.RefreshToken.Equal(big.RefreshToken))
	require.True(t, got.AccessToken.IsZero())
	require.True(t, got.Expiry.IsZero(), "so that it is refreshed")
	require.False(t, big.AccessToken.IsZero(), "the caller's is as it was")

	small := grant()
	require.NoError(t, put(t.Context(), store, small))
	require.ErrorIs(t, put(t.Context(), store, &credentials.Grant{RefreshToken: credentials.NewSecret(strings.Repeat("r", 3000))}), keyringstore.ErrTooBig)
	got, err = store.Get(t.Context(), "ann")
	require.NoError(t, err)
	require.Equal(t, small, got)
}

func TestWithoutKeyring(t *testing.T) {
	ring := newRing()
	ring.fail = errors.New("the name org.freedesktop.secrets was not provided")
	store := keyringstore.NewWith(ring, t.TempDir())
	_, err := store.Get(t.Context(), "ann")
	for _, err := range []error{err, put(t.Context(), store, grant()), store.Delete(t.Context(), "ann")} {
		require.ErrorIs(t, err, keyringstore.ErrUnavailable)
		require.ErrorIs(t, err, ring.fail)
		require.ErrorContains(t, err, "FileStore")
		require.NotErrorIs(t, err, credentials.ErrNoGrant)
	}
}

// A locked keyring waits for a person; the program need not.
func TestLockedKeyring(t *testing.T) {
	ring := newRing()
	ring.wait = make(chan struct{})
	store := keyringstore.NewWith(ring, t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_, err := store.Get(ctx, "ann")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.ErrorContains(t, err, "locked")
	ctx, cancel = context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	require.ErrorIs(t, put(ctx, store, grant()), context.DeadlineExceeded)
	close(ring.wait)
	require.NoError(t, put(t.Context(), store, grant()))
}

func TestDamagedEntry(t *testing.T) {
	ring := newRing()
	ring.texts["ann"] = `{"refresh_token":"1//06-refresh"`
	store := keyringstore.NewWith(ring, t.TempDir())
	_, err := store.Get(t.Context(), "ann")
	require.ErrorIs(t, err, credentials.ErrDamaged)
	require.ErrorContains(t, err, "authorize again")
	require.NotContains(t, err.Error(), "1//06")
	require.ErrorIs(t, put(t.Context(), store, grant()), credentials.ErrDamaged)
	require.NoError(t, store.Delete(t.Context(), "ann"))
	require.NoError(t, put(t.Context(), store, grant()))
}

func TestNew(t *testing.T) {
	_, err := keyringstore.New("")
	require.ErrorContains(t, err, "name")
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, "")
	}
	_, err = keyringstore.New("nasphotos")
	require.ErrorContains(t, err, "folder for locks")
}
