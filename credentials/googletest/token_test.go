package googletest_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

func TestCodeExchange(t *testing.T) {
	type wants struct {
		status            int
		code, description string
	}
	ok := wants{status: 200}
	tests := map[string]struct {
		change []string
		wait   time.Duration
		first  wants // then the right request is sent
		second wants
	}{
		"right":              {nil, 0, ok, wants{400, "invalid_grant", "Bad Request"}},
		"no secret":          {[]string{"client_secret", ""}, 0, wants{400, "invalid_request", "client_secret is missing."}, ok},
		"wrong secret":       {[]string{"client_secret", "GOCSPX-x"}, 0, wants{401, "invalid_client", "The provided client secret is invalid."}, ok},
		"unknown client":     {[]string{"client_id", "x"}, 0, wants{401, "invalid_client", "The OAuth client was not found."}, ok},
		"no client":          {[]string{"client_id", ""}, 0, wants{400, "invalid_request", "Could not determine client ID from request."}, ok},
		"no grant type":      {[]string{"grant_type", ""}, 0, wants{400, "invalid_request", "Required parameter is missing: grant_type"}, ok},
		"other grant type":   {[]string{"grant_type", "password"}, 0, wants{400, "unsupported_grant_type", "Invalid grant_type: password"}, ok},
		"encoded code":       {[]string{"code", "4%2F0Axyz"}, 0, wants{400, "invalid_grant", "Malformed auth code."}, ok},
		"probe":              {[]string{"code", "4/0-doctor"}, 0, wants{400, "invalid_grant", "Bad Request"}, ok},
		"no code":            {[]string{"code", ""}, 0, wants{400, "invalid_request", "Missing required parameter: code"}, ok},
		"other redirect":     {[]string{"redirect_uri", "http://127.0.0.1:1/"}, 0, wants{400, "redirect_uri_mismatch", "Bad Request"}, ok},
		"no verifier":        {[]string{"code_verifier", ""}, 0, wants{400, "invalid_grant", "Missing code verifier."}, ok},
		"wrong verifier":     {[]string{"code_verifier", strings.Repeat("a", 43)}, 0, wants{400, "invalid_grant", "Invalid code verifier."}, ok},
		"challenge as proof": {[]string{"code_verifier", challenge}, 0, wants{400, "invalid_grant", "Invalid code verifier."}, ok},
		"too late":           {nil, 11 * time.Minute, wants{400, "invalid_grant", "Bad Request"}, wants{400, "invalid_grant", "Bad Request"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			now := newClock()
			s := start(t, googletest.Config{Now: now.Now})
			client := parseClient(t, s.ClientSecretJSON())
			redirect, got := listener(t)
			form := url.Values{
				"grant_type": {"authorization_code"}, "code": {code(t, s, redirect, got, authQuery(client.ID, redirect))},
				"client_id": {client.ID}, "client_secret": {client.Secret}, "redirect_uri": {redirect}, "code_verifier": {verifier},
			}
			now.Advance(test.wait)
			for i, want := range []wants{test.first, test.second} {
				sent := form
				if i == 0 {
					sent = with(form, test.change...)
				}
				answer := postForm(t, s.Client(), tokenURL, sent)
				require.Equal(t, want.status, answer.status, answer.body)
				if want.status != 200 {
					require.Equal(t, want.code, answer.json["error"])
					require.Equal(t, want.description, answer.json["error_description"])
					continue
				}
				require.Equal(t, "Bearer", answer.json["token_type"])
				require.InDelta(t, 3599, answer.json["expires_in"], 0)
				require.NotEmpty(t, answer.json["refresh_token"])
				require.NotContains(t, answer.json, "refresh_token_expires_in")
				require.Equal(t, "owner@example.com", claims(t, answer.json["id_token"])["email"])
			}
		})
	}
}

