package photoslibrary_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

// Whatever a server does, a download ends, and costs few requests.
func TestDownloadEnds(t *testing.T) {
	fresh := `{"mediaItemResults":[{"mediaItem":{"id":"a","baseUrl":"https://lh3.googleusercontent.com/lr/new"}}]}`
	type served struct {
		status int
		body   io.Reader
		length int64
	}
	cutAfter := func(version string, n int) served {
		return served{200, io.MultiReader(strings.NewReader(strings.Repeat(version, n)), ending{io.ErrUnexpectedEOF}), 1 << 20}
	}
	for name, test := range map[string]struct {
		serve func(method string, asked int) served
		want  string
		most  int // requests
	}{
		"a HEAD is refused": {
			func(method string, _ int) served {
				if method == http.MethodHead {
					return served{status: 403}
				}
				return served{200, strings.NewReader("0123"), -1}
			}, "ask for the length: ", 10,
		},
		"each answer has other bytes": {
			func(_ string, asked int) served { return cutAfter(string(rune('a'+asked%26)), 100<<10) },
			"the bytes changed during the download", 20,
		},
		"and is longer": {
			func(_ string, asked int) served {
				return cutAfter(string(rune('a'+asked%26)), min(1<<20-1, asked*100<<10))
			},
			"the bytes changed during the download", 40,
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				library := &photoslibrary.Client{HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
					requests++
					if requests > 200 {
						return &http.Response{StatusCode: http.StatusTeapot, Request: r, Body: http.NoBody}
					}
					next := served{200, strings.NewReader(fresh), int64(len(fresh))}
					if r.URL.Host != "photoslibrary.googleapis.com" {
						next = test.serve(r.Method, requests)
					}
					if next.body == nil {
						next.body = http.NoBody
					}
					return &http.Response{StatusCode: next.status, Request: r, Header: http.Header{}, ContentLength: next.length, Body: io.NopCloser(next.body)}
				})}}
				file, err := os.Create(filepath.Join(t.TempDir(), "a.jpg"))
				require.NoError(t, err)
				defer file.Close()
				_, err = library.Download(t.Context(), photoslibrary.MediaItem{ID: "a", BaseURL: "https://lh3.googleusercontent.com/lr/x"}, file)
				require.ErrorContains(t, err, test.want)
				require.LessOrEqual(t, requests, test.most)
			})
		})
	}
}
