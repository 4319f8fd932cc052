//go:build rclone

package rcloneproof_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// save makes the file on disk the one given.
func save(t *testing.T, path string, file *rclonecfg.File) {
	t.Helper()
	require.NoError(t, rclonecfg.ConfigFile{Path: path}.Update(t.Context(), func(onDisk *rclonecfg.File) error {
		*onDisk = *file
		return nil
	}))
}

func TestRcloneReadsWhatIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rclone.conf")
	require.NoError(t, os.WriteFile(path, []byte("# mine\n[local]\ntype = local\n"), 0o600))
	file, err := rclonecfg.ConfigFile{Path: path}.Read()
	require.NoError(t, err)

	photos := goodPhotos()
	photos.ReadOnly, photos.StartYear, photos.IncludeArchived = true, 1999, true
	photos.ClientSecret = rclonecfg.NewSecret(" `odd` # secret ")
	remote, err := photos.Remote("my photos")
	require.NoError(t, err)
	require.NoError(t, file.SetRemote(remote))
	save(t, path, file)

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
	save(t, path, &file)

	require.Equal(t, "album/\nfeature/\nmedia/\nshared-album/\nupload/\n",
		string(rclone(t, "--config", path, "lsf", "photos:")))
	back, err := rclonecfg.ConfigFile{Path: path}.Read()
	require.NoError(t, err)
	got, ok := back.Remote("photos")
	require.True(t, ok)
	read, err := rclonecfg.ParseGooglePhotos(got)
	require.NoError(t, err)
	require.Equal(t, photos, read)
}

// What ParseGooglePhotos refuses for its form, rclone refuses to open, and the
// other way round. The token is not expired, so no network is used.
func TestRcloneLoadsTheSameTokens(t *testing.T) {
	token := goodToken()
	token.Expiry = token.Expiry.AddDate(50, 0, 0)
	line, err := rclonecfg.FormatToken(token)
	require.NoError(t, err)
	with := func(member string) string { return strings.Replace(line.Reveal(), "{", "{"+member+",", 1) }
	for text, loads := range map[string]bool{
		line.Reveal():                                     true,
		with(`"expires_in":3599`):                         true,
		with(`"expires_in":-1`):                           true,
		with(`"expires_in":null`):                         true,
		with(`"scope":{},"refresh_token_expires_in":"x"`): true,
		with(`"expires_in":"3599"`):                       false,
		with(`"expires_in":3599.5`):                       false,
		with(`"expires_in":3599.0`):                       false,
		with(`"expires_in":1e3`):                          false,
		with(`"expires_in":{}`):                           false,
		with(`"expires_in":99999999999999999999`):         false,
		with(`"expires_in":"1","expires_in":1`):           false,
		with(`"Expires_In":"1"`):                          false,
		with(`"expiry":"soon"`):                           false,
		"\ufeff" + line.Reveal():                          false,
		"---> " + line.Reveal() + " <---End paste":        false,
		line.Reveal() + "<---End paste":                   false,
	} {
		path := filepath.Join(t.TempDir(), "rclone.conf")
		file := parse(t, "[p]\ntype = googlephotos\nclient_id = c\nclient_secret = s\n")
		require.NoError(t, file.SetOption("p", "token", rclonecfg.NewSecret(text)))
		save(t, path, file)
		remote, _ := file.Remote("p")

		_, err := rclonecfg.ParseGooglePhotos(remote)
		require.Equal(t, loads, err == nil, "%s: %v", text, err)
		_, err = command(t, "--config", path, "lsf", "p:").Output()
		require.Equal(t, loads, err == nil, "rclone on %s: %v", text, err)
	}
}

// rclone reads the file that Update wrote, also in a folder that is a link.
// It does not save to that file itself: rclone 1.76 takes the relative link from
// the path as it is spelled.
func TestRcloneReadsInLinkedFolder(t *testing.T) {
	home := t.TempDir()
	for _, folder := range []string{"config", "dotfiles/rclone", "dotfiles/private"} {
		require.NoError(t, os.MkdirAll(filepath.Join(home, folder), 0o700))
	}
	require.NoError(t, os.Symlink("../dotfiles/rclone", filepath.Join(home, "config/rclone")))
	require.NoError(t, os.Symlink("../private/rclone.conf", filepath.Join(home, "dotfiles/rclone/rclone.conf")))
	path := filepath.Join(home, "config/rclone/rclone.conf")
	save(t, path, parse(t, "[p]\ntype = local\n"))
	require.Equal(t, map[string]map[string]string{"p": {"type": "local"}}, dump(t, path))
}

func TestRcloneObscure(t *testing.T) {
	for _, plain := range []string{"p", "pass wörd", " edges ", "日本", `"'\` + "`", "-x", strings.Repeat("long", 1000)} {
		out := rclone(t, "obscure", "--", plain)
		got, err := rclonecfg.Reveal(strings.TrimSuffix(string(out), "\n"))
		require.NoError(t, err)
		require.Equal(t, plain, got.Reveal())

		obscured, err := rclonecfg.Obscure(rclonecfg.NewSecret(plain))
		require.NoError(t, err)
		require.Equal(t, plain+"\n", string(rclone(t, "reveal", "--", obscured)))
	}
}
