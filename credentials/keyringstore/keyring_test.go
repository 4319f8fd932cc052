//go:build keyring

package keyringstore_test

import (
	"fmt"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/keyringstore"
	"github.com/nasphotos/nasphotos/credentials/storetest"
)

// TestKeyring needs the Secret Service on the session bus: .ci/run starts GNOME
// Keyring on a bus of its own.
func TestKeyring(t *testing.T) {
	number := 0
	storetest.Run(t, func(t *testing.T) credentials.Store {
		useCache(t)
		number++
		store, err := keyringstore.New(fmt.Sprintf("nasphotos-test-%d-%d", time.Now().UnixNano(), number))
		require.NoError(t, err)
		return store
	})
}

// The texts are where people look for them, and in the keyring alone.
func TestKeyringEntry(t *testing.T) {
	useCache(t)
	store, err := keyringstore.New("nasphotos-test-entry")
	require.NoError(t, err)
	require.NoError(t, put(t.Context(), store, grant()))
	text, err := exec.CommandContext(t.Context(), "secret-tool", "lookup", "service", "nasphotos-test-entry", "username", "ann").Output()
	require.NoError(t, err)
	back, err := credentials.UnmarshalGrant(text)
	require.NoError(t, err)
	require.Equal(t, grant(), back)
	require.NoError(t, store.Delete(t.Context(), "ann"))
}
