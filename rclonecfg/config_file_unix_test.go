//go:build unix

package rclonecfg_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func entries(t *testing.T, folder string) []string {
	t.Helper()
	list, err := os.ReadDir(folder)
	require.NoError(t, err)
	var names []string
	for _, entry := range list {
		names = append(names, entry.Name())
	}
	return names
}

// limitFiles makes files longer than this fail, as a full disk does.
func limitFiles(size int64) error {
	limit := syscall.Rlimit{Cur: uint64(size), Max: uint64(size)}
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
}

// A disk that is full after some bytes leaves the old file.
func TestConfigFileOnAFullDisk(t *testing.T) {
	for _, limit := range []int64{1, 30} {
		conf := newConf(t, counterText)
		output, err := childTask{Path: conf.Path, Count: 1, Limit: limit}.start(t)()
		require.Error(t, err)
		require.Contains(t, output, "nothing was changed")
		require.Contains(t, output, syscall.EFBIG.Error())
		require.Equal(t, counterText, raw(t, conf))
		require.Equal(t, []string{"rclone.conf", "rclone.conf.lock"}, files(t, conf))
	}
}

// By whatever link the file is named, its lock is the same.
func TestConfigFileLockBehindLinks(t *testing.T) {
	conf := newConf(t, counterText)
	folder := filepath.Dir(conf.Path)
	elsewhere := t.TempDir()
	for link, target := range map[string]string{
		folder + "/beside":   "rclone.conf",
		folder + "/chain":    "beside",
		elsewhere + "/far":   conf.Path,
		elsewhere + "/dir":   folder,
		elsewhere + "/empty": folder + "/new.conf",
	} {
		require.NoError(t, os.Symlink(target, link))
	}
	held := func(hold, ask string) error {
		var asked error
		require.NoError(t, rclonecfg.ConfigFile{Path: hold}.Update(t.Context(), func(*rclonecfg.File) error {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Millisecond)
			defer cancel()
			asked = rclonecfg.ConfigFile{Path: ask}.Update(ctx, func(*rclonecfg.File) error { return nil })
			return nil
		}))
		return asked
	}
	for _, path := range []string{folder + "/beside", folder + "/chain", elsewhere + "/far", elsewhere + "/dir/chain"} {
		require.ErrorIs(t, held(conf.Path, path), context.DeadlineExceeded, path)
		require.ErrorIs(t, held(path, conf.Path), context.DeadlineExceeded, path)
	}
	require.ErrorIs(t, held(elsewhere+"/empty", folder+"/new.conf"), context.DeadlineExceeded, "a file still to be made")
	require.Equal(t, []string{"dir", "empty", "far"}, entries(t, elsewhere))
	require.Equal(t, []string{"beside", "chain", "new.conf.lock", "rclone.conf", "rclone.conf.lock"}, entries(t, folder))
}

// replace makes the file hold this text.
func replace(t *testing.T, path, text string) error {
	t.Helper()
	return rclonecfg.ConfigFile{Path: path}.Update(t.Context(), func(file *rclonecfg.File) error {
		*file = *parse(t, text)
		return nil
	})
}

func TestConfigFileMode(t *testing.T) {
	for name, test := range map[string]struct {
		before, after fs.FileMode // 0: no file
	}{
		"new":      {0, 0o600},
		"private":  {0o600, 0o600},
		"open":     {0o644, 0o600},
		"stricter": {0o400, 0o400},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "rclone.conf")
			if test.before != 0 {
				require.NoError(t, os.WriteFile(path, []byte("[old]\n"), 0o600))
				require.NoError(t, os.Chmod(path, test.before))
			}
			require.NoError(t, replace(t, path, "[p]\ntype = t\n"))
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, test.after, info.Mode().Perm())
			require.Equal(t, []string{"rclone.conf", "rclone.conf.lock"}, entries(t, folder))
			back, err := rclonecfg.ConfigFile{Path: path}.Read()
			require.NoError(t, err)
			require.Equal(t, "[p]\ntype = t\n", string(back.Bytes()))
		})
	}
}

func TestConfigFileKeepsLinks(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "real"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "real", "c"), []byte("[old]\n"), 0o600))
	require.NoError(t, os.Symlink("real/c", filepath.Join(folder, "relative")))
	require.NoError(t, os.Symlink(filepath.Join(folder, "relative"), filepath.Join(folder, "link")))
	require.NoError(t, os.Symlink("real/new", filepath.Join(folder, "dangling")))

	for link, target := range map[string]string{"link": "real/c", "dangling": "real/new"} {
		require.NoError(t, replace(t, filepath.Join(folder, link), "[new]\n"))
		info, err := os.Lstat(filepath.Join(folder, link))
		require.NoError(t, err)
		require.NotZero(t, info.Mode()&fs.ModeSymlink)
		got, err := os.ReadFile(filepath.Join(folder, target))
		require.NoError(t, err)
		require.Equal(t, "[new]\n", string(got))
	}
	require.Equal(t, []string{"c", "c.lock", "new", "new.lock"}, entries(t, filepath.Join(folder, "real")))
}

