package googletest_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// fetched is what a client without retries has in the end.
type fetched struct {
	status int
	length int64
	header http.Header
	body   string
	lost   error // no answer
	broken error // while the body was read
}

func fetch(t *testing.T, client *http.Client, method, address, body string, header http.Header) fetched {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		return fetched{lost: err}
	}
	if header != nil {
		req.Header = header
	}
	resp, err := client.Do(req)
	if err != nil {
		return fetched{lost: err}
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return fetched{status: resp.StatusCode, length: resp.ContentLength, header: resp.Header, body: string(data), broken: err}
}

func TestScriptedTroubles(t *testing.T) {
	const album = `{"album":{"title":"Trip"}}`
	for name, test := range map[string]struct {
		trouble googletest.Trouble
		want    func(t *testing.T, got fetched)
		created int // albums
	}{
		"cut body": {googletest.CutBody(10), func(t *testing.T, got fetched) {
			require.ErrorIs(t, got.broken, io.ErrUnexpectedEOF)
			require.Len(t, got.body, 10)
			require.Greater(t, got.length, int64(10))
		}, 1},
		"cut behind the end": {googletest.CutBody(1 << 20), func(t *testing.T, got fetched) {
			require.ErrorIs(t, got.broken, io.ErrUnexpectedEOF)
			require.Len(t, got.body, int(got.length)-1)
		}, 1},
		"short body": {googletest.ShortBody(10), func(t *testing.T, got fetched) {
			require.NoError(t, got.broken)
			require.Equal(t, int64(-1), got.length)
			require.Equal(t, 200, got.status)
			require.Len(t, got.body, 10)
		}, 1},
		"drop": {googletest.Drop(), func(t *testing.T, got fetched) {
			require.ErrorIs(t, got.lost, io.EOF)
		}, 0},
		"drop the answer": {googletest.DropAnswer(), func(t *testing.T, got fetched) {
			require.ErrorIs(t, got.lost, io.EOF)
		}, 1},
		"cut upload": {googletest.CutUpload(5), func(t *testing.T, got fetched) {
			require.Error(t, got.lost)
		}, 0},
		"429": {googletest.Error(429), func(t *testing.T, got fetched) {
			require.Equal(t, 429, got.status)
			require.Contains(t, got.body, `"status": "RESOURCE_EXHAUSTED"`)
			require.NotContains(t, got.header, "Retry-After")
		}, 0},
		"429 with Retry-After": {googletest.Error(429).RetryAfter(30 * time.Second), func(t *testing.T, got fetched) {
			require.Equal(t, 429, got.status)
			require.Equal(t, "30", got.header.Get("Retry-After"))
		}, 0},
		"500": {googletest.Error(500), func(t *testing.T, got fetched) {
			require.Equal(t, 500, got.status)
			require.Contains(t, got.header.Get("Content-Type"), "application/json")
			require.Contains(t, got.body, `"status": "INTERNAL"`)
		}, 0},
		"503 page": {googletest.ErrorPage(503).RetryAfter(time.Minute), func(t *testing.T, got fetched) {
			require.Equal(t, 503, got.status)
			require.Equal(t, "60", got.header.Get("Retry-After"))
			require.Contains(t, got.header.Get("Content-Type"), "text/html")
		}, 0},
		"garbage": {googletest.Garbage(), func(t *testing.T, got fetched) {
			require.Equal(t, 200, got.status)
			require.False(t, json.Valid([]byte(got.body)))
		}, 0},
		"redirect": {googletest.Redirect("https://portal.example/login"), func(t *testing.T, got fetched) {
			require.ErrorContains(t, got.lost, "portal.example")
		}, 0},
		"pass": {googletest.Pass(), func(t *testing.T, got fetched) {
			require.Equal(t, 200, got.status)
			require.Greater(t, got.length, int64(10))
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, googletest.Config{})
			client := s.AuthorizedClient()
			s.Script(googletest.Request{Method: "POST", Path: "/v1/albums"}, test.trouble)
			require.Equal(t, 200, fetch(t, client, http.MethodGet, library+"/v1/albums", "", nil).status, "another method")
			require.Equal(t, 1, s.ScriptLeft())
			test.want(t, fetch(t, client, http.MethodPost, library+"/v1/albums", album, nil))
			require.Zero(t, s.ScriptLeft())
			require.Len(t, s.Library().Albums, test.created)
			require.Equal(t, 200, fetch(t, client, http.MethodPost, library+"/v1/albums", album, nil).status, "only once")
			require.Empty(t, s.Unexpected())
		})
	}
}

