package googletest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

const (
	pickerScope = "https://www.googleapis.com/auth/photospicker.mediaitems.readonly"
	pickerAPI   = "https://photospicker.googleapis.com"
)

func newSession(t *testing.T, client *http.Client, body string) (id, uri string) {
	t.Helper()
	created := do(t, client, http.MethodPost, pickerAPI+"/v1/sessions", body, nil)
	require.Equal(t, 200, created.status, created.body)
	return created.json["id"].(string), created.json["pickerUri"].(string)
}

func TestPickerRefusals(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.AuthorizedClient(pickerScope)
	photo := s.AddPhoto(googletest.Photo{})
	open, _ := newSession(t, client, "")
	done, uri := newSession(t, client, "")
	require.NoError(t, s.Pick(uri, photo.ID))
	tests := map[string][]string{ // verb, path, body, status
		"negative count":    {"POST", "/v1/sessions", `{"pickingConfig":{"maxItemCount":"-1"}}`, "INVALID_ARGUMENT"},
		"2001 items":        {"POST", "/v1/sessions", `{"pickingConfig":{"maxItemCount":2001}}`, "INVALID_ARGUMENT"},
		"beyond 32 bits":    {"POST", "/v1/sessions", `{"pickingConfig":{"maxItemCount":"4294967297"}}`, "INVALID_ARGUMENT"},
		"no number":         {"POST", "/v1/sessions", `{"pickingConfig":{"maxItemCount":"many"}}`, "INVALID_ARGUMENT"},
		"unknown field":     {"POST", "/v1/sessions", `{"maxItemCount":"1"}`, "INVALID_ARGUMENT"},
		"unknown parameter": {"POST", "/v1/sessions?autoclose=true", ``, "INVALID_ARGUMENT"},
		"odd request id":    {"POST", "/v1/sessions?requestId=1", ``, "INVALID_ARGUMENT"},
		"no session id":     {"GET", "/v1/mediaItems", ``, "INVALID_ARGUMENT"},
		"negative page":     {"GET", "/v1/mediaItems?pageSize=-1&sessionId=" + done, ``, "INVALID_ARGUMENT"},
		"odd page":          {"GET", "/v1/mediaItems?pageSize=x&sessionId=" + done, ``, "INVALID_ARGUMENT"},
		"odd page token":    {"GET", "/v1/mediaItems?pageToken=x&sessionId=" + done, ``, "INVALID_ARGUMENT"},
		"too early":         {"GET", "/v1/mediaItems?sessionId=" + open, ``, "FAILED_PRECONDITION"},
		"unknown session":   {"GET", "/v1/sessions/x", ``, "NOT_FOUND"},
		"delete unknown":    {"DELETE", "/v1/sessions/x", ``, "NOT_FOUND"},
		"list unknown":      {"GET", "/v1/mediaItems?sessionId=x", ``, "NOT_FOUND"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			answer := do(t, client, test[0], pickerAPI+test[1], test[2], nil)
			status, _ := answer.rpcError(t)
			require.Equal(t, test[3], status)
			require.Equal(t, map[bool]int{true: 404, false: 400}[status == "NOT_FOUND"], answer.status)
		})
	}
	newSession(t, client, `{"id":"ignored","mediaItemsSet":true,"pickingConfig":{"maxItemCount":"0"}}`)
	newSession(t, client, `{"pickingConfig":{"maxItemCount":null}}`)
	require.Empty(t, s.Unexpected())
	require.Equal(t, 404, do(t, client, http.MethodGet, pickerAPI+"/v1/sessions", "", nil).status)
	require.Equal(t, []string{"GET photospicker.googleapis.com/v1/sessions"}, s.Unexpected())
}