// The system takes a relative link from where the folder really is.
func TestConfigFileInLinkedFolder(t *testing.T) {
	home := t.TempDir()
	for _, folder := range []string{"config", "dotfiles/rclone", "dotfiles/private", "dotfiles/deep/er"} {
		require.NoError(t, os.MkdirAll(filepath.Join(home, folder), 0o700))
	}
	for link, target := range map[string]string{
		"config/rclone":                "../dotfiles/rclone",
		"dotfiles/rclone/rclone.conf":  "../private/rclone.conf",
		"dotfiles/rclone/new.conf":     "../private/new.conf",
		"dotfiles/rclone/away":         "../deep/er",
		"dotfiles/rclone/through.conf": "away/../through.conf",
	} {
		require.NoError(t, os.Symlink(target, filepath.Join(home, link)))
	}
	for name, target := range map[string]string{
		"rclone.conf":         "dotfiles/private/rclone.conf",
		"new.conf":            "dotfiles/private/new.conf",
		"through.conf":        "dotfiles/deep/through.conf",
		"away/../direct.conf": "dotfiles/deep/direct.conf",
		"plain.conf":          "dotfiles/rclone/plain.conf",
	} {
		path := home + "/config/rclone/" + name // Join would take .. out
		target = filepath.Join(home, target)
		if name != "new.conf" {
			require.NoError(t, os.WriteFile(target, []byte("[old]\n"), 0o600))
		}
		require.NoError(t, replace(t, path, "[new]\n"), name)
		got, err := os.ReadFile(target)
		require.NoError(t, err, name)
		require.Equal(t, "[new]\n", string(got), name)
		back, err := rclonecfg.ConfigFile{Path: path}.Read()
		require.NoError(t, err, name)
		require.Equal(t, []string{"new"}, back.Remotes(), name)
	}
	require.Equal(t, []string{"rclone"}, entries(t, filepath.Join(home, "config")), "nothing beside the link")
	require.Equal(t, []string{"config", "dotfiles"}, entries(t, home))
}

func TestConfigFileInTheCurrentFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	require.NoError(t, os.Symlink("target", "link"))
	require.NoError(t, replace(t, "link", "[p]\n"))
	require.Equal(t, []string{"link", "target", "target.lock"}, entries(t, "."))
	require.ErrorContains(t, replace(t, "", "[p]\n"), "set Path")
	require.Equal(t, []string{"link", "target", "target.lock"}, entries(t, "."))
}

func TestConfigFileUpdateErrors(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.Symlink("b", filepath.Join(folder, "a")))
	require.NoError(t, os.Symlink("a", filepath.Join(folder, "b")))
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "dir", "full"), 0o700))
	before := entries(t, folder)
	for _, name := range []string{"missing/rclone.conf", "a", "dir", "a\x00b"} {
		err := replace(t, filepath.Join(folder, name), "[p]\n")
		require.ErrorContains(t, err, "nothing was changed", name)
		var pathErr *fs.PathError
		require.ErrorAs(t, err, &pathErr, name)
		require.Equal(t, before, entries(t, folder), name)
	}
	require.ErrorIs(t, replace(t, filepath.Join(folder, "missing", "c"), "[p]\n"), fs.ErrNotExist)
}

// As root the file belongs to somebody else; otherwise this shows only that
// nothing goes wrong.
func TestConfigFileKeepsOwner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rclone.conf")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	if os.Geteuid() == 0 {
		require.NoError(t, os.Chown(path, 12345, 23456))
	}
	owner := func() [2]uint32 {
		info, err := os.Stat(path)
		require.NoError(t, err)
		stat, ok := info.Sys().(*syscall.Stat_t)
		require.True(t, ok)
		return [2]uint32{stat.Uid, stat.Gid}
	}
	before := owner()
	require.NoError(t, replace(t, path, "[p]\n"))
	require.Equal(t, before, owner())
}

func TestConfigFileReadErrors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rclone.conf")
	_, err := rclonecfg.ConfigFile{Path: path}.Read()
	require.ErrorIs(t, err, fs.ErrNotExist)

	require.NoError(t, os.WriteFile(path, []byte("[p]\ns3cr3t\n"), 0o600))
	_, err = rclonecfg.ConfigFile{Path: path}.Read()
	var parseErr *rclonecfg.ParseError
	require.ErrorAs(t, err, &parseErr)
	require.ErrorContains(t, err, path)
	require.NotContains(t, err.Error(), "s3cr3t")
}
