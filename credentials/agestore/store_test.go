package agestore_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/agestore"
	"github.com/nasphotos/nasphotos/credentials/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const passphrase = "correct horse battery staple"

func withPassphrase(t *testing.T, dir, passphrase string) credentials.FileStore {
	t.Helper()
	store, err := agestore.WithPassphrase(dir, credentials.NewSecret(passphrase))
	require.NoError(t, err)
	return agestore.Fast(store)
}

func withIdentity(t *testing.T, dir string) credentials.FileStore {
	t.Helper()
	identity, err := agestore.NewIdentity()
	require.NoError(t, err)
	store, err := agestore.WithIdentity(dir, identity)
	require.NoError(t, err)
	return store
}

func TestPassphraseStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) credentials.Store { return withPassphrase(t, t.TempDir(), passphrase) })
}

func TestIdentityStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) credentials.Store { return withIdentity(t, t.TempDir()) })
}

// Files of age's newer kind of key are read as well.
func TestHybridIdentity(t *testing.T) {
	identity, err := age.GenerateHybridIdentity()
	require.NoError(t, err)
	store, err := agestore.WithIdentity(t.TempDir(), credentials.NewSecret("# created by age-keygen\n"+identity.String()+"\n"))
	require.NoError(t, err)
	put(t, store)
	got, err := store.Get(t.Context(), "ann")
	require.NoError(t, err)
	require.Equal(t, "ann@example.com", got.Account)
}

func put(t *testing.T, store credentials.Store) {
	t.Helper()
	require.NoError(t, store.Update(t.Context(), "ann", func(*credentials.Grant) (*credentials.Grant, error) {
		return &credentials.Grant{Account: "ann@example.com", RefreshToken: credentials.NewSecret("1//06-refresh")}, nil
	}))
}

func TestWrongKey(t *testing.T) {
	for name, key := range map[string]struct {
		right, wrong func(*testing.T, string) credentials.FileStore
	}{
		"passphrase": {
			func(t *testing.T, dir string) credentials.FileStore { return withPassphrase(t, dir, passphrase) },
			func(t *testing.T, dir string) credentials.FileStore { return withPassphrase(t, dir, passphrase+" ") },
		},
		"another identity":              {withIdentity, withIdentity},
		"identity, not passphrase":      {func(t *testing.T, dir string) credentials.FileStore { return withPassphrase(t, dir, passphrase) }, withIdentity},
		"passphrase, and not identity ": {withIdentity, func(t *testing.T, dir string) credentials.FileStore { return withPassphrase(t, dir, passphrase) }},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			right := key.right(t, dir)
			put(t, right)
			wrong := key.wrong(t, dir)
			_, err := wrong.Get(t.Context(), "ann")
			updated := wrong.Update(t.Context(), "ann", func(*credentials.Grant) (*credentials.Grant, error) {
				t.Error("change was called")
				return nil, nil
			})
			for _, err := range []error{err, updated} {
				require.ErrorIs(t, err, agestore.ErrKey)
				require.NotErrorIs(t, err, credentials.ErrDamaged, "nobody should delete it")
				require.ErrorContains(t, err, filepath.Join(dir, "grant-ann.json.age"))
				require.NotContains(t, err.Error(), passphrase)
			}
			_, err = right.Get(t.Context(), "ann")
			require.NoError(t, err)
		})
	}
}

func TestDamagedFiles(t *testing.T) {
	const token = "1//06-in-the-clear"
	dir := t.TempDir()
	path := filepath.Join(dir, "grant-ann.json.age")
	store := withIdentity(t, dir)
	put(t, store)
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	flipped := append([]byte{}, good...)
	flipped[len(flipped)-1] ^= 1
	for name, data := range map[string][]byte{
		"empty":     {},
		"in clear":  []byte(`{"version":1,"refresh_token":"` + token + `"}`),
		"cut":       good[:len(good)-1],
		"no body":   good[:100],
		"changed":   flipped,
		"continued": append(append([]byte{}, good...), 'x'),
	} {
		require.NoError(t, os.WriteFile(path, data, 0o600))
		_, err := store.Get(t.Context(), "ann")
		require.ErrorIs(t, err, credentials.ErrDamaged, name)
		require.ErrorContains(t, err, path, name)
		require.NotContains(t, err.Error(), token, name)
	}
}

func TestUnusableKeys(t *testing.T) {
	_, err := agestore.WithPassphrase(t.TempDir(), credentials.Secret{})
	require.ErrorContains(t, err, "empty")
	one, err := agestore.NewIdentity()
	require.NoError(t, err)
	two, err := agestore.NewIdentity()
	require.NoError(t, err)
	for _, text := range []string{"", "secret-text", strings.ToLower(one.Reveal())[:40], one.Reveal() + "\n" + two.Reveal()} {
		_, err := agestore.WithIdentity(t.TempDir(), credentials.NewSecret(text))
		require.ErrorContains(t, err, "AGE-SECRET-KEY-")
		require.NotContains(t, err.Error(), "secret-text")
	}
}