func TestWhoMayPick(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now})
	for _, scope := range []string{readScope, appendScope, "openid"} {
		answer := do(t, s.AuthorizedClient(scope), http.MethodPost, pickerAPI+"/v1/sessions", "", nil)
		_, reason := answer.rpcError(t)
		require.Equal(t, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", reason, scope)
		require.Contains(t, answer.body, "photospicker.googleapis.com")
	}
	client := s.AuthorizedClient(pickerScope)
	answer := do(t, client, http.MethodGet, library+"/v1/albums", "", nil)
	require.Equal(t, 403, answer.status, "the picker's scope opens nothing else")
	now.Advance(time.Hour)
	_, reason := do(t, client, http.MethodPost, pickerAPI+"/v1/sessions", "", nil).rpcError(t)
	require.Equal(t, "ACCESS_TOKEN_EXPIRED", reason)

	off := start(t, googletest.Config{DisabledPickerAPI: true})
	answer = do(t, off.AuthorizedClient(pickerScope), http.MethodPost, pickerAPI+"/v1/sessions", "", nil)
	_, reason = answer.rpcError(t)
	require.Equal(t, "SERVICE_DISABLED", reason)
	require.Contains(t, answer.body, "apis/api/photospicker.googleapis.com/overview?project=")
	require.Equal(t, 200, do(t, off.AuthorizedClient(), http.MethodGet, library+"/v1/albums", "", nil).status, "the other API is on")

	tight := start(t, googletest.Config{Now: now.Now, PickerRequests: 1})
	client = tight.AuthorizedClient(pickerScope)
	newSession(t, client, "")
	answer = do(t, client, http.MethodPost, pickerAPI+"/v1/sessions", "", nil)
	require.Equal(t, 429, answer.status)
	require.Contains(t, answer.body, "photospicker.googleapis.com/all_requests")
	now.Advance(time.Minute)
	newSession(t, client, "")
}

// Google's times have 0, 3, 6 or 9 digits behind the second, and some readers
// take no others.
func TestTimesOfSessions(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now})
	now.Advance(120 * time.Millisecond)
	made := do(t, s.AuthorizedClient(pickerScope), http.MethodPost, pickerAPI+"/v1/sessions", "", nil)
	require.Equal(t, "2026-11-23T20:00:00.120000Z", made.json["expireTime"])
}

func TestSessionOverTime(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now, AccessTokenTTL: 100 * time.Hour})
	photo := s.AddPhoto(googletest.Photo{ClientID: parseClient(t, s.AddClient()).ID})
	client := s.AuthorizedClient(pickerScope)
	id, uri := newSession(t, client, `{"pickingConfig":{"maxItemCount":"1"}}`)
	get := func() reply { return do(t, client, http.MethodGet, pickerAPI+"/v1/sessions/"+id, "", nil) }
	polling := func() any { return get().json["pollingConfig"] }
	require.Equal(t, map[string]any{"pollInterval": "5s", "timeoutIn": "1800s"}, polling())
	require.Equal(t, map[string]any{"maxItemCount": "1"}, get().json["pickingConfig"])
	require.Equal(t, "2026-11-23T20:00:00Z", get().json["expireTime"])
	require.Equal(t, false, get().json["mediaItemsSet"])
	now.Advance(1799500 * time.Millisecond)
	require.Equal(t, map[string]any{"pollInterval": "5s", "timeoutIn": "0.5s"}, polling())
	now.Advance(time.Hour)
	require.Equal(t, map[string]any{"pollInterval": "5s", "timeoutIn": "0s"}, polling())
	for name, items := range map[string][]string{"none": nil, "two": {photo.ID, photo.ID}, "unknown": {"x"}} {
		require.ErrorContains(t, s.Pick(uri, items...), "googletest: Pick: ", name)
	}
	require.NoError(t, s.Pick(uri+"/autoclose", photo.ID), "waiting has an end, picking has not")
	require.Nil(t, polling())
	require.Equal(t, true, get().json["mediaItemsSet"])
	require.ErrorContains(t, s.Pick(uri, photo.ID), "no longer works", "Done is once")
	now.Advance(24 * time.Hour)
	require.Equal(t, 404, get().status)
	require.Equal(t, 404, do(t, client, http.MethodGet, pickerAPI+"/v1/mediaItems?sessionId="+id, "", nil).status)
	_, late := newSession(t, client, "")
	now.Advance(24 * time.Hour)
	require.ErrorContains(t, s.Pick(late, photo.ID), "no longer works")
	for _, address := range []string{"%", "https://example.com/picker/x", "https://photos.google.com/lr/album/x", s.LocalURL(late)} {
		require.ErrorContains(t, s.Pick(address, photo.ID), "googletest: Pick: ", address)
	}
}

