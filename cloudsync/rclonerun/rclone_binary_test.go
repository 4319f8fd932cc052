//go:build rclone

package rclonerun_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/rclonecfg"
)

// binary is the rclone named by NASPHOTOS_RCLONE, in a home of its own and with
// nothing but the proxy to reach Google by.
type binary struct {
	*outside
	path, home string
}

func newBinary(t *testing.T) *binary {
	t.Helper()
	path := os.Getenv("NASPHOTOS_RCLONE")
	require.NotEmpty(t, path, "set NASPHOTOS_RCLONE to the path of an rclone binary")
	return &binary{newOutside(t), path, t.TempDir()}
}

func (b *binary) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), b.path, args...)
	// There is no browser to be found.
	cmd.Env = append([]string{"HOME=" + b.home, "PATH=" + b.home}, b.proxy.Env()...)
	return cmd
}

// run is a command that has to succeed.
func (b *binary) run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := b.command(t, args...)
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	require.NoError(t, err, "%s", problems.String())
	return string(out)
}

var loginPage = regexp.MustCompile(`http://127\.0\.0\.1:53682/auth\?state=\S+`)

// logIn runs a command that wants a login, and has a user open the page that it
// names. It returns what the command printed, and its end.
func (b *binary) logIn(t *testing.T, user *googletest.Opener, args ...string) (string, error) {
	t.Helper()
	cmd := b.command(t, args...)
	var out bytes.Buffer
	cmd.Stdout = &out
	messages, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	opened := false
	var failed error
	for lines := bufio.NewScanner(messages); lines.Scan(); {
		page := loginPage.FindString(lines.Text())
		if page == "" || opened {
			continue
		}
		opened = true
		// rclone may stop its server before the last page is sent, so what counts is
		// how rclone ends.
		if failed = user.Open(t.Context(), page); failed != nil && stillWaits() {
			require.NoError(t, cmd.Process.Kill())
		}
	}
	require.True(t, opened, "rclone named no page to log in")
	if err = cmd.Wait(); err != nil { // only then is the output complete
		err = errors.Join(err, failed)
	}
	return out.String(), err
}

