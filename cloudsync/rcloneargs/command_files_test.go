package rcloneargs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

func sftpWithKey() truenas.SFTP {
	return truenas.SFTP{Host: "h", User: "u", PrivateKey: truenas.Set(3)}
}

func TestWrite(t *testing.T) {
	task := pull()
	// A task's own flags stay as they are.
	task.Args = "--config CONFIG --filter-from FILTER --exclude KEYFILE"
	task.Attributes.Folder = "key_file = KEYFILE"
	cmd, err := rcloneargs.Command(task, account(sftpWithKey()), rcloneargs.Options{PrivateKey: truenas.NewSecret("PEM\n")})
	require.NoError(t, err)
	folder := t.TempDir()
	got, err := cmd.Write(folder)
	require.NoError(t, err)
	config, key, rules := filepath.Join(folder, "rclone.conf"), filepath.Join(folder, "key.pem"), filepath.Join(folder, "filter.txt")
	require.Equal(t, []string{
		"rclone", "--config", config, "-v", "--stats", "1s", "--filter-from", rules,
		"--config", "CONFIG", "--filter-from", "FILTER", "--exclude", "KEYFILE",
		"copy", "remote:key_file = KEYFILE", "/mnt/tank/data",
	}, got)
	require.Equal(t, "CONFIG", cmd.Args[2], "the command is left as it was")
	for path, want := range map[string]string{key: "PEM\n", rules: cmd.Filter} {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, want, string(text))
	}
	text, err := os.ReadFile(config)
	require.NoError(t, err)
	require.Contains(t, string(text), "\nkey_file = "+key+"\nfolder = key_file = KEYFILE\n")
	for _, path := range []string{config, key, rules} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	}
}

func TestWriteWithoutKey(t *testing.T) {
	cmd, err := rcloneargs.Command(pull(), account(photos()), rcloneargs.Options{})
	require.NoError(t, err)
	t.Chdir(t.TempDir())
	args, err := cmd.Write(".")
	require.NoError(t, err)
	require.True(t, filepath.IsAbs(args[2]))
	files, err := filepath.Glob("*")
	require.NoError(t, err)
	require.Equal(t, []string{"filter.txt", "rclone.conf"}, files)
}

// What is there is never overwritten, and no secret is left behind.
func TestWriteErrors(t *testing.T) {
	cmd, err := rcloneargs.Command(pull(), account(sftpWithKey()), rcloneargs.Options{PrivateKey: truenas.NewSecret("PEM")})
	require.NoError(t, err)
	for _, name := range []string{"rclone.conf", "filter.txt", "key.pem"} {
		folder := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte("mine"), 0o600))
		_, err := cmd.Write(folder)
		require.ErrorIs(t, err, fs.ErrExist)
		require.ErrorContains(t, err, "use an empty folder")
		files, err := os.ReadDir(folder)
		require.NoError(t, err)
		require.Len(t, files, 1)
		text, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		require.Equal(t, "mine", string(text))
	}
	_, err = cmd.Write(filepath.Join(t.TempDir(), "absent"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}
