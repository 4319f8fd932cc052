package rcloneargs_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

func TestString(t *testing.T) {
	const usual = "rclone --config CONFIG -v --stats 1s --filter-from FILTER "
	for args, want := range map[string]string{
		"":                                    "copy remote:album/Trip /mnt/tank/data",
		"--max-age 30d":                       "--max-age 30d copy remote:album/Trip /mnt/tank/data",
		"--exclude '*.mov'":                   "--exclude '*.mov' copy remote:album/Trip /mnt/tank/data",
		`--exclude "it's"`:                    `--exclude 'it'\''s' copy remote:album/Trip /mnt/tank/data`,
		"''":                                  "'' copy remote:album/Trip /mnt/tank/data",
		"--sftp-pass=s3cr3t":                  "--sftp-pass=[redacted] copy remote:album/Trip /mnt/tank/data",
		"--sftp-pass s3cr3t -q":               "--sftp-pass [redacted] -q copy remote:album/Trip /mnt/tank/data",
		`--header "Authorization: s3cr3t"`:    "--header [redacted] copy remote:album/Trip /mnt/tank/data",
		"--sftp-pass -fb_Zq0tA3 --q":          "--sftp-pass [redacted] --q copy remote:album/Trip /mnt/tank/data",
		"--sftp-pass --Zq0tA3fb":              "--sftp-pass [redacted] copy remote:album/Trip /mnt/tank/data",
		"'$(x)[redacted]'":                    "'$(x)[redacted]' copy remote:album/Trip /mnt/tank/data",
		"--s3-env-auth":                       "--s3-env-auth copy remote:album/Trip /mnt/tank/data",
		"--backup-dir :ftp,pass=s3cr3t:x":     "--backup-dir [redacted] copy remote:album/Trip /mnt/tank/data",
		"--backup-dir=:ftp,pass=s3cr3t:x":     "--backup-dir=[redacted] copy remote:album/Trip /mnt/tank/data",
		"--http-url=https://u:s3cr3t@h/":      "--http-url=[redacted] copy remote:album/Trip /mnt/tank/data",
		"--http-proxy https://u:s3cr3t@h/ -q": "--http-proxy [redacted] -q copy remote:album/Trip /mnt/tank/data",
	} {
		task := pull()
		task.Args = args
		cmd, err := rcloneargs.Command(task, account(photos()), rcloneargs.Options{})
		require.NoError(t, err)
		require.Equal(t, usual+want, cmd.String())
		for _, verb := range []string{"%v", "%+v", "%s"} {
			require.Equal(t, cmd.String(), fmt.Sprintf(verb, cmd))
		}
	}
	require.Empty(t, rcloneargs.Cmd{}.String())
}

// A folder that looks like a flag's value is shown, and so is what follows a flag.
func TestStringOfPaths(t *testing.T) {
	task := pull()
	task.Path, task.Attributes.Folder, task.CreateEmptySrcDirs, task.Args = "/mnt/tank/a key=b", "tokens", true, "--x-token"
	cmd, err := rcloneargs.Command(task, account(truenas.WebDAV{}), rcloneargs.Options{})
	require.NoError(t, err)
	require.Contains(t, cmd.String(), "--x-token copy --create-empty-src-dirs remote:tokens '/mnt/tank/a key=b'")
}