func claims(t *testing.T, idToken any) map[string]any {
	t.Helper()
	parts := strings.Split(idToken.(string), ".")
	require.Len(t, parts, 3)
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	var out map[string]any
	require.NoError(t, json.Unmarshal(data, &out))
	return out
}

func TestRefresh(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now})
	client, web := parseClient(t, s.ClientSecretJSON()), parseClient(t, s.WebClientJSON())
	tokens := s.Issue()
	form := refreshForm(client, tokens)

	answer := postForm(t, s.Client(), tokenURL, form)
	require.Equal(t, 200, answer.status)
	require.NotContains(t, answer.json, "refresh_token")
	require.Contains(t, answer.json["scope"], appendScope)

	basic := with(form, "client_id", "", "client_secret", "")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, tokenURL, strings.NewReader(basic.Encode()))
	require.NoError(t, err)
	req.SetBasicAuth(url.QueryEscape(client.ID), url.QueryEscape(client.Secret))
	header := req.Header
	header.Set("Content-Type", "application/x-www-form-urlencoded")
	require.Equal(t, 200, do(t, s.Client(), http.MethodPost, tokenURL, basic.Encode(), header).status)

	for name, test := range map[string]struct {
		form              url.Values
		status            int
		code, description string
	}{
		"none":         {with(form, "refresh_token", ""), 400, "invalid_request", "Missing required parameter: refresh_token"},
		"not a token":  {with(form, "refresh_token", "1//x"), 400, "invalid_grant", "Bad Request"},
		"other client": {with(form, "client_id", web.ID, "client_secret", web.Secret), 401, "unauthorized_client", "Unauthorized"},
		"wider scope":  {with(form, "scope", "profile"), 400, "invalid_scope", "Some requested scopes were invalid."},
	} {
		answer := postForm(t, s.Client(), tokenURL, test.form)
		require.Equal(t, test.status, answer.status, name)
		require.Equal(t, test.code, answer.json["error"], name)
		require.Equal(t, test.description, answer.json["error_description"], name)
	}
	narrow := postForm(t, s.Client(), tokenURL, with(form, "scope", readScope))
	require.Equal(t, readScope, narrow.json["scope"])

	now.Advance(184 * 24 * time.Hour)
	requireRevoked(t, s, form) // six months without use
}

func requireRevoked(t *testing.T, s *googletest.Server, form url.Values) {
	t.Helper()
	answer := postForm(t, s.Client(), tokenURL, form)
	require.Equal(t, 400, answer.status, answer.body)
	require.Equal(t, "invalid_grant", answer.json["error"])
	require.Equal(t, "Token has been expired or revoked.", answer.json["error_description"])
}

func TestTestingEndsAfterSevenDays(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Testing: true, Now: now.Now})
	client := parseClient(t, s.ClientSecretJSON())
	form, identity := refreshForm(client, s.Issue()), refreshForm(client, s.Issue("openid", "email"))
	require.InDelta(t, 604799, postForm(t, s.Client(), tokenURL, form).json["refresh_token_expires_in"], 0)
	now.Advance(7*24*time.Hour - 2*time.Second)
	require.InDelta(t, 1, postForm(t, s.Client(), tokenURL, form).json["refresh_token_expires_in"], 0)
	now.Advance(time.Second)
	requireRevoked(t, s, form)
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, identity).status, "identity scopes are exempt")
}

func TestTheOldestOfAHundredRefreshTokensIsDropped(t *testing.T) {
	s := start(t, googletest.Config{})
	client := parseClient(t, s.ClientSecretJSON())
	first, second := refreshForm(client, s.Issue()), refreshForm(client, s.Issue())
	for range 98 {
		s.Issue()
	}
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, first).status)
	s.Issue()
	requireRevoked(t, s, first)
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, second).status)
}

