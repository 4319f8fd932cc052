package googletest_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// Whatever a page repeats, it repeats as text.
func TestPagesEchoText(t *testing.T) {
	const bad = `"><script>alert(1)</script>`
	s := start(t, googletest.Config{Email: bad + "@example.com"})
	for _, name := range []string{"client_id", "redirect_uri", "scope", "state", "access_type", "prompt", "login_hint", "code_challenge_method", "response_type"} {
		query := authQuery(s.ClientID(), "http://127.0.0.1:1/")
		query.Set(name, bad)
		page := do(t, s.Client(), http.MethodGet, authURL+"?"+query.Encode(), "", nil)
		require.NotContains(t, page.body, "<script", name)
	}
	crafted := "https://accounts.google.com/signin/oauth/error?authError=" + googletest.EncodePageError(bad, bad, 400)
	page := do(t, s.Client(), http.MethodGet, crafted, "", nil)
	require.Equal(t, 400, page.status)
	require.NotContains(t, page.body, "<script")
	require.Contains(t, page.body, "&lt;script&gt;")

	query := authQuery(s.ClientID(), "http://127.0.0.1:1/")
	for range 3 { // the account, the warning, the consent
		page = do(t, s.Client(), http.MethodGet, authURL+"?"+query.Encode(), "", nil)
		require.Equal(t, 200, page.status)
		require.NotContains(t, page.body, "<script")
		query.Set("login_hint", bad+"@example.com")
		if page.status == 200 && strings.Contains(page.body, "page-unverified") {
			query.Set("scope", "openid")
		}
	}
	require.Contains(t, page.body, "page-consent")
}

// The redirect's address is text as well, and stays one line.
func TestStateCannotAddHeaders(t *testing.T) {
	s := start(t, googletest.Config{})
	redirect, got := listener(t)
	query := authQuery(s.ClientID(), redirect)
	query.Set("state", "a\r\nSet-Cookie: b=c&code=d")
	require.NoError(t, s.Approve().Open(t.Context(), authURL+"?"+query.Encode()))
	answer := got()
	require.Equal(t, "a\r\nSet-Cookie: b=c&code=d", answer.Get("state"))
	require.Len(t, answer["code"], 1)
}

func TestMethodsThatGoogleDoesNotServe(t *testing.T) {
	s := start(t, googletest.Config{})
	form := refreshForm(parseClient(t, s.ClientSecretJSON()), s.Issue()).Encode()
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	for _, request := range [][2]string{
		{http.MethodGet, tokenURL + "?" + form},
		{http.MethodPut, tokenURL},
		{http.MethodPatch, tokenURL},
		{http.MethodDelete, tokenURL},
		{http.MethodGet, "https://oauth2.googleapis.com/revoke"},
		{http.MethodPut, authURL},
		{http.MethodPost, "https://oauth2.googleapis.com/token/"},
		{http.MethodPost, discovery},
		{http.MethodDelete, "https://accounts.google.com/signin/oauth/consent"},
		{http.MethodPost, "https://accounts.google.com/token"},
		{http.MethodPost, "https://photoslibrary.googleapis.com/token"},
	} {
		answer := do(t, s.Client(), request[0], request[1], form, header.Clone())
		require.Equal(t, 404, answer.status, request)
		require.Contains(t, answer.header.Get("Content-Type"), "text/html")
	}
	require.Len(t, s.Unexpected(), 11)
}

