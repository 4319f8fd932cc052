//go:build unix

package safefile_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/safefile"
)

func owner(t *testing.T, path string) [2]uint32 {
	t.Helper()
	info, err := os.Lstat(path)
	require.NoError(t, err)
	stat, ok := info.Sys().(*syscall.Stat_t)
	require.True(t, ok)
	return [2]uint32{stat.Uid, stat.Gid}
}

// lock takes the lock and gives it back.
func lock(t *testing.T, path string) {
	t.Helper()
	unlock, err := safefile.Lock(t.Context(), path)
	require.NoError(t, err)
	require.NoError(t, unlock())
}

// Root that edits a user's file leaves a lock that the user can take. As another
// user this shows only that nothing goes wrong.
func TestLockIsTheFolderOwners(t *testing.T) {
	folder := t.TempDir()
	if os.Geteuid() == 0 {
		require.NoError(t, os.Chown(folder, 12345, 23456))
	}
	path := filepath.Join(folder, "x.lock")
	lock(t, path)
	require.Equal(t, owner(t, folder), owner(t, path))

	// What was there before keeps its owner, also behind a link.
	file, link := filepath.Join(t.TempDir(), "file"), filepath.Join(folder, "link.lock")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, os.Symlink(file, link))
	before := owner(t, file)
	lock(t, link)
	require.Equal(t, before, owner(t, file))
}