func TestRevokeEndsTheProject(t *testing.T) {
	s := start(t, googletest.Config{})
	client := parseClient(t, s.ClientSecretJSON())
	tokens, other := s.Issue(), s.Issue()
	const revoke = "https://oauth2.googleapis.com/revoke"
	require.Equal(t, 400, postForm(t, s.Client(), revoke, url.Values{}).status)
	require.Equal(t, 400, postForm(t, s.Client(), revoke, url.Values{"token": {"x"}}).status)
	require.Equal(t, 200, postForm(t, s.Client(), revoke, url.Values{"token": {tokens.AccessToken.Reveal()}}).status)
	requireRevoked(t, s, refreshForm(client, tokens))
	requireRevoked(t, s, refreshForm(client, other))
	require.Equal(t, 400, postForm(t, s.Client(), revoke, url.Values{"token": {tokens.RefreshToken.Reveal()}}).status)

	again := s.Issue()
	s.RevokeAccess()
	requireRevoked(t, s, refreshForm(client, again))
}

func TestIdentityEndpoints(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now})
	tokens := s.Issue()
	const tokenInfo = "https://oauth2.googleapis.com/tokeninfo"
	info := postForm(t, s.Client(), tokenInfo, url.Values{"access_token": {tokens.AccessToken.Reveal()}})
	require.Equal(t, 200, info.status)
	require.Equal(t, s.ClientID(), info.json["aud"])
	require.Equal(t, "3599", info.json["expires_in"])
	require.Equal(t, "owner@example.com", info.json["email"])

	const userinfo = "https://openidconnect.googleapis.com/v1/userinfo"
	user := do(t, s.AuthorizedClient("openid", "email"), http.MethodGet, userinfo, "", nil)
	require.Equal(t, info.json["sub"], user.json["sub"])
	require.Equal(t, true, user.json["email_verified"])
	require.Equal(t, 401, do(t, s.AuthorizedClient(readScope), http.MethodGet, userinfo, "", nil).status)

	discovery := do(t, s.Client(), http.MethodGet, "https://accounts.google.com/.well-known/openid-configuration", "", nil)
	require.Equal(t, userinfo, discovery.json["userinfo_endpoint"])
	device := postForm(t, s.Client(), "https://oauth2.googleapis.com/device/code", url.Values{"client_id": {s.ClientID()}})
	require.Equal(t, "invalid_client", device.json["error"])

	idToken := postForm(t, s.Client(), tokenURL, refreshForm(parseClient(t, s.ClientSecretJSON()), tokens)).json["id_token"].(string)
	identity := do(t, s.Client(), http.MethodGet, tokenInfo+"?id_token="+idToken, "", nil)
	require.Equal(t, "owner@example.com", identity.json["email"])
	require.IsType(t, "", identity.json["exp"], "every number is a string")
	for scope, want := range map[string]bool{"openid": true, "email": true, "profile": true, readScope: false} {
		answer := postForm(t, s.Client(), tokenURL, refreshForm(parseClient(t, s.ClientSecretJSON()), s.Issue(scope)))
		require.Equal(t, want, answer.json["id_token"] != nil, scope)
	}
	forged := do(t, s.Client(), http.MethodGet, tokenInfo+"?id_token="+idToken+"x", "", nil)
	require.Equal(t, 400, forged.status)

	now.Advance(time.Hour)
	require.Equal(t, 400, do(t, s.Client(), http.MethodGet, tokenInfo+"?id_token="+idToken, "", nil).status)
	expired := postForm(t, s.Client(), tokenInfo, url.Values{"access_token": {tokens.AccessToken.Reveal()}})
	require.Equal(t, 400, expired.status)
	require.Equal(t, "invalid_token", expired.json["error"])
	require.Equal(t, now.Now().Format(http.TimeFormat), expired.header.Get("Date"))
}

func TestAccessTokenTTL(t *testing.T) {
	s := start(t, googletest.Config{})
	s.SetAccessTokenTTL(5 * time.Second)
	answer := postForm(t, s.Client(), tokenURL, refreshForm(parseClient(t, s.ClientSecretJSON()), s.Issue()))
	require.InDelta(t, 5, answer.json["expires_in"], 0)
}
