package picker_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

// cutOnce serves ten bytes in two answers.
type cutOnce struct{ asked []string }

func (c *cutOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	c.asked = append(c.asked, r.URL.Host+r.URL.Path+" "+r.Header.Get("Range"))
	resp := &http.Response{
		StatusCode: http.StatusOK, ContentLength: 10, Request: r, Header: http.Header{"Etag": {`"v1"`}},
		Body: io.NopCloser(io.LimitReader(strings.NewReader("0123456789"), 4)),
	}
	if r.Header.Get("Range") != "" {
		resp.StatusCode, resp.ContentLength = http.StatusPartialContent, 6
		resp.Header.Set("Content-Range", "bytes 4-9/10")
		resp.Body = io.NopCloser(strings.NewReader("456789"))
	}
	return resp, nil
}

func TestDownloadGoesOnAfterACut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &cutOnce{}
		photos := &picker.Client{HTTP: &http.Client{Transport: server}}
		var out bytes.Buffer
		n, err := photos.Download(t.Context(), picker.Item{ID: "x", BaseURL: "https://lh3.googleusercontent.com/ppa/x"}, &out)
		require.NoError(t, err)
		require.EqualValues(t, 10, n)
		require.Equal(t, "0123456789", out.String())
		require.Equal(t, []string{"lh3.googleusercontent.com/ppa/x=d ", "lh3.googleusercontent.com/ppa/x=d bytes=4-"}, server.asked)
	})
}

// The Picker API cannot give a new base URL for an id, and the Library API knows
// nothing of what was picked.
func TestExpiredBaseURLIsNotReplaced(t *testing.T) {
	asked := 0
	photos := scripted(func(r *http.Request) (int, string, error) {
		asked++
		require.Equal(t, "lh3.googleusercontent.com", r.URL.Host)
		return http.StatusForbidden, "<html>", nil
	})
	_, err := photos.Download(t.Context(), picker.Item{ID: "x", BaseURL: "https://lh3.googleusercontent.com/ppa/x"}, io.Discard)
	require.ErrorIs(t, err, photoslibrary.ErrBaseURLExpired)
	require.Equal(t, 1, asked)
	_, err = photos.Download(t.Context(), picker.Item{ID: "x"}, io.Discard)
	require.ErrorContains(t, err, "BaseURL is not a Google address")
	require.Equal(t, 1, asked)
}
