package photoslibrary_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/api/googleapi"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

func TestErrorsOfGoogle(t *testing.T) {
	tests := map[string]struct {
		config googletest.Config
		scope  string
		spend  int
		want   error
		code   int
	}{
		"API off":      {googletest.Config{DisabledAPI: true}, photoslibrary.ScopeAppendOnly, 0, photoslibrary.ErrAPIDisabled, 403},
		"no scope":     {googletest.Config{}, photoslibrary.ScopeReadAppCreated, 0, photoslibrary.ErrScope, 403},
		"expired":      {googletest.Config{AccessTokenTTL: time.Nanosecond}, photoslibrary.ScopeAppendOnly, 0, photoslibrary.ErrUnauthenticated, 401},
		"daily quota":  {googletest.Config{DailyRequests: 1}, photoslibrary.ScopeAppendOnly, 1, photoslibrary.ErrQuotaExhausted, 429},
		"minute limit": {googletest.Config{WritesPerMinute: 1}, photoslibrary.ScopeAppendOnly, 1, photoslibrary.ErrRateLimited, 429},
		"no such id":   {googletest.Config{}, photoslibrary.ScopeAppendOnly, 0, nil, 400},
	}
	sentinels := []error{photoslibrary.ErrAPIDisabled, photoslibrary.ErrScope, photoslibrary.ErrUnauthenticated, photoslibrary.ErrQuotaExhausted, photoslibrary.ErrRateLimited, photoslibrary.ErrNotFound}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
			var ticks atomic.Int64
			test.config.Now = func() time.Time { return now.Add(time.Duration(ticks.Add(1))) }
			google := start(t, test.config)
			library := &photoslibrary.Client{HTTP: google.AuthorizedClient(test.scope), Retry: once}
			for range test.spend {
				_, err := library.CreateAlbum(t.Context(), "x")
				require.NoError(t, err)
			}
			err := library.AddToAlbum(t.Context(), "no album", "no item")
			var failure *photoslibrary.Error
			require.ErrorAs(t, err, &failure)
			require.Equal(t, "add items to album", failure.Op)
			var answer *googleapi.Error
			require.ErrorAs(t, err, &answer)
			require.Equal(t, test.code, answer.Code)
			for _, sentinel := range sentinels {
				require.Equal(t, errors.Is(test.want, sentinel), errors.Is(failure, sentinel), sentinel)
			}
			require.Equal(t, test.code == http.StatusTooManyRequests, errors.Is(err, photoslibrary.ErrQuota))
			require.Contains(t, err.Error(), "photoslibrary: add items to album: ")
			if errors.Is(test.want, photoslibrary.ErrAPIDisabled) {
				number, _, _ := strings.Cut(google.ClientID(), "-")
				require.Equal(t, "https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project="+number, activationURL(err))
				require.Equal(t, "projects/"+number, failure.Metadata["consumer"])
				require.Contains(t, err.Error(), activationURL(err))
				return
			}
			require.Empty(t, activationURL(err))
		})
	}
}

func TestNotFoundAndExpired(t *testing.T) {
	var seconds atomic.Int64
	google := start(t, googletest.Config{
		AccessTokenTTL: 10 * time.Hour,
		Now:            func() time.Time { return time.Unix(1_800_000_000+seconds.Load(), 0) },
	})
	added := google.AddPhoto(googletest.Photo{})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	_, err := library.Get(t.Context(), "AGj1"+strings.Repeat("x", 72))
	require.ErrorIs(t, err, photoslibrary.ErrNotFound)
	item, err := library.Get(t.Context(), added.ID)
	require.NoError(t, err)
	seconds.Add(3600)
	item.ID = "" // else a new one is asked for
	_, err = library.Download(t.Context(), item, io.Discard)
	require.ErrorIs(t, err, photoslibrary.ErrBaseURLExpired)
	require.NotErrorIs(t, err, photoslibrary.ErrNotFound)
	require.NotContains(t, err.Error(), item.BaseURL)
}

// activationURL is empty for other errors.
func activationURL(err error) string {
	if disabled, ok := errors.AsType[*photoslibrary.APIDisabledError](err); ok {
		return disabled.ActivationURL
	}
	return ""
}

func FuzzErrorBody(f *testing.F) {
	for _, body := range []string{bodyDisabled, bodyDisabledHelp, bodyDisabledText, bodyDisabledOld, bodyScope} {
		f.Add(http.StatusForbidden, body, "text/html")
	}
	f.Add(http.StatusTooManyRequests, bodyDay, "application/json")
	f.Add(http.StatusTooManyRequests, bodyMinute, "application/json")
	f.Add(http.StatusTooManyRequests, `[{"error":{"details":[{"links":[{}]}]}}]`, "")
	f.Add(http.StatusUnauthorized, bodyToken, "application/json")
	f.Add(http.StatusNotFound, bodyPage, "image/png")
	f.Add(http.StatusInternalServerError, ``, "")
	f.Fuzz(func(t *testing.T, status int, body, kind string) {
		if status < 300 || status > 599 {
			return
		}
		header := http.Header{"Content-Type": {kind}, "Www-Authenticate": {kind}, "Retry-After": {kind}}
		err := answered(t, status, header, body)
		if text := err.Error(); !strings.HasPrefix(text, "photoslibrary: ask: ") || strings.ContainsAny(text, "\x1b\n") {
			t.Errorf("a message that nobody can read: %q", text)
		}
		if link := activationURL(err); link != "" && !strings.HasPrefix(link, "https://console.developers.google.com/") && !strings.HasPrefix(link, "https://console.cloud.google.com/") {
			t.Errorf("people would be sent to %q", link)
		}
		quota, ok := errors.AsType[*photoslibrary.QuotaError](err)
		if ok != errors.Is(err, photoslibrary.ErrQuota) || ok && quota.ResetsAt.IsZero() {
			t.Errorf("a limit without a time: %+v", quota)
		}
	})
}

type roundTripper func(*http.Request) *http.Response

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

func FuzzItem(f *testing.F) {
	f.Add(`{"mediaMetadata":{"width":"1","photo":{"exposureTime":"0.001s"}}}`)
	f.Add(`{"mediaMetadata":{"width":1e3,"video":{"fps":30}}}`)
	f.Add(`{"mediaMetadata":{"photo":{"exposureTime":null}}}`)
	f.Fuzz(func(t *testing.T, body string) {
		library := &photoslibrary.Client{Retry: once, HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: r, Header: http.Header{}}
		})}}
		item, err := library.Get(t.Context(), "x")
		if err != nil && item.ID != "" {
			t.Error("an error with an item")
		}
	})
}