func TestPickedBytes(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now, AccessTokenTTL: 100 * time.Hour, PickerDownloads: 3})
	other := parseClient(t, s.AddClient())
	photo := s.AddPhoto(googletest.Photo{Bytes: located(t), ClientID: other.ID})
	client := s.AuthorizedClient(pickerScope)
	id, uri := newSession(t, client, "")
	require.NoError(t, s.Pick(uri, photo.ID))
	listed := do(t, client, http.MethodGet, pickerAPI+"/v1/mediaItems?pageSize=1000&sessionId="+id, "", nil)
	item := listed.json["mediaItems"].([]any)[0].(map[string]any)
	require.Equal(t, photo.ID, item["id"])
	require.Equal(t, "PHOTO", item["type"])
	file := item["mediaFile"].(map[string]any)
	base := file["baseUrl"].(string)
	require.InDelta(t, photo.Width, file["mediaFileMetadata"].(map[string]any)["width"], 0, "a number here")

	get := func(client *http.Client, address string) int {
		return do(t, client, http.MethodGet, address, "", nil).status
	}
	require.Equal(t, 403, get(s.Client(), base+"=d"), "no token")
	require.Equal(t, 403, get(s.AuthorizedClient(readScope), base+"=d"), "not the scope")
	require.Equal(t, 404, get(client, strings.Replace(base, "/ppa/", "/lr/", 1)+"=d"), "an address is of one API")
	require.Equal(t, 400, get(client, base))
	require.Equal(t, 404, get(client, base+"=dv"))
	full := do(t, client, http.MethodGet, base+"=d", "", nil)
	require.Equal(t, 200, full.status)
	require.Equal(t, string(googletest.WithoutLocation(photo.Bytes)), full.body)
	require.Equal(t, 429, get(client, base+"=d"))
	now.Advance(time.Minute)
	require.Equal(t, 200, get(client, base+"=w10-h10"))
	now.Advance(time.Hour)
	require.Equal(t, 403, get(client, base+"=d"), "60 minutes are over")
	require.NotContains(t, fmt.Sprint(s.Requests()), strings.TrimPrefix(base, "https://lh3.googleusercontent.com/ppa/"))
	require.Equal(t, 403, get(client, library+"/v1/mediaItems/"+photo.ID), "the scope does not open the library")
}

// signIn returns a client with a token of an OAuth client, by way of the consent
// page.
func signIn(t *testing.T, s *googletest.Server, file []byte, scope string) *http.Client {
	t.Helper()
	c := parseClient(t, file)
	redirect, got := listener(t)
	query := authQuery(c.ID, redirect)
	query.Set("scope", scope)
	require.NoError(t, s.Approve().Open(t.Context(), authURL+"?"+query.Encode()))
	answer := postForm(t, s.Client(), tokenURL, url.Values{
		"grant_type": {"authorization_code"}, "code": {got().Get("code")}, "code_verifier": {verifier},
		"client_id": {c.ID}, "client_secret": {c.Secret}, "redirect_uri": {redirect},
	})
	require.Equal(t, 200, answer.status, answer.body)
	require.Equal(t, scope, answer.json["scope"])
	return &http.Client{Transport: withToken{s.Transport(), answer.json["access_token"].(string)}}
}

type withToken struct {
	base  http.RoundTripper
	token string
}

func (w withToken) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+w.token)
	return w.base.RoundTrip(r)
}