// stillWaits reports whether rclone's server for the login is there.
func stillWaits() bool {
	conn, err := net.Dial("tcp", "127.0.0.1:53682")
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// token is what the configuration file holds for a remote.
func (b *binary) token(t *testing.T, remote string) string {
	t.Helper()
	var found map[string]map[string]string
	require.NoError(t, json.Unmarshal([]byte(b.run(t, "config", "dump")), &found))
	text := found[remote]["token"]
	require.True(t, json.Valid([]byte(text)), "no token")
	return text
}

func TestRcloneBinaryLogsInListsPullsAndPushes(t *testing.T) {
	b := newBinary(t)
	files := b.fill(t)
	_, err := b.logIn(t, b.google.Approve(), "config", "create", "photos", "google photos",
		"client_id="+b.clientID, "client_secret="+b.clientSecret)
	require.NoError(t, err)

	var names strings.Builder
	for _, item := range b.google.Library().Items {
		names.WriteString(item.Filename + "\n")
	}
	require.ElementsMatch(t, strings.Split(names.String(), "\n"), strings.Split(b.run(t, "lsf", "photos:media/all"), "\n"))
	require.Equal(t, "Ausflug ☂/\n", b.run(t, "lsf", "photos:album"))
	require.Equal(t, "IMG_1.jpg\n", b.run(t, "lsf", "--include", "IMG*", "photos:media/by-year/2024"))

	pulled := t.TempDir()
	b.run(t, "copy", "photos:media/all", pulled)
	require.Equal(t, files, readFolder(t, pulled))
	trip := t.TempDir()
	b.run(t, "copy", "photos:album/Ausflug ☂", trip)
	require.Len(t, readFolder(t, trip), 2)

	dir, sent := pushed(t)
	b.run(t, "copy", dir, "photos:album/New/deep")
	require.Equal(t, sent, b.inAlbum("New/deep"))
	b.run(t, "copy", dir, "photos:upload")
	require.Len(t, b.google.Library().Items, len(files)+len(sent), "the same bytes are the same items")
	back := t.TempDir()
	b.run(t, "copy", "photos:album/New/deep", back)
	require.Equal(t, sent, readFolder(t, back))
	b.run(t, "mkdir", "photos:album/Empty")
	require.Contains(t, b.run(t, "lsf", "photos:album"), "Empty/\n")
}

// rclone sees the scripted troubles as those of a network: what is cut it fetches
// again, and what ends cleanly it believes.
func TestRcloneBinaryMeetsTroubles(t *testing.T) {
	b := newBinary(t)
	files := map[string]string{}
	for i := range 105 { // more than a page of a listing
		name := fmt.Sprintf("IMG_%03d.jpg", i)
		item := b.google.AddPhoto(googletest.Photo{Filename: name, Bytes: googletest.JPEG(googletest.PhotoSpec{Seed: uint64(i), Width: 8, Height: 8})})
		files[name] = string(item.Bytes)
	}
	_, err := b.logIn(t, b.google.Approve(), "config", "create", "photos", "google photos",
		"client_id="+b.clientID, "client_secret="+b.clientSecret)
	require.NoError(t, err)

	b.google.Script(googletest.Request{Path: "/v1/mediaItems:search"}, googletest.Error(500), googletest.EmptyPage())
	b.google.Script(googletest.Request{Path: "/lr/"}, googletest.CutBody(100), googletest.Pass(), googletest.Drop())
	pulled := t.TempDir()
	b.run(t, "copy", "photos:media/all", pulled)
	require.Equal(t, files, readFolder(t, pulled))
	require.Zero(t, b.google.ScriptLeft())

	b.google.Script(googletest.Request{Path: "/lr/"}, googletest.ShortBody(100))
	short := t.TempDir()
	b.run(t, "copy", "photos:media/all", short, "--include", "IMG_007.jpg")
	require.Equal(t, map[string]string{"IMG_007.jpg": files["IMG_007.jpg"][:100]}, readFolder(t, short))
}

// The pasted token of another machine, and a token that is refreshed on the way.
func TestRcloneBinaryAuthorizesAndRefreshes(t *testing.T) {
	b := newBinary(t)
	b.fill(t)
	b.google.SetAccessTokenTTL(9 * time.Second) // too short for rclone, long enough for a request
	out, err := b.logIn(t, b.google.Approve(), "authorize", "google photos", b.clientID, b.clientSecret, "--auth-no-open-browser")
	require.NoError(t, err)
	token, err := rclonecfg.ParseToken(out)
	require.NoError(t, err)
	pasted, err := rclonecfg.FormatToken(token)
	require.NoError(t, err)
	b.run(t, "config", "create", "photos", "googlephotos", "client_id="+b.clientID, "client_secret="+b.clientSecret,
		"token="+pasted.Reveal(), "config_refresh_token=false", "--non-interactive")
	before := b.token(t, "photos")
	b.google.SetAccessTokenTTL(time.Hour)
	require.Contains(t, b.run(t, "lsf", "photos:media/all"), "IMG_1.jpg\n")
	after := b.token(t, "photos")
	require.NotEqual(t, before, after, "the new token is saved")

	// Asked in the way of "rclone config" on another machine, it answers so, too.
	options, err := json.Marshal(map[string]string{"client_id": b.clientID, "client_secret": b.clientSecret})
	require.NoError(t, err)
	out, err = b.logIn(t, b.google.Approve(), "authorize", "google photos", base64.RawStdEncoding.EncodeToString(options), "--auth-no-open-browser")
	require.NoError(t, err)
	require.NotContains(t, out, "{")
	_, err = rclonecfg.ParseToken(out)
	require.NoError(t, err)

	b.google.RevokeAccess()
	cmd := b.command(t, "lsf", "photos:media/all", "--low-level-retries", "1")
	problems, err := cmd.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(problems), "401")
}

func TestRcloneBinaryIsDenied(t *testing.T) {
	b := newBinary(t)
	user := b.google.Approve()
	user.Deny = true
	_, err := b.logIn(t, user, "config", "create", "photos", "google photos",
		"client_id="+b.clientID, "client_secret="+b.clientSecret)
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit)
	config, err := os.ReadFile(filepath.Join(b.home, ".config", "rclone", "rclone.conf"))
	if err == nil {
		require.NotContains(t, string(config), "access_token")
	}
}
