//go:build rclone

package rcloneproof_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// tokenServer gives out the access token ya29.new, and counts how often.
func tokenServer(t *testing.T) (address string, asked *atomic.Int32) {
	t.Helper()
	asked = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"access_token":"ya29.new","token_type":"Bearer","expires_in":3600}`))
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

// rclone saves a refreshed token where its file has a section with the name of
// the remote, and nowhere else.
func TestRcloneSavesRefreshedTokens(t *testing.T) {
	address, asked := tokenServer(t)
	photos := goodPhotos()
	photos.Token.Expiry = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	photos.TokenURL = address
	made, err := photos.Remote("photos")
	require.NoError(t, err)
	environ, err := made.Environ()
	require.NoError(t, err)
	onTheFly, err := made.ConnectionString("album")
	require.NoError(t, err)
	named := rclonecfg.Remote{Name: "photos", Options: made.Options}
	override, err := named.ConnectionString("album")
	require.NoError(t, err)

	for name, test := range map[string]struct {
		environ []string
		section string
		opened  string
		saved   bool
	}{
		"environment":                  {environ, "other", "photos:album", false},
		"environment, in small":        {environ, "Photos", "photos:album", false},
		"environment and section":      {environ, "photos", "photos:album", true},
		"on the fly":                   {nil, "photos", onTheFly.Reveal(), false},
		"override of the section":      {nil, "photos", override.Reveal(), true},
		"override in the environment":  {environ, "other", override.Reveal(), false},
		"environment, section by name": {environ, "PHOTOS", "PHOTOS:album", true},
	} {
		path := filepath.Join(t.TempDir(), "rclone.conf")
		save(t, path, parse(t, "["+test.section+"]\ntype = googlephotos\n"))
		before := asked.Load()
		// The proxy keeps rclone from Google. Its own address is not for a proxy.
		cmd := command(t, "--config", path, "--retries", "1", "--low-level-retries", "1", "lsf", test.opened)
		cmd.Env = append(append(cmd.Env, "HTTPS_PROXY=http://127.0.0.1:1"), test.environ...)
		require.Error(t, cmd.Run(), name)
		require.Equal(t, before+1, asked.Load(), name)

		text, err := os.ReadFile(path)
		require.NoError(t, err)
		if !test.saved {
			require.NotContains(t, string(text), "ya29.new", name)
			continue
		}
		require.Contains(t, string(text), "ya29.new", name)
	}
}
