package storetest

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// names are such that some file system, keyring or database takes two of them for
// one, or one of them for something else.
var names = []string{
	"ann@example.com", "Ann@example.com", "ann@example.com ", " ann@example.com", "ann@example.com.",
	".", "..", "../ann", "/etc/passwd", "a/b", `a\b`, "a:b", "a%2fb", "%41", "A", "a", "~", "-rf",
	"é", "e\u0301", "日本語", "🙂", "ß", "ss", "ı", "i", "ﬁ", "fi", "\u200b", "\ufeff",
	"NUL", "nul", "con.json", "a*?\"<>|", "a\nb", "a\x00b", "a\tb", "$(id)", "'; drop table grants; --",
	strings.Repeat("long", 100), strings.Repeat("long", 100) + "x", strings.Repeat("é", 200),
}

func testNames(t *testing.T, store credentials.Store) {
	for i, name := range names {
		requireNone(t, store, name)
		put(t, store, name, grant(strconv.Itoa(i)))
	}
	for i, name := range names {
		requireStored(t, store, name, grant(strconv.Itoa(i)))
	}
	for i, name := range names {
		require.NoError(t, store.Delete(t.Context(), name), "%q", name)
		requireNone(t, store, name)
		if i+1 < len(names) {
			requireStored(t, store, names[i+1], grant(strconv.Itoa(i+1)))
		}
	}
}

func testNoName(t *testing.T, store credentials.Store) {
	called := false
	_, err := store.Get(t.Context(), "")
	require.Error(t, err)
	require.NotErrorIs(t, err, credentials.ErrNoGrant, "a name that was forgotten is no empty store")
	require.Error(t, store.Update(t.Context(), "", func(*credentials.Grant) (*credentials.Grant, error) {
		called = true
		return grant("x"), nil
	}))
	require.Error(t, store.Delete(t.Context(), ""))
	require.False(t, called)
}
