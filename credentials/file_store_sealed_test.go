package credentials_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/agestore"
	"github.com/nasphotos/nasphotos/internal/safefile"
)

// At no step of a write is anything of an encrypted grant on the disk in the
// clear: neither in the file nor in a temporary one.
func TestSealedFilesHoldNoSecret(t *testing.T) {
	identity, err := agestore.NewIdentity()
	require.NoError(t, err)
	dir := t.TempDir()
	looked := 0
	look := func(step safefile.Step) error {
		for _, name := range files(t, dir) {
			data, err := os.ReadFile(filepath.Join(dir, name))
			require.NoError(t, err)
			for _, word := range []string{accessToken, refreshToken, clientID, "ann@", "refresh_token", identity.Reveal()} {
				require.False(t, bytes.Contains(data, []byte(word)), "%s: %s has %s", step, name, word)
			}
			looked += len(data)
		}
		return nil
	}
	store, err := agestore.WithIdentity(dir, identity)
	require.NoError(t, err)
	store = store.WithBefore(look)
	for range 2 {
		grant := newGrant()
		save(t, store, grant)
		require.NoError(t, look("after all"))
		require.True(t, stored(t, store).RefreshToken.Equal(grant.RefreshToken))
	}
	require.Greater(t, looked, 5000)

	// The test sees what it looks for.
	plain := credentials.FileStore{Dir: t.TempDir()}
	save(t, plain, newGrant())
	data, err := os.ReadFile(filepath.Join(plain.Dir, "grant-ann.json"))
	require.NoError(t, err)
	require.Contains(t, string(data), refreshToken)
}
