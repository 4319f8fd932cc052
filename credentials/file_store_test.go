package credentials_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/storetest"
	"github.com/nasphotos/nasphotos/internal/safefile"
)

func TestFileStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) credentials.Store {
		return credentials.FileStore{Dir: filepath.Join(t.TempDir(), "grants")}
	})
}

// storedGrant is a grant that can be told from others by its refresh token.
func storedGrant(refresh string) *credentials.Grant {
	grant := newGrant()
	grant.Expiry = now
	grant.RefreshToken = credentials.NewSecret(refresh)
	return grant
}

func save(t *testing.T, store credentials.Store, grant *credentials.Grant) {
	t.Helper()
	require.NoError(t, store.Update(t.Context(), "ann", func(*credentials.Grant) (*credentials.Grant, error) { return grant, nil }))
}

func stored(t *testing.T, store credentials.Store) *credentials.Grant {
	t.Helper()
	grant, err := store.Get(t.Context(), "ann")
	require.NoError(t, err)
	return grant
}

func files(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestFileStoreErrors(t *testing.T) {
	change := func(*credentials.Grant) (*credentials.Grant, error) { return storedGrant("new"), nil }
	for name, test := range map[string]struct {
		prepare func(t *testing.T, dir string) credentials.FileStore
		says    string
	}{
		"no folder": {
			func(*testing.T, string) credentials.FileStore { return credentials.FileStore{} }, "set Dir",
		},
		"the folder is a file": {
			func(t *testing.T, dir string) credentials.FileStore {
				require.NoError(t, os.WriteFile(dir+"/file", nil, 0o600))
				return credentials.FileStore{Dir: dir + "/file"}
			}, "/file",
		},
		"the grant is a folder": {
			func(t *testing.T, dir string) credentials.FileStore {
				require.NoError(t, os.Mkdir(dir+"/grant-ann.json", 0o700))
				return credentials.FileStore{Dir: dir}
			}, "grant-ann.json",
		},
	} {
		t.Run(name, func(t *testing.T) {
			store := test.prepare(t, t.TempDir())
			require.ErrorContains(t, store.Update(t.Context(), "ann", change), test.says)
			_, err := store.Get(t.Context(), "ann")
			require.ErrorContains(t, err, test.says)
			require.NotErrorIs(t, err, credentials.ErrNoGrant)
			require.NotErrorIs(t, err, credentials.ErrDamaged)
		})
	}
}

// A damaged file is named, kept until it is deleted, and quoted nowhere.
func TestFileStoreDamaged(t *testing.T) {
	for name, text := range map[string]string{
		"empty":       "",
		"cut":         `{"version":1,"refresh_token":"` + refreshToken,
		"zeros":       strings.Repeat("\x00", 512),
		"not a grant": `{"installed":{"client_secret":"` + clientSecret + `"}}`,
		"endless":     strings.Repeat(refreshToken, 1<<17),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "grant-ann.json")
			require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
			store := credentials.FileStore{Dir: dir}
			_, err := store.Get(t.Context(), "ann")
			updated := store.Update(t.Context(), "ann", func(*credentials.Grant) (*credentials.Grant, error) {
				t.Error("change was called")
				return storedGrant("new"), nil
			})
			for _, err := range []error{err, updated} {
				require.ErrorIs(t, err, credentials.ErrDamaged)
				require.ErrorContains(t, err, path)
				require.ErrorContains(t, err, "authorize again")
				requireNoSecret(t, err.Error())
			}
			kept, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, text, string(kept))

			require.NoError(t, store.Delete(t.Context(), "ann"))
			save(t, store, storedGrant("new"))
			require.Equal(t, storedGrant("new"), stored(t, store))
		})
	}
}

func TestFileStoreKeepsWhatIsNewer(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "grant-ann.json")
	require.NoError(t, os.WriteFile(path, []byte(`{"version":2}`), 0o600))
	_, err := credentials.FileStore{Dir: dir}.Get(t.Context(), "ann")
	require.ErrorContains(t, err, "update")
	require.ErrorContains(t, err, path)
	require.NotErrorIs(t, err, credentials.ErrDamaged, "it must not be deleted")
}