func TestScriptsAreMetInOrder(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.AuthorizedClient()
	s.Script(googletest.Request{Path: "/v1/albums"}, googletest.Error(500), googletest.Pass(), googletest.Error(503))
	s.Script(googletest.Request{Host: "photoslibrary.googleapis.com", Path: "/v1/*"}, slices.Repeat([]googletest.Trouble{googletest.Error(429)}, 2)...)
	var got []int
	for range 6 {
		got = append(got, fetch(t, client, http.MethodGet, library+"/v1/albums", "", nil).status)
	}
	require.Equal(t, []int{500, 200, 503, 429, 429, 200}, got)
	s.Script(googletest.Request{Host: "oauth2.googleapis.com"}, googletest.Error(500))
	require.Contains(t, fetch(t, s.Client(), http.MethodPost, tokenURL, "", nil).body, `"error": "internal_failure"`)
	s.Script(googletest.Request{Path: "/lr/"}, googletest.Error(500))
	base := baseOfFresh(t, s, s.AddPhoto(googletest.Photo{}).ID)
	require.Contains(t, fetch(t, client, http.MethodGet, base+"=d", "", nil).header.Get("Content-Type"), "text/html")

	require.PanicsWithValue(t, "googletest: Script: the server does not play example.com",
		func() { s.Script(googletest.Request{Host: "example.com"}) })
	require.PanicsWithValue(t, "googletest: Error: no API of Google answers with 418", func() { googletest.Error(418) })
	require.Panics(t, func() { googletest.Pass().RetryAfter(time.Second) })
}

// listing asks for pages of two until there is no token, but not for more than ten.
func listing(t *testing.T, s *googletest.Server) (names []string, tokens []string) {
	t.Helper()
	client := s.AuthorizedClient()
	token := ""
	for range 10 {
		page := do(t, client, http.MethodPost, library+"/v1/mediaItems:search", fmt.Sprintf(`{"pageSize":2,"pageToken":%q}`, token), nil)
		require.Equal(t, 200, page.status, page.body)
		items, _ := page.json["mediaItems"].([]any)
		text := ""
		for _, item := range items {
			text += item.(map[string]any)["filename"].(string)
		}
		names = append(names, text)
		if token, _ = page.json["nextPageToken"].(string); token == "" {
			break
		}
		tokens = append(tokens, token)
	}
	return names, tokens
}

func TestScriptedPages(t *testing.T) {
	search := googletest.Request{Path: "/v1/mediaItems:search"}
	s := start(t, googletest.Config{})
	for _, name := range []string{"e", "d", "c", "b", "a"} {
		s.AddPhoto(googletest.Photo{Filename: name})
	}
	pages := func(troubles ...googletest.Trouble) []string {
		s.Script(search, troubles...)
		names, _ := listing(t, s)
		require.Zero(t, s.ScriptLeft())
		return names
	}
	require.Equal(t, []string{"ab", "cd", "e"}, pages())
	require.Equal(t, []string{"", "ab", "cd", "e"}, pages(googletest.EmptyPage()))
	require.Equal(t, []string{"ab", "", "cd", "e"}, pages(googletest.Pass(), googletest.EmptyPage()))
	require.Equal(t, []string{"ab", "cd", "", "e"}, pages(googletest.Pass(), googletest.Pass(), googletest.EmptyPage()))
	require.Equal(t, []string{"ab", "bc", "de"}, pages(googletest.OverlapPages()))
	require.Equal(t, []string{"ab", "cd", "e", "e"}, pages(googletest.Pass(), googletest.Pass(), googletest.OverlapPages()))
	require.Equal(t, []string{"ab", "ab", "cd", "e"}, pages(googletest.RepeatPageToken()))
	require.Equal(t, []string{"ab", "cd", "cd", "e"}, pages(googletest.Pass(), googletest.RepeatPageToken()))

	s.Script(search, googletest.Pass(), googletest.RepeatPageToken())
	_, tokens := listing(t, s)
	require.Equal(t, tokens[0], tokens[1])

	s.Script(googletest.Request{Path: "/v1/albums"}, googletest.EmptyPage())
	require.Empty(t, s.Unexpected())
	do(t, s.AuthorizedClient(), http.MethodPost, library+"/v1/albums", `{"album":{"title":"x"}}`, nil)
	require.Equal(t, []string{"scripted an empty page for what made none: POST photoslibrary.googleapis.com/v1/albums"}, s.Unexpected())
}

