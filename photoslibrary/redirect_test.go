package photoslibrary_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

// Videos are served by another host than the one of their base URLs; redirects
// that lead out of Google are not followed.
func TestDownloadRedirects(t *testing.T) {
	for name, test := range map[string]struct {
		hops []string
		want string // the error
	}{
		"a sibling":       {[]string{"https://lh4.googleusercontent.com/lr/y"}, ""},
		"the video host":  {[]string{"https://video-downloads.googleusercontent.com/y"}, ""},
		"there and back":  {[]string{"https://video-downloads.googleusercontent.com/y", "https://lh3.googleusercontent.com/z"}, ""},
		"a relative one":  {[]string{"/lr/y"}, ""},
		"no longer https": {[]string{"http://lh3.googleusercontent.com/lr/y"}, "redirects to an address outside Google Photos"},
		"a customer":      {[]string{"https://x-8000-colab.googleusercontent.com/"}, "redirects to an address outside Google Photos"},
		"out, later":      {[]string{"https://lh4.googleusercontent.com/lr/y", "https://example.com/"}, "redirects to an address outside Google Photos"},
		"a ring":          {strings.Fields(strings.Repeat("/lr/y /lr/z ", 6)), "stopped after 10 redirects"},
	} {
		t.Run(name, func(t *testing.T) {
			var asked []string
			library := &photoslibrary.Client{Retry: once, HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
				asked = append(asked, r.URL.String())
				resp := &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, ContentLength: 1, Body: io.NopCloser(strings.NewReader("x"))}
				if hop := len(asked) - 1; hop < len(test.hops) {
					resp.StatusCode = http.StatusFound
					resp.Header.Set("Location", test.hops[hop])
				}
				return resp
			})}}
			_, err := library.Download(t.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/capability"}, io.Discard)
			if test.want == "" {
				require.NoError(t, err)
				require.Len(t, asked, len(test.hops)+1)
				return
			}
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "capability")
			require.NotContains(t, strings.Join(asked, " "), "example.com")
			require.NotContains(t, strings.Join(asked, " "), "colab")
		})
	}
}

// A Content-Range that makes no sense is no proof, so the whole is asked for.
func TestOddContentRanges(t *testing.T) {
	for _, text := range []string{
		"", "bytes", "bytes 4-9", "bytes */10", "bytes 4-9/9", "bytes 4-9/x", "bytes 9-4/10", "bytes -9/10", "bytes 4-/10",
		"items 4-9/10", "bytes=4-9/10", "bytes +4-9/10", "bytes 4-99999999999999999999/10", "bytes 4_0-9/10", "bytes 3-9/10",
	} {
		synctest.Test(t, func(t *testing.T) {
			server := &parts{t: t, parts: []part{
				{status: 200, header: map[string]string{"Etag": `"v1"`}, body: "0123", length: 10},
				{status: 206, header: map[string]string{"Content-Range": text}, body: "456789"},
				{status: 200, body: "0123456789"},
			}}
			library := &photoslibrary.Client{HTTP: &http.Client{Transport: server}}
			var out bytes.Buffer
			_, err := library.Download(t.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}, &out)
			require.NoError(t, err, text)
			require.Equal(t, "0123456789", out.String(), text)
			require.Equal(t, []string{"GET", `GET bytes=4- "v1"`, "GET"}, server.ranges, fmt.Sprint(text))
		})
	}
}

// The token goes to the hosts of photos, and to no customer of Google.
func TestDownloadHosts(t *testing.T) {
	for address, want := range map[string]bool{
		"https://lh3.googleusercontent.com/lr/x":          true,
		"https://LH3.GoogleUserContent.com/lr/x":          true,
		"https://lh10.googleusercontent.com:443/lr/x":     true,
		"https://video-downloads.googleusercontent.com/x": true,
		"":                                      false,
		"x":                                     false,
		"http://lh3.googleusercontent.com/lr/x": false,
		"https://lh3.googleusercontent.com:8443/":            false,
		"https://me@lh3.googleusercontent.com/":              false,
		"https://lh.googleusercontent.com/":                  false,
		"https://lh3x.googleusercontent.com/":                false,
		"https://lh3.evil.googleusercontent.com/":            false,
		"https://1-2-3-4.bc.googleusercontent.com/":          false,
		"https://x-8000-colab.googleusercontent.com/":        false,
		"https://googleusercontent.com/":                     false,
		"https://lh3.googleusercontent.com.example.com/":     false,
		"https://lh3googleusercontent.com/":                  false,
		"https://storage.googleapis.com/":                    false,
		"https://example.com/":                               false,
		"https://lh3.googleusercontent.com%2f.example.com/x": false,
	} {
		asked := 0
		library := &photoslibrary.Client{Retry: once, HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
			asked++
			return &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, ContentLength: 1, Body: io.NopCloser(strings.NewReader("x"))}
		})}}
		_, err := library.Download(t.Context(), photoslibrary.MediaItem{BaseURL: address}, io.Discard)
		if want {
			require.NoError(t, err, address)
			require.Equal(t, 1, asked)
			continue
		}
		require.ErrorContains(t, err, "BaseURL is not a Google address", address)
		require.Zero(t, asked)
		if address != "" && address != "x" {
			require.NotContains(t, err.Error(), address)
		}
	}
}

// An address that cannot be read may still open the photo.
func TestOddRedirects(t *testing.T) {
	for _, location := range []string{"https://lh3.googleusercontent.com/secret%zz", "https://lh3.googleusercontent.com/secret\x7f", "secret:///x", "//secret"} {
		library := &photoslibrary.Client{Retry: once, HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
			return &http.Response{StatusCode: http.StatusFound, Request: r, Header: http.Header{"Location": {location}}, Body: http.NoBody}
		})}}
		_, err := library.Download(t.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}, io.Discard)
		require.ErrorContains(t, err, "the server redirects to ")
		require.NotContains(t, err.Error(), "secret")
	}
}
