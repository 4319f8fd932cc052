package photoslibrary_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

func answering(status int, body string) *photoslibrary.Client {
	return &photoslibrary.Client{Retry: once, HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
		return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Request: r, Header: http.Header{}}
	})}}
}

func TestDownloadRefusals(t *testing.T) {
	const scope = `{"error":{"code":403,"message":"Request had insufficient authentication scopes.","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}`
	const disabled = `{"error":{"code":403,"message":"x","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED"}]}}`
	sentinels := []error{photoslibrary.ErrBaseURLExpired, photoslibrary.ErrScope, photoslibrary.ErrAPIDisabled, photoslibrary.ErrQuotaExhausted, photoslibrary.ErrRateLimited, photoslibrary.ErrNotFound}
	for name, test := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"expired":             {403, `<html>The address has expired.`, photoslibrary.ErrBaseURLExpired},
		"withdrawn":           {404, `<html>`, photoslibrary.ErrBaseURLExpired},
		"no scope":            {403, scope, photoslibrary.ErrScope},
		"API off":             {403, disabled, photoslibrary.ErrAPIDisabled},
		"daily quota":         {429, `{"error":{"code":429,"message":"Quota exceeded for limit 'All requests per day'"}}`, photoslibrary.ErrQuotaExhausted},
		"daily quota, a page": {429, `<html><p>Quota exceeded: base URL requests per day`, photoslibrary.ErrQuotaExhausted},
		"daily quota, old":    {403, `{"error":{"code":403,"message":"Daily Limit Exceeded","errors":[{"reason":"dailyLimitExceeded","message":"Daily Limit Exceeded"}]}}`, photoslibrary.ErrQuotaExhausted},
		"too fast":            {429, `<html>slow down`, photoslibrary.ErrRateLimited},
		"per minute":          {429, `{"error":{"code":429,"message":"Quota exceeded for limit 'All requests per minute'"}}`, photoslibrary.ErrRateLimited},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := answering(test.status, test.body).Download(t.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}, io.Discard)
			require.ErrorIs(t, err, test.want)
			for _, sentinel := range sentinels {
				if sentinel != test.want { //nolint:errorlint // the sentinels themselves are compared
					require.NotErrorIs(t, err, sentinel)
				}
			}
		})
	}
}

// One item with an odd number must not hide the others of its page.
func TestOddMetadata(t *testing.T) {
	for _, odd := range []string{
		`"photo":{"apertureFNumber":"NaN"}`, `"photo":{"focalLength":"Infinity"}`, `"photo":{"isoEquivalent":"many"}`,
		`"photo":{"exposureTime":"1m"}`, `"photo":{"exposureTime":0.5}`, `"photo":{"focalLength":{}}`, `"photo":{"isoEquivalent":1e300}`,
		`"video":{"fps":"NaN"}`, `"creationTime":""`, `"creationTime":"soon"`, `"width":"wide"`,
	} {
		page, err := answering(200, `{"mediaItems":[{"id":"a"},{"id":"b","mediaMetadata":{`+odd+`}}]}`).SearchPage(t.Context(), photoslibrary.SearchRequest{}, "")
		require.NoError(t, err, odd)
		require.Len(t, page.Items, 2)
		metadata := page.Items[1].Metadata
		require.Zero(t, metadata.Width)
		require.True(t, metadata.CreationTime.IsZero())
		if metadata.Photo != nil {
			require.Equal(t, photoslibrary.Photo{}, *metadata.Photo, odd)
		}
		if metadata.Video != nil {
			require.Equal(t, photoslibrary.Video{}, *metadata.Video, odd)
		}
	}
	item, err := answering(200, `{"mediaMetadata":{"width":"4032.0","photo":{"apertureFNumber":"1.68","focalLength":6.9,"isoEquivalent":"52"}}}`).Get(t.Context(), "x")
	require.NoError(t, err)
	require.Equal(t, 4032, item.Metadata.Width)
	require.Equal(t, photoslibrary.Photo{ApertureFNumber: 1.68, FocalLength: 6.9, ISOEquivalent: 52}, *item.Metadata.Photo)
}
