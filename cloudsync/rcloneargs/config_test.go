package rcloneargs_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

func TestConfig(t *testing.T) {
	const old = "[remote]\nclient_id = 123.apps.googleusercontent.com\nclient_secret = GOCSPX-s\n" +
		"token = {\"access_token\":\"at\"}\ntype = googlephotos\nfolder = album/Trip\n"
	const current = "[remote]\ntype = googlephotos\nclient_id = 123.apps.googleusercontent.com\nclient_secret = GOCSPX-s\n" +
		"token = {\"access_token\":\"at\"}\nfolder = album/Trip\n"
	for _, release := range append(allReleases, "") {
		cmd, err := rcloneargs.Command(pull(), account(photos()), rcloneargs.Options{Release: release})
		require.NoError(t, err)
		want := current
		if release == rcloneargs.Release24_10 {
			want = old
		}
		require.Equal(t, want, cmd.Config.Reveal(), release)
		for _, verb := range []string{"%v", "%+v", "%#v"} {
			require.NotContains(t, fmt.Sprintf(verb, cmd), "GOCSPX")
		}
	}
}

func TestConfigWithoutClient(t *testing.T) {
	provider := truenas.GooglePhotos{Token: truenas.NewSecret("x")}
	for release, want := range map[rcloneargs.Release]string{
		rcloneargs.Release24_10: "[remote]\ntoken = x\ntype = googlephotos\nfolder = album/Trip\n",
		rcloneargs.Release25_04: "[remote]\ntype = googlephotos\nclient_id = \nclient_secret = \ntoken = x\nfolder = album/Trip\n",
	} {
		cmd, err := rcloneargs.Command(pull(), account(&provider), rcloneargs.Options{Release: release})
		require.NoError(t, err)
		require.Equal(t, want, cmd.Config.Reveal())
	}
}

// Older releases write any token as it is, so the file may be broken; newer
// ones quote what rclone would read otherwise.
func TestConfigValues(t *testing.T) {
	for _, test := range []struct{ token, asIs, safe string }{
		{"{\r\n \"a\": 1\n}", "{\r\n \"a\": 1\n}", `{ "a": 1}`},
		{" x ", " x ", `""" x """`},
		{"x\n ", "x\n ", `"""x """`},
		{"x\n", "x\n", "x"},
		{"`x", "`x", "\"\"\"`x\"\"\""},
		{`"""x`, `"""x`, `""""""x"""`},
		{`"x"`, `"x"`, `"x"`},
		{"100%", "100%", "100%"},
		{"%(folder)s", "%(folder)s", "%(folder)s"},
	} {
		provider := truenas.GooglePhotos{Token: truenas.NewSecret(test.token)}
		for release, want := range map[rcloneargs.Release]string{
			rcloneargs.Release25_04: test.asIs, rcloneargs.Release25_10: test.asIs,
			rcloneargs.Release26_0: test.asIs, rcloneargs.Release25_10_7: test.safe, rcloneargs.Release26_0RC1: test.safe,
			rcloneargs.Release27_0: test.safe,
		} {
			cmd, err := rcloneargs.Command(pull(), account(provider), rcloneargs.Options{Release: release})
			require.NoError(t, err)
			require.Contains(t, cmd.Config.Reveal(), "\ntoken = "+want+"\n", release)
		}
	}
}

func TestConfigAttributes(t *testing.T) {
	task := pull()
	task.Attributes.Extra = map[string]json.RawMessage{
		"b": json.RawMessage(`"x"`), "a": json.RawMessage("null"), "d": json.RawMessage("5"), "c": json.RawMessage("false"),
	}
	cmd, err := rcloneargs.Command(task, account(photos()), rcloneargs.Options{})
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(cmd.Config.Reveal(), "folder = album/Trip\na = None\nb = x\nc = false\nd = 5\n"))
}

var obscuredLine = regexp.MustCompile(`(?m)^(pass|password2?) = (.*)$`)

// revealed replaces obscured passwords, which differ each time.
func revealed(tb testing.TB, config string) string {
	tb.Helper()
	return obscuredLine.ReplaceAllStringFunc(config, func(line string) string {
		match := obscuredLine.FindStringSubmatch(line)
		plain, err := rclonecfg.Reveal(match[2])
		require.NoError(tb, err)
		return match[1] + " = OBSCURED(" + plain.Reveal() + ")"
	})
}

func TestConfigEncrypted(t *testing.T) {
	task := pull()
	task.Attributes.Folder = "/album/Trip/"
	task.Encryption = true
	task.EncryptionPassword = truenas.NewSecret("pass wörd")
	for _, test := range []struct {
		names bool
		salt  string
		want  string
	}{
		{false, "", "filename_encryption = off\npassword = OBSCURED(pass wörd)\n"},
		{true, "sält", "filename_encryption = standard\npassword = OBSCURED(pass wörd)\npassword2 = OBSCURED(sält)\n"},
	} {
		task.FilenameEncryption, task.EncryptionSalt = test.names, truenas.NewSecret(test.salt)
		cmd, err := rcloneargs.Command(task, account(photos()), rcloneargs.Options{})
		require.NoError(t, err)
		head, tail, found := strings.Cut(revealed(t, cmd.Config.Reveal()), "[remote]\n")
		require.True(t, found)
		require.Equal(t, "[encrypted]\ntype = crypt\nremote = remote:/album/Trip\n"+test.want, head)
		require.Contains(t, tail, "folder = /album/Trip/\n")
	}
}

// What a current release writes, rclone reads.
func TestConfigIsReadable(t *testing.T) {
	task := pull()
	task.Encryption, task.EncryptionPassword = true, truenas.NewSecret("p")
	task.Attributes.Folder = " `album/é # ; = "
	cmd, err := rcloneargs.Command(task, account(photos()), rcloneargs.Options{})
	require.NoError(t, err)
	file, err := rclonecfg.ParseFile([]byte(cmd.Config.Reveal()))
	require.NoError(t, err)
	require.Equal(t, []string{"encrypted", "remote"}, file.Remotes())
	remote, _ := file.Remote("remote")
	folder, _ := remote.Option("folder")
	require.Equal(t, task.Attributes.Folder, folder.Reveal())
}