// steps are those that one write of the store takes.
func steps(t *testing.T) []safefile.Step {
	t.Helper()
	var all []safefile.Step
	save(t, credentials.FileStore{Dir: t.TempDir()}.WithBefore(func(step safefile.Step) error {
		all = append(all, step)
		return nil
	}), storedGrant("x"))
	require.Greater(t, len(all), 5)
	return all
}

// An error of the file system at any step leaves the old grant, or the new one
// after the last.
func TestFileStoreFailsAtEachStep(t *testing.T) {
	for _, failing := range steps(t) {
		dir := t.TempDir()
		store := credentials.FileStore{Dir: dir}
		save(t, store, storedGrant("old"))
		err := store.WithBefore(func(step safefile.Step) error {
			if step == failing {
				return syscall.ENOSPC
			}
			return nil
		}).Update(t.Context(), "ann", func(*credentials.Grant) (*credentials.Grant, error) { return storedGrant("new"), nil })
		require.ErrorIs(t, err, syscall.ENOSPC, failing)
		want, says := "old", "the old one is still there"
		if failing == safefile.StepSyncFolder {
			want, says = "new", "is saved"
		}
		require.ErrorContains(t, err, says, failing)
		require.Equal(t, want, stored(t, store).RefreshToken.Reveal(), failing)
		require.Equal(t, []string{"grant-ann.json", "grant-ann.json.lock"}, files(t, dir), failing)
	}
}

// A process that is killed at any step leaves a grant that can be read and a lock
// that is free; the next update clears away what it left.
func TestFileStoreSurvivesKill(t *testing.T) {
	for i, step := range steps(t) {
		dir := t.TempDir()
		store := credentials.FileStore{Dir: dir}
		save(t, store, storedGrant("old"))
		_, wait := childTask{Dir: dir, KillAt: i + 1}.start(t)
		output, err := wait()
		require.Error(t, err, "%s: %s", step, output)
		require.Empty(t, output, step)
		want := "old"
		if step == safefile.StepSyncFolder {
			want = "new"
		}
		require.Equal(t, want, stored(t, store).RefreshToken.Reveal(), step)
		for _, name := range files(t, dir) {
			info, err := os.Stat(filepath.Join(dir, name))
			require.NoError(t, err)
			require.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), "%s: %s", step, name)
		}
		save(t, store, storedGrant("next"))
		require.Equal(t, "next", stored(t, store).RefreshToken.Reveal(), step)
		require.Equal(t, []string{"grant-ann.json", "grant-ann.json.lock"}, files(t, dir), step)
	}
}

var errSealer = errors.New("the sealer is broken")

// sealer turns every byte around; "broken" as extension makes it fail.
type sealer string

func (s sealer) Seal(plain []byte) ([]byte, error) {
	if s == ".broken" {
		return nil, errSealer
	}
	return s.Open(plain)
}

func (sealer) Open(sealed []byte) ([]byte, error) {
	turned := make([]byte, len(sealed))
	for i, b := range sealed {
		turned[i] = ^b
	}
	return turned, nil
}

func (s sealer) Extension() string { return string(s) }

func TestFileStoreSealer(t *testing.T) {
	dir := t.TempDir()
	store := credentials.FileStore{Dir: dir, Sealer: sealer(".turned")}
	save(t, store, storedGrant("old"))
	data, err := os.ReadFile(filepath.Join(dir, "grant-ann.json.turned"))
	require.NoError(t, err)
	require.NotContains(t, string(data), "version")
	require.Equal(t, storedGrant("old"), stored(t, store))

	store.Sealer = sealer(".broken")
	err = store.Update(t.Context(), "ann", func(*credentials.Grant) (*credentials.Grant, error) { return storedGrant("new"), nil })
	require.ErrorIs(t, err, errSealer)
	require.Equal(t, []string{"grant-ann.json.broken.lock", "grant-ann.json.turned", "grant-ann.json.turned.lock"}, files(t, dir))
}
