package googletest_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// Every refresh counts as use, so a daily sync keeps its token for ever.
func TestUseKeepsARefreshTokenAlive(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now})
	form := refreshForm(parseClient(t, s.ClientSecretJSON()), s.Issue())
	for range 5 {
		now.Advance(150 * 24 * time.Hour)
		require.Equal(t, 200, postForm(t, s.Client(), tokenURL, form).status)
	}
	now.Advance(184 * 24 * time.Hour)
	requireRevoked(t, s, form)
}

// The limit of live refresh tokens is per user and client, and drops refresh
// tokens only: who holds an access token goes on with it.
func TestTheLimitIsPerUserAndClient(t *testing.T) {
	s := start(t, googletest.Config{})
	client, other := parseClient(t, s.ClientSecretJSON()), parseClient(t, s.AddClient())
	ann := s.AddAccount("ann@gmail.com")
	first := s.Issue()
	hers, apart := ann.Issue(""), ann.Issue(other.ID)
	for range 100 {
		s.Issue()
	}
	requireRevoked(t, s, refreshForm(client, first))
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, refreshForm(client, hers)).status)
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, refreshForm(other, apart)).status)
	header := http.Header{"Authorization": {"Bearer " + first.AccessToken.Reveal()}}
	require.Equal(t, 200, do(t, s.Client(), http.MethodGet, library+"/v1/albums", "", header).status)
}

// A revocation ends all that the user gave to the clients of the project, and
// nothing of another project.
func TestRevocationEndsAllClientsOfTheProject(t *testing.T) {
	s := start(t, googletest.Config{})
	sister := parseClient(t, s.Console("").AddClient(googletest.DesktopApp))
	stranger := parseClient(t, s.AddClient())
	ann := s.AddAccount("ann@gmail.com")
	mine, theirs, far := ann.Issue(""), ann.Issue(sister.ID), ann.Issue(stranger.ID)
	answer := postForm(t, s.Client(), "https://oauth2.googleapis.com/revoke", url.Values{"token": {mine.RefreshToken.Reveal()}})
	require.Equal(t, 200, answer.status)
	require.JSONEq(t, `{}`, answer.body)
	requireRevoked(t, s, refreshForm(sister, theirs))
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, refreshForm(stranger, far)).status)
	header := http.Header{"Authorization": {"Bearer " + theirs.AccessToken.Reveal()}}
	require.Equal(t, 401, do(t, s.Client(), http.MethodGet, library+"/v1/albums", "", header).status)
}

func TestIdentityErrors(t *testing.T) {
	s := start(t, googletest.Config{})
	const revoke, info = "https://oauth2.googleapis.com/revoke", "https://oauth2.googleapis.com/tokeninfo"
	for name, test := range map[string]struct {
		address string
		form    url.Values
		body    string
	}{
		"revoke nothing":    {revoke, url.Values{}, `{"error":"invalid_request","error_description":"Missing required parameter: token"}`},
		"revoke unknown":    {revoke, url.Values{"token": {"1//x"}}, `{"error":"invalid_token","error_description":"Token expired or revoked"}`},
		"info of nothing":   {info, url.Values{}, `{"error":"invalid_token","error_description":"Invalid Value"}`},
		"info of unknown":   {info, url.Values{"access_token": {"ya29.x"}}, `{"error":"invalid_token","error_description":"Invalid Value"}`},
		"info of a refresh": {info, url.Values{"access_token": {s.Issue().RefreshToken.Reveal()}}, `{"error":"invalid_token","error_description":"Invalid Value"}`},
		"info of an id":     {info, url.Values{"id_token": {"a.b.c"}}, `{"error":"invalid_token","error_description":"Invalid Value"}`},
	} {
		answer := postForm(t, s.Client(), test.address, test.form)
		require.Equal(t, 400, answer.status, name)
		require.JSONEq(t, test.body, answer.body, name)
	}
	scopeless := postForm(t, s.Client(), info, url.Values{"access_token": {s.Issue(readScope).AccessToken.Reveal()}})
	require.NotContains(t, scopeless.json, "email")
	require.NotContains(t, scopeless.json, "sub")
}

// Front ends of Google answer with pages, on the token endpoint as well.
func TestTokenEndpointBehindABrokenFrontEnd(t *testing.T) {
	s := start(t, googletest.Config{})
	form := refreshForm(parseClient(t, s.ClientSecretJSON()), s.Issue())
	s.Script(googletest.Request{Host: "oauth2.googleapis.com", Path: "/token"}, googletest.ErrorPage(429), googletest.ErrorPage(502))
	for _, status := range []int{429, 502} {
		answer := postForm(t, s.Client(), tokenURL, form)
		require.Equal(t, status, answer.status)
		require.Contains(t, answer.header.Get("Content-Type"), "text/html")
	}
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, form).status)
	require.Zero(t, s.ScriptLeft())
}

// The redirect is compared byte by byte.
func TestRedirectsThatAreNearlyTheSame(t *testing.T) {
	s := start(t, googletest.Config{})
	client := parseClient(t, s.ClientSecretJSON())
	redirect, got := listener(t) // …/callback
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {code(t, s, redirect, got, authQuery(client.ID, redirect))},
		"client_id": {client.ID}, "client_secret": {client.Secret}, "code_verifier": {verifier},
	}
	for _, nearly := range []string{"", redirect + "/", redirect + "?", redirect + "#", redirect + " ", "HTTP" + redirect[4:], redirect[:len(redirect)-9]} {
		requireTokenError(t, s, with(form, "redirect_uri", nearly), 400, "redirect_uri_mismatch", "Bad Request")
	}
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, with(form, "redirect_uri", redirect)).status)
}
