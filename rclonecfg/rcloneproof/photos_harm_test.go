//go:build rclone

package rcloneproof_test

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// fakeGoogle answers uploads and token requests for every host, behind a proxy
// whose address is returned.
func fakeGoogle(t *testing.T) (proxy, tokenURL string) {
	t.Helper()
	google := http.NewServeMux()
	answer := func(v any) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(v)
		}
	}
	type object map[string]any
	google.HandleFunc("POST /v1/uploads", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, "upload-token")
	})
	google.HandleFunc("POST /v1/mediaItems:batchCreate", answer(object{"newMediaItemResults": []object{{
		"uploadToken": "upload-token",
		"status":      object{"message": "Success"},
		"mediaItem":   object{"id": "1", "filename": "a.jpg", "mediaMetadata": object{"creationTime": "2026-01-02T03:04:05Z"}},
	}}}))
	google.HandleFunc("GET /v1/albums", answer(object{}))
	google.HandleFunc("POST /token", answer(object{"access_token": "new", "token_type": "Bearer", "expires_in": 3600}))
	server := httptest.NewTLSServer(google)
	t.Cleanup(server.Close)
	plain := httptest.NewServer(google)
	t.Cleanup(plain.Close)

	connect := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner, err := new(net.Dialer).DialContext(r.Context(), "tcp", server.Listener.Addr().String())
		if err != nil {
			return
		}
		defer inner.Close()
		outer, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer outer.Close()
		_, _ = io.WriteString(outer, "HTTP/1.1 200 OK\r\n\r\n")
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = io.Copy(inner, outer)
			_ = inner.Close()
		}()
		_, _ = io.Copy(outer, inner)
		_ = outer.Close()
		<-done
	}))
	t.Cleanup(connect.Close)
	return connect.URL, plain.URL + "/token"
}

// runPhotos runs rclone with a remote p, and returns its configuration after
// that.
func runPhotos(t *testing.T, proxy string, r rclonecfg.Remote, args ...string) (after *rclonecfg.File, stderr string, err error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rclone.conf")
	var file rclonecfg.File
	require.NoError(t, file.SetRemote(r))
	save(t, path, &file)
	cmd := command(t, append([]string{"--config", path, "--no-check-certificate", "--retries", "1", "--low-level-retries", "1"}, args...)...)
	cmd.Env = append(cmd.Env, "HTTPS_PROXY="+proxy)
	var log strings.Builder
	cmd.Stderr = &log
	err = cmd.Run()
	after, readErr := rclonecfg.ConfigFile{Path: path}.Read()
	require.NoError(t, readErr)
	return after, log.String(), err
}

// The reason why async is refused: rclone crashes at the first upload.
func TestRcloneCrashesWithAsync(t *testing.T) {
	proxy, _ := fakeGoogle(t)
	picture := filepath.Join(t.TempDir(), "a.jpg")
	require.NoError(t, os.WriteFile(picture, []byte("picture"), 0o600))
	for mode, crashes := range map[string]bool{"sync": false, "off": false, "async": true} {
		r, err := lastingPhotos().Remote("p")
		require.NoError(t, err)
		r.Options = append(r.Options, rclonecfg.Option{Key: "batch_mode", Value: rclonecfg.NewSecret(mode)})
		_, log, err := runPhotos(t, proxy, r, "copy", picture, "p:upload")
		require.Equal(t, crashes, err != nil, "%s: %s", mode, log)
		require.Equal(t, crashes, strings.Contains(log, "panic:"), "%s: %s", mode, log)
	}
}

// The reason why client_credentials and a refresh token do not go together, and
// why the token that rclone stores then can be read.
func TestRcloneDeletesRefreshToken(t *testing.T) {
	proxy, tokenURL := fakeGoogle(t)
	photos := goodPhotos() // the token has ended
	photos.TokenURL = tokenURL
	r, err := photos.Remote("p")
	require.NoError(t, err)
	r.Options = append(r.Options, rclonecfg.Option{Key: "client_credentials", Value: rclonecfg.NewSecret("true")})
	_, err = rclonecfg.ParseGooglePhotos(r)
	require.ErrorContains(t, err, "has a refresh token, which rclone deletes")

	after, log, err := runPhotos(t, proxy, r, "lsf", "p:album")
	require.NoError(t, err, log)
	stored, _ := after.Remote("p")
	photos, err = rclonecfg.ParseGooglePhotos(stored)
	require.NoError(t, err)
	require.True(t, photos.Token.RefreshToken.IsZero())
	require.Equal(t, "new", photos.Token.AccessToken.Reveal())
}
