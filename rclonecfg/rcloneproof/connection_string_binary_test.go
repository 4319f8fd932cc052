//go:build rclone

package rcloneproof_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// oddNames are folder names that a connection string has to quote, or not.
var oddNames = []string{
	"plain", "with blank", " edges ", "a,b", "a:b", `"`, "'", `a"b`, "a'b", `"a",'b':`, `''""::,,`, "a=b", "true", "{}",
	"é写真", "line\nbreak", `back\slash`, "%(a)s", "$HOME `x`", "#;",
}

// The remote of an alias is a folder on disk: rclone lists it only if it reads
// the value to the last character.
func TestRcloneOpensConnectionStrings(t *testing.T) {
	folder := t.TempDir()
	for _, name := range oddNames {
		require.NoError(t, os.MkdirAll(filepath.Join(folder, name, name, "found"), 0o700))
		text, err := remote("", "alias", "remote", folder+"/"+name, "description", name).ConnectionString(name)
		require.NoError(t, err)
		require.Equal(t, "found/\n", string(rclone(t, "--config", "", "lsf", text.Reveal())), text.Reveal())
	}
}

// The options of a connection string override those of the file.
func TestRcloneOverridesWithConnectionString(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "there/found"), 0o700))
	config := filepath.Join(folder, "rclone.conf")
	save(t, config, parse(t, "[a]\ntype = alias\nremote = "+folder+"/elsewhere\n"))
	text, err := remote("a", "", "remote", folder).ConnectionString("there")
	require.NoError(t, err)
	require.Equal(t, "found/\n", string(rclone(t, "--config", config, "lsf", text.Reveal())))
}

// The root of Google Photos is a fixed list of folders: no network is used.
func TestRcloneOpensGooglePhotosFromConnectionString(t *testing.T) {
	photos := goodPhotos()
	photos.Token.Expiry = photos.Token.Expiry.AddDate(50, 0, 0)
	made, err := photos.Remote("photos")
	require.NoError(t, err)
	for _, kind := range []string{"googlephotos", "gphotos", "google photos"} {
		made.Type = kind
		text, err := made.ConnectionString("")
		require.NoError(t, err)
		require.Equal(t, "album/\nfeature/\nmedia/\nshared-album/\nupload/\n",
			string(rclone(t, "--config", "", "lsf", text.Reveal())))
	}
}

func TestRcloneRefusesTheSameConnectionStrings(t *testing.T) {
	for _, text := range []string{
		":", "::", ":alias", ":al/ias:", ",a=b:", ":,a=b:", `:"google photos":`, "-a:", " a:", "a :", "a-:", "ab*c:", "x{Qv_FB}:album",
		":alias,:x", ":alias,=b:x", ":alias,a,:x", ":alias,read-only:x", ":alias,a=b, c=d:x", ":alias,é:x", ":alias,key", ":alias,a=b",
		`:alias,a="b:c"`, `:alias,a="b:c`, `:alias,a="b"c:x`, `:gphotos,token="{"access_token":"a"}":x`,
	} {
		_, _, err := rclonecfg.ParseConnectionString(text)
		var refused *rclonecfg.ConnectionStringError
		require.ErrorAs(t, err, &refused, text)
		require.Error(t, command(t, "--config", "", "lsf", text).Run(), text)
	}
}
