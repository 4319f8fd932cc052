package truenastest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// fetch gets a path of the server.
func fetch(t *testing.T, s *truenastest.Server, path string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, httpURL(s)+path, http.NoBody)
	require.NoError(t, err)
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(data)
}

func TestDownloads(t *testing.T) {
	for release, spent := range map[truenas.Release]int{truenas.V24_10: http.StatusGone, truenas.V25_10: http.StatusUnauthorized} {
		s := start(t, truenastest.Config{Release: release, Engine: instant{}})
		c := loginOld(t, s, "root")
		provider := map[string]any{"name": "gp", "provider": "GOOGLE_PHOTOS", "attributes": map[string]any{"token": token}}
		var made struct {
			ID int `json:"id"`
		}
		c.result(&made, "cloudsync.credentials.create", provider)
		c.result(&made, "cloudsync.create", taskOf(made.ID))
		var job int
		c.result(&job, "cloudsync.sync", made.ID)
		s.WaitJob(job)
		link := func(buffered bool) (path string) {
			c.result(&path, "core.job_download_logs", job, "x.log", buffered)
			return path
		}

		path := link(false)
		status, body := fetch(t, s, path)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, "done\n", body)
		status, body = fetch(t, s, path)
		require.Equal(t, spent, status, release)
		require.Empty(t, body)

		status, _ = fetch(t, s, "/_download/x?auth_token=x")
		require.Equal(t, http.StatusNotFound, status)
		path = link(false)
		status, _ = fetch(t, s, strings.Replace(path, "/_download/", "/_download/1", 1))
		require.Equal(t, http.StatusUnauthorized, status)
		status, _ = fetch(t, s, path)
		require.Equal(t, release < truenas.V25_04, status == http.StatusOK, "a wrong try takes the token")

		slow, kept := link(false), link(true)
		s.Advance(61 * time.Second)
		status, _ = fetch(t, s, slow)
		require.Equal(t, http.StatusGone, status, "it had a minute")
		status, _ = fetch(t, s, kept)
		require.Equal(t, http.StatusOK, status)
	}
}
