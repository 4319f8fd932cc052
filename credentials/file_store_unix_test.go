//go:build unix

package credentials_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// limitFiles makes files longer than this fail, as a full disk does.
func limitFiles(size int64) error {
	limit := syscall.Rlimit{Cur: uint64(size), Max: uint64(size)}
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
}

func TestFileStoreIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "config", "grants")
	store := credentials.FileStore{Dir: dir}
	save(t, store, storedGrant("old"))
	require.Equal(t, []string{"grant-ann.json", "grant-ann.json.lock"}, files(t, dir))
	for path, mode := range map[string]fs.FileMode{
		filepath.Dir(dir):            fs.ModeDir | 0o700,
		dir:                          fs.ModeDir | 0o700,
		dir + "/grant-ann.json":      0o600,
		dir + "/grant-ann.json.lock": 0o600,
	} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode(), path)
	}

	// A file that was opened to others is closed again.
	require.NoError(t, os.Chmod(dir+"/grant-ann.json", 0o644))
	save(t, store, storedGrant("new"))
	info, err := os.Stat(dir + "/grant-ann.json")
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
}

// Where everybody may write, anybody can put a grant of his own in the place of
// ours, and our photos would go to him.
func TestFileStoreInAFolderOfEverybody(t *testing.T) {
	for mode, refused := range map[fs.FileMode]bool{
		0o777:                 true,
		0o703:                 true,
		0o777 | fs.ModeSticky: false,
		0o775:                 false,
		0o755:                 false,
		0o700:                 false,
	} {
		t.Run(mode.String(), func(t *testing.T) {
			dir := t.TempDir()
			store := credentials.FileStore{Dir: dir}
			save(t, store, storedGrant("old"))
			require.NoError(t, os.Chmod(dir, mode))
			get := func() error {
				_, err := store.Get(t.Context(), "ann")
				return err
			}
			update := func() error {
				return store.Update(t.Context(), "ann", func(*credentials.Grant) (*credentials.Grant, error) { return storedGrant("new"), nil })
			}
			for _, use := range []func() error{get, update} {
				if !refused {
					require.NoError(t, use())
					continue
				}
				require.ErrorContains(t, use(), "everybody")
				require.ErrorContains(t, use(), "chmod o-w "+dir)
			}
			if refused {
				require.NoError(t, os.Chmod(dir, 0o755)) // The remedy helps.
				require.Equal(t, "old", stored(t, store).RefreshToken.Reveal())
				require.NoError(t, os.Chmod(dir, mode))
			}
			require.NoError(t, store.Delete(t.Context(), "ann"), "nothing is read")
			require.Equal(t, []string{"grant-ann.json.lock"}, files(t, dir))
		})
	}
}

// A disk that is full after some bytes leaves the old grant.
func TestFileStoreOnAFullDisk(t *testing.T) {
	for _, limit := range []int64{1, 100} {
		dir := t.TempDir()
		store := credentials.FileStore{Dir: dir}
		save(t, store, storedGrant("old"))
		_, wait := childTask{Dir: dir, Limit: limit}.start(t)
		output, err := wait()
		require.Error(t, err)
		require.Contains(t, output, "the old one is still there")
		require.Contains(t, output, syscall.EFBIG.Error())
		requireNoSecret(t, output)
		require.Equal(t, "old", stored(t, store).RefreshToken.Reveal())
		require.Equal(t, []string{"grant-ann.json", "grant-ann.json.lock"}, files(t, dir))
	}
}
