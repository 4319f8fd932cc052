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