// Consent grants the picker's scope, and a session belongs to one client.
func TestSessionsOfTwoClients(t *testing.T) {
	s := start(t, googletest.Config{})
	photo := s.AddPhoto(googletest.Photo{})
	first, second := signIn(t, s, s.ClientSecretJSON(), pickerScope), signIn(t, s, s.AddClient(), pickerScope)
	id, uri := newSession(t, first, "")
	require.NoError(t, s.Pick(uri, photo.ID))
	for verb, path := range map[string]string{"GET": "/v1/mediaItems?sessionId=" + id, "DELETE": "/v1/sessions/" + id} {
		require.Equal(t, 404, do(t, second, verb, pickerAPI+path, "", nil).status)
	}
	mine, uri := newSession(t, second, "")
	require.NoError(t, s.Pick(uri, photo.ID), "every client is shown every photo")
	base := func(client *http.Client, id string) string {
		listed := do(t, client, http.MethodGet, pickerAPI+"/v1/mediaItems?sessionId="+id, "", nil)
		return listed.json["mediaItems"].([]any)[0].(map[string]any)["mediaFile"].(map[string]any)["baseUrl"].(string)
	}
	require.Equal(t, 200, do(t, second, http.MethodGet, base(second, mine)+"=d", "", nil).status)
	require.Equal(t, 403, do(t, second, http.MethodGet, base(first, id)+"=d", "", nil).status)
	require.JSONEq(t, `{}`, do(t, first, http.MethodDelete, pickerAPI+"/v1/sessions/"+id, "", nil).body)
}

// A browser on the loopback address gets a page that works without a script.
func TestPickerPage(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.AuthorizedClient(pickerScope)
	cat := s.AddPhoto(googletest.Photo{Filename: `<cat> & "dog".jpg`})
	s.AddPhoto(googletest.Photo{Filename: "b.jpg", ClientID: parseClient(t, s.AddClient()).ID})
	for _, suffix := range []string{"", "/autoclose"} {
		id, uri := newSession(t, client, `{"pickingConfig":{"maxItemCount":"1"}}`)
		address := s.LocalURL(uri) + suffix
		browser := &http.Client{Transport: &http.Transport{}} // knows no host of Google
		page := do(t, browser, http.MethodGet, address, "", nil)
		require.Equal(t, 200, page.status, page.body)
		require.Equal(t, "DENY", page.header.Get("X-Frame-Options"))
		require.Equal(t, 2, strings.Count(page.body, `type="checkbox" name="item"`))
		require.Contains(t, page.body, `value="`+cat.ID+`"`)
		require.Contains(t, page.body, "&lt;cat&gt; &amp; &#34;dog&#34;.jpg")
		require.Contains(t, page.body, ">Done</button>")
		action, _, _ := strings.Cut(strings.SplitN(page.body, `action="`, 2)[1], `"`)
		target, err := page.url.Parse(action)
		require.NoError(t, err)
		require.Equal(t, address, target.String(), "the form stays on this server")

		require.Equal(t, 400, postForm(t, browser, address, url.Values{}).status)
		require.Equal(t, 400, postForm(t, browser, address, url.Values{"item": {"x"}}).status)
		done := postForm(t, browser, address, url.Values{"item": {cat.ID}})
		require.Equal(t, 200, done.status, done.body)
		require.Equal(t, suffix != "", strings.Contains(done.body, "window.close()"))
		require.Equal(t, 404, do(t, browser, http.MethodGet, address, "", nil).status, "the page works once")
		require.Equal(t, 404, postForm(t, browser, address, url.Values{"item": {cat.ID}}).status)
		require.Contains(t, do(t, client, http.MethodGet, pickerAPI+"/v1/mediaItems?sessionId="+id, "", nil).body, cat.ID)
		browser.CloseIdleConnections()
	}
	require.Empty(t, s.Unexpected())
	s.SetFault(googletest.FaultUnavailable)
	require.Equal(t, 503, do(t, s.Client(), http.MethodGet, "https://photos.google.com/picker/x", "", nil).status)
}