// Requests that say right things in a wrong way get nothing.
func TestMalformedTokenRequests(t *testing.T) {
	s := start(t, googletest.Config{})
	client := parseClient(t, s.ClientSecretJSON())
	form := refreshForm(client, s.Issue())
	const formType = "application/x-www-form-urlencoded"
	huge := form.Encode() + "&x=" + strings.Repeat("a", 1<<20)
	for name, test := range map[string]struct {
		query, body, kind string
		user, password    string
	}{
		"json":           {"", `{"grant_type":"refresh_token"}`, "application/json", "", ""},
		"no type":        {"", form.Encode(), "", "", ""},
		"in the address": {"?" + form.Encode(), "", formType, "", ""},
		"cut escape":     {"", form.Encode() + "&x=%2", formType, "", ""},
		"semicolon":      {"", strings.ReplaceAll(form.Encode(), "&", ";"), formType, "", ""},
		"twice":          {"", form.Encode() + "&grant_type=refresh_token", formType, "", ""},
		"huge":           {"", huge, formType, "", ""},
		"both ways":      {"", form.Encode(), formType, client.ID, client.Secret},
		"other in basic": {"", with(form, "client_secret", "").Encode(), formType, "x", client.Secret},
		"broken basic":   {"", with(form, "client_secret", "", "client_id", "").Encode(), formType, "%zz", client.Secret},
		"empty basic":    {"", with(form, "client_secret", "").Encode(), formType, client.ID, ""},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tokenURL, nil)
		require.NoError(t, err)
		if test.user != "" {
			req.SetBasicAuth(test.user, test.password)
		}
		req.Header.Set("Content-Type", test.kind)
		answer := do(t, s.Client(), http.MethodPost, tokenURL+test.query, test.body, req.Header)
		require.Equal(t, 400, answer.status, name)
		require.Equal(t, "invalid_request", answer.json["error"], name)
	}
	for _, address := range []string{"https://oauth2.googleapis.com/revoke", "https://oauth2.googleapis.com/tokeninfo"} {
		huge := "token=" + strings.Repeat("a", 1<<20) + "&access_token=a"
		require.Equal(t, 400, do(t, s.Client(), http.MethodPost, address, huge, http.Header{"Content-Type": {formType}}).status)
	}
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, form).status)
}

// A code is worth one token, however many ask at the same time.
func TestOneCodeForMany(t *testing.T) {
	s := start(t, googletest.Config{})
	client := parseClient(t, s.ClientSecretJSON())
	redirect, got := listener(t)
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {code(t, s, redirect, got, authQuery(client.ID, redirect))},
		"client_id": {client.ID}, "client_secret": {client.Secret}, "redirect_uri": {redirect}, "code_verifier": {verifier},
	}
	var won, lost atomic.Int32
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			resp, err := s.Client().PostForm(tokenURL, form)
			if err != nil {
				return
			}
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				won.Add(1)
			} else {
				lost.Add(1)
			}
		})
	}
	wait.Wait()
	require.EqualValues(t, 1, won.Load())
	require.EqualValues(t, 15, lost.Load())
}

// Users sign in while the console changes under them: each either gets a code or
// sees an error page, and nobody waits for ever.
func TestSignInsWhileTheConsoleChanges(t *testing.T) {
	s := start(t, googletest.Config{})
	ann := s.AddAccount("ann@gmail.com")
	program := httptest.NewServer(http.NotFoundHandler())
	defer program.Close()
	console := s.Console("")
	var wait sync.WaitGroup
	for _, user := range []string{"owner@example.com", ann.Email(), "owner@example.com", ann.Email()} {
		wait.Go(func() {
			query := authQuery(s.ClientID(), program.URL)
			opener := s.Approve()
			opener.Account = user
			_ = opener.Open(t.Context(), authURL+"?"+query.Encode()) // any end is right
		})
	}
	wait.Go(func() {
		for _, audience := range []googletest.Audience{googletest.Testing, googletest.Internal, googletest.Production} {
			console.SetAudience(audience)
			console.DeleteClient()
			s.AddClient()
			ann.Issue("")
			ann.RevokeAccess("")
			_ = console.RestoreClient()
			s.SetDisabledAPI(audience == googletest.Internal)
		}
	})
	wait.Wait()
	require.Empty(t, s.Unexpected())
}

// A clock that jumps, back or far ahead, kills no more than it must.
func TestClockJumps(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Testing: true, Now: now.Now})
	client := parseClient(t, s.ClientSecretJSON())
	form := refreshForm(client, s.Issue())
	now.Advance(-48 * time.Hour)
	answer := postForm(t, s.Client(), tokenURL, form)
	require.Equal(t, 200, answer.status)
	require.InDelta(t, 604799+48*3600, answer.json["refresh_token_expires_in"], 0)
	info := postForm(t, s.Client(), "https://oauth2.googleapis.com/tokeninfo", url.Values{"access_token": {answer.json["access_token"].(string)}})
	require.Equal(t, "3599", info.json["expires_in"])
	now.Advance(9*24*time.Hour - 2*time.Second)
	require.InDelta(t, 1, postForm(t, s.Client(), tokenURL, form).json["refresh_token_expires_in"], 0)
	now.Advance(100 * 365 * 24 * time.Hour)
	requireRevoked(t, s, form)
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, refreshForm(client, s.Issue("openid"))).status)
}
