//go:build rclone

package rclonecfg_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// rclone runs the rclone binary named by NASPHOTOS_RCLONE.
func rclone(t *testing.T, args ...string) []byte {
	t.Helper()
	binary := os.Getenv("NASPHOTOS_RCLONE")
	require.NotEmpty(t, binary, "set NASPHOTOS_RCLONE to the path of an rclone binary")
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	return out
}

// dump is what rclone finds in a configuration file.
func dump(t *testing.T, path string) map[string]map[string]string {
	t.Helper()
	var found map[string]map[string]string
	require.NoError(t, json.Unmarshal(rclone(t, "--config", path, "config", "dump"), &found))
	return found
}

func TestRcloneReadsWhatIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rclone.conf")
	require.NoError(t, os.WriteFile(path, []byte("# mine\n[local]\ntype = local\n"), 0o600))
	file, err := rclonecfg.ReadFile(path)
	require.NoError(t, err)

	photos := goodPhotos()
	photos.ReadOnly, photos.StartYear, photos.IncludeArchived = true, 1999, true
	photos.ClientSecret = rclonecfg.NewSecret(" `odd` # secret ")
	remote, err := photos.Remote("my photos")
	require.NoError(t, err)
	require.NoError(t, file.SetRemote(remote))
	require.NoError(t, file.WriteFile(path))

	require.Equal(t, map[string]map[string]string{
		"local":     {"type": "local"},
		"my photos": options(t, file, "my photos"),
	}, dump(t, path))
}

// rclone opens the remote, so it accepts the type, the options and the token.
// The root of Google Photos is a fixed list of folders: no network is used.
func TestRcloneOpensTheRemote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rclone.conf")
	var file rclonecfg.File
	photos := goodPhotos()
	photos.StartYear = 2001
	photos.Token.Expiry = photos.Token.Expiry.AddDate(50, 0, 0)
	remote, err := photos.Remote("photos")
	require.NoError(t, err)
	require.NoError(t, file.SetRemote(remote))
	require.NoError(t, file.WriteFile(path))

	require.Equal(t, "album/\nfeature/\nmedia/\nshared-album/\nupload/\n",
		string(rclone(t, "--config", path, "lsf", "photos:")))
	back, err := rclonecfg.ReadFile(path)
	require.NoError(t, err)
	got, ok := back.Remote("photos")
	require.True(t, ok)
	read, err := rclonecfg.ParseGooglePhotos(got)
	require.NoError(t, err)
	require.Equal(t, photos, read)
}

func TestRcloneObscure(t *testing.T) {
	const plain = "pass wörd"
	out := rclone(t, "obscure", plain)
	got, err := rclonecfg.Reveal(string(out[:len(out)-1]))
	require.NoError(t, err)
	require.Equal(t, plain, got.Reveal())

	obscured, err := rclonecfg.Obscure(rclonecfg.NewSecret(plain))
	require.NoError(t, err)
	require.Equal(t, plain+"\n", string(rclone(t, "reveal", obscured)))
}