func TestScriptedDelay(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now, AccessTokenTTL: time.Minute, Sleep: func(_ context.Context, d time.Duration) error {
		now.Advance(d)
		return nil
	}})
	client := s.AuthorizedClient()
	s.Script(googletest.Request{}, googletest.Delay(59*time.Second), googletest.Delay(time.Second))
	require.Equal(t, 200, fetch(t, client, http.MethodGet, library+"/v1/albums", "", nil).status)
	require.Equal(t, 401, fetch(t, client, http.MethodGet, library+"/v1/albums", "", nil).status)
}

func readInBackground(client *http.Client, req *http.Request) <-chan error {
	ended := make(chan error, 1)
	go func() {
		resp, err := client.Do(req)
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		ended <- err
	}()
	return ended
}

func waitForTrouble(t *testing.T, s *googletest.Server) {
	t.Helper()
	require.Eventually(t, func() bool { return s.ScriptLeft() == 0 }, time.Minute, time.Millisecond)
}

// What waits ends with the client, and else with the server.
func TestScriptedWaits(t *testing.T) {
	waits := []googletest.Trouble{googletest.Stall(), googletest.StallBody(10), googletest.Delay(time.Hour)}
	for i, trouble := range waits {
		t.Run(fmt.Sprint("client ", i), func(t *testing.T) {
			s := start(t, googletest.Config{})
			ctx, cancel := context.WithCancelCause(t.Context())
			given := errors.New("given up")
			s.Script(googletest.Request{Path: "/v1/albums"}, trouble)
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, library+"/v1/albums", strings.NewReader(`{"album":{"title":"x"}}`))
			require.NoError(t, err)
			ended := readInBackground(s.AuthorizedClient(), req)
			waitForTrouble(t, s)
			cancel(given)
			require.ErrorIs(t, <-ended, given)
		})
		t.Run(fmt.Sprint("server ", i), func(t *testing.T) {
			s := start(t, googletest.Config{})
			s.Script(googletest.Request{Path: "/v1/albums"}, trouble)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, library+"/v1/albums", nil)
			require.NoError(t, err)
			ended := readInBackground(s.AuthorizedClient(), req)
			waitForTrouble(t, s)
			s.Close()
			require.Error(t, <-ended)
			s.Close() // once more does no harm
		})
	}
}

// The answer to HEAD has no body to cut, but a length that can be missing.
func TestTroublesWithoutABody(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.AuthorizedClient()
	photo := s.AddPhoto(googletest.Photo{})
	base := baseOfFresh(t, s, photo.ID)
	s.Script(googletest.Request{Method: http.MethodHead}, googletest.ShortBody(5), googletest.CutBody(5))
	require.Equal(t, int64(-1), fetch(t, client, http.MethodHead, base+"=d", "", nil).length)
	require.Equal(t, int64(len(photo.Bytes)), fetch(t, client, http.MethodHead, base+"=d", "", nil).length)

	up := beginUpload(t, client, 5)
	query := http.Header{"X-Goog-Upload-Command": {"query"}}
	s.Script(googletest.Request{Path: "/v1/uploads"}, googletest.CutBody(5))
	require.ErrorIs(t, fetch(t, client, http.MethodPost, up.address, "", query).lost, io.EOF)
	require.Equal(t, 200, fetch(t, client, http.MethodPost, up.address, "", query).status)
}

// Troubles reach programs behind the proxy, and end with the server.
func TestTroublesBehindTheProxy(t *testing.T) {
	s := start(t, googletest.Config{})
	proxy := startProxy(t, s)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(proxy.CAPEM()))
	client := outsider(t, proxy, roots)
	client.Transport = withToken{client.Transport, s.Issue().AccessToken.Reveal()}
	s.Script(googletest.Request{Path: "/v1/albums"}, googletest.CutBody(1), googletest.DropAnswer(), googletest.Error(500), googletest.Stall())
	require.ErrorIs(t, fetch(t, client, http.MethodGet, library+"/v1/albums", "", nil).broken, io.ErrUnexpectedEOF)
	require.Error(t, fetch(t, client, http.MethodPost, library+"/v1/albums", `{"album":{"title":"x"}}`, nil).lost)
	require.Len(t, s.Library().Albums, 1)
	require.Equal(t, 500, fetch(t, client, http.MethodGet, library+"/v1/albums", "", nil).status)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, library+"/v1/albums", nil)
	require.NoError(t, err)
	ended := readInBackground(client, req)
	waitForTrouble(t, s)
	s.Close()
	require.Error(t, <-ended)
}
