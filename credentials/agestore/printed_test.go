package agestore_test

import (
	"fmt"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/agestore"
)

// A store that is printed by mistake does not give its key away, not as a list of
// bytes either.
func TestStoresHideTheirKeys(t *testing.T) {
	key, err := agestore.NewIdentity()
	require.NoError(t, err)
	store, err := agestore.WithIdentity(t.TempDir(), key)
	require.NoError(t, err)
	locked, err := agestore.WithPassphrase(t.TempDir(), credentials.NewSecret("correct horse"))
	require.NoError(t, err)
	parsed, err := age.ParseX25519Identity(key.Reveal())
	require.NoError(t, err)
	bytes := fmt.Sprintf("%d", *parsed) // fmt walks through its fields
	secretKey, _, found := strings.Cut(strings.TrimPrefix(bytes, "{["), "]")
	require.True(t, found)

	for _, value := range []any{store, &store, store.Sealer, locked, locked.Sealer, []any{store.Sealer}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			text := fmt.Sprintf(verb, value)
			require.NotContains(t, text, secretKey, verb)
			require.NotContains(t, text, key.Reveal(), verb)
			require.NotContains(t, text, "correct horse", verb)
		}
	}
}
