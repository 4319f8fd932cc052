package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// Run checks a store. newStore returns an empty one for each test; what it opens
// it closes with t.Cleanup.
func Run(t *testing.T, newStore func(t *testing.T) credentials.Store) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, credentials.Store){
		"an empty store":                testEmpty,
		"everything comes back":         testRoundTrip,
		"update replaces":               testReplace,
		"an error of change":            testChangeError,
		"nil leaves everything":         testChangeNothing,
		"a grant without tokens":        testNoTokens,
		"delete":                        testDelete,
		"grants are copies":             testCopies,
		"names":                         testNames,
		"the empty name":                testNoName,
		"an ended context":              testContext,
		"ctx ends during the wait":      testWaiting,
		"ctx ends during the change":    testLateSave,
		"a panic of change":             testPanic,
		"one update at a time":          testExclusion,
		"names do not wait":             testNamesDoNotWait,
		"no update is lost":             testConcurrency,
		"readers see whole grants only": testReaders,
	} {
		t.Run(name, func(t *testing.T) { test(t, newStore(t)) })
	}
}

// consent is when all grants of these tests were given.
var consent = time.Date(2026, 11, 22, 19, 0, 0, 0, time.UTC)

// grant returns one whose tokens end in the given text.
func grant(end string) *credentials.Grant {
	return &credentials.Grant{
		ClientID:      "742138104895-abc.apps.googleusercontent.com",
		Account:       "ann@example.com",
		Scopes:        []string{"https://www.googleapis.com/auth/photoslibrary.appendonly", "openid"},
		AccessToken:   credentials.NewSecret("ya29.store-" + end),
		RefreshToken:  credentials.NewSecret("1//06store-" + end),
		TokenType:     "Bearer",
		Expiry:        consent.Add(time.Hour),
		GrantedAt:     consent,
		RefreshedAt:   consent.Add(time.Millisecond),
		RefreshExpiry: consent.AddDate(0, 0, 7),
	}
}

// put stores a grant.
func put(t *testing.T, store credentials.Store, name string, grant *credentials.Grant) {
	t.Helper()
	require.NoError(t, store.Update(t.Context(), name, func(*credentials.Grant) (*credentials.Grant, error) { return grant, nil }), "%q", name)
}

// requireStored fails unless the store has the grant.
func requireStored(t *testing.T, store credentials.Store, name string, want *credentials.Grant) {
	t.Helper()
	got, err := store.Get(t.Context(), name)
	require.NoError(t, err, "%q", name)
	require.Equal(t, want, got, "%q", name)
}

// requireNone fails unless the store has no grant of this name.
func requireNone(t *testing.T, store credentials.Store, name string) {
	t.Helper()
	got, err := store.Get(t.Context(), name)
	require.ErrorIs(t, err, credentials.ErrNoGrant, "%q", name)
	require.ErrorIs(t, err, credentials.ErrReauthorize, "%q", name)
	require.Nil(t, got, "%q", name)
}

func testEmpty(t *testing.T, store credentials.Store) {
	requireNone(t, store, "ann")
	require.NoError(t, store.Delete(t.Context(), "ann"), "there is nothing to delete")
	requireNone(t, store, "ann")
}

func testRoundTrip(t *testing.T, store credentials.Store) {
	ann := grant("ann")
	ann.EndedAt = consent.Add(48 * time.Hour)
	put(t, store, "ann", ann)
	requireStored(t, store, "ann", ann)

	// What a newer version of this module stores comes back too.
	text, err := credentials.MarshalGrant(grant("new"))
	require.NoError(t, err)
	newer, err := credentials.UnmarshalGrant(append([]byte(`{"added_later":["x"],`), text[1:]...))
	require.NoError(t, err)
	put(t, store, "ann", newer)
	requireStored(t, store, "ann", newer)
}

func testReplace(t *testing.T, store credentials.Store) {
	first := true
	for _, next := range []*credentials.Grant{grant("1"), grant("2"), grant("3")} {
		before, _ := store.Get(t.Context(), "ann")
		require.NoError(t, store.Update(t.Context(), "ann", func(old *credentials.Grant) (*credentials.Grant, error) {
			require.Equal(t, first, old == nil)
			require.Equal(t, before, old)
			first = false
			return next, nil
		}))
		requireStored(t, store, "ann", next)
	}
}

func testChangeError(t *testing.T, store credentials.Store) {
	broken := errors.New("broken")
	fail := func(*credentials.Grant) (*credentials.Grant, error) { return grant("other"), broken }
	require.ErrorIs(t, store.Update(t.Context(), "ann", fail), broken)
	requireNone(t, store, "ann")
	put(t, store, "ann", grant("ann"))
	require.ErrorIs(t, store.Update(t.Context(), "ann", fail), broken)
	requireStored(t, store, "ann", grant("ann"))
}

func testChangeNothing(t *testing.T, store credentials.Store) {
	leave := func(old *credentials.Grant) (*credentials.Grant, error) {
		if old != nil {
			old.RefreshToken = credentials.NewSecret("changed")
			old.Scopes[0] = "changed"
		}
		return nil, nil
	}
	require.NoError(t, store.Update(t.Context(), "ann", leave))
	requireNone(t, store, "ann")
	put(t, store, "ann", grant("ann"))
	require.NoError(t, store.Update(t.Context(), "ann", leave))
	requireStored(t, store, "ann", grant("ann"))
}

// A grant that lost its tokens, as in a log, must not replace one that works.
func testNoTokens(t *testing.T, store credentials.Store) {
	put(t, store, "ann", grant("ann"))
	bare := grant("")
	bare.RefreshToken = credentials.Secret{}
	err := store.Update(t.Context(), "ann", func(*credentials.Grant) (*credentials.Grant, error) { return bare, nil })
	require.ErrorIs(t, err, credentials.ErrNoRefreshToken)
	requireStored(t, store, "ann", grant("ann"))
}

func testDelete(t *testing.T, store credentials.Store) {
	put(t, store, "ann", grant("ann"))
	put(t, store, "bob", grant("bob"))
	for range 2 {
		require.NoError(t, store.Delete(t.Context(), "ann"))
		requireNone(t, store, "ann")
		requireStored(t, store, "bob", grant("bob"))
	}
	put(t, store, "ann", grant("again"))
	requireStored(t, store, "ann", grant("again"))
}

func testCopies(t *testing.T, store credentials.Store) {
	spoil := func(g *credentials.Grant) {
		g.Scopes[0] = "spoilt"
		g.Account = "spoilt"
		g.AccessToken = credentials.NewSecret("spoilt")
	}
	given := grant("ann")
	put(t, store, "ann", given)
	spoil(given)
	requireStored(t, store, "ann", grant("ann"))

	got, err := store.Get(t.Context(), "ann")
	require.NoError(t, err)
	spoil(got)
	requireStored(t, store, "ann", grant("ann"))

	require.ErrorIs(t, store.Update(t.Context(), "ann", func(old *credentials.Grant) (*credentials.Grant, error) {
		spoil(old)
		return nil, context.Canceled
	}), context.Canceled)
	requireStored(t, store, "ann", grant("ann"))
}

func testPanic(t *testing.T, store credentials.Store) {
	require.Panics(t, func() {
		_ = store.Update(t.Context(), "ann", func(*credentials.Grant) (*credentials.Grant, error) { panic("of the test") })
	})
	put(t, store, "ann", grant("ann")) // The lock is free.
}
