package googletest_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

const authURL = "https://accounts.google.com/o/oauth2/v2/auth"

func authQuery(clientID, redirect string) url.Values {
	return url.Values{
		"client_id": {clientID}, "redirect_uri": {redirect}, "response_type": {"code"},
		"scope": {"openid email " + appendScope + " " + readScope + " " + editScope}, "state": {"s+t=a te"},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"}, "access_type": {"offline"},
	}
}

// listener is the program that waits for the redirect.
func listener(t *testing.T) (redirect string, got func() url.Values) {
	t.Helper()
	answers := make(chan url.Values, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		answers <- r.URL.Query()
	}))
	t.Cleanup(server.Close)
	return server.URL + "/callback", func() url.Values {
		select {
		case answer := <-answers:
			return answer
		default:
			return nil
		}
	}
}

func TestAuthorizationRequestsThatGoogleRefuses(t *testing.T) {
	s := start(t, googletest.Config{})
	web := parseClient(t, s.WebClientJSON())
	const loopback = "http://127.0.0.1:5000/"
	tests := map[string]struct {
		change map[string]string
		status int
		code   string
	}{
		"no client":              {map[string]string{"client_id": ""}, 400, "invalid_request"},
		"unknown client":         {map[string]string{"client_id": "1-x.apps.googleusercontent.com"}, 401, "invalid_client"},
		"client with newline":    {map[string]string{"client_id": s.ClientID() + "\n"}, 401, "invalid_client"},
		"web client":             {map[string]string{"client_id": web.ID}, 400, "redirect_uri_mismatch"},
		"no redirect":            {map[string]string{"redirect_uri": ""}, 400, "invalid_request"},
		"out of band":            {map[string]string{"redirect_uri": "urn:ietf:wg:oauth:2.0:oob"}, 400, "invalid_request"},
		"custom scheme":          {map[string]string{"redirect_uri": "com.example:/cb"}, 400, "invalid_request"},
		"other machine":          {map[string]string{"redirect_uri": "http://192.168.1.5:80/"}, 400, "redirect_uri_mismatch"},
		"loopback over https":    {map[string]string{"redirect_uri": "https://127.0.0.1:80/"}, 400, "redirect_uri_mismatch"},
		"loopback as a prefix":   {map[string]string{"redirect_uri": "http://127.0.0.1.example.com/"}, 400, "redirect_uri_mismatch"},
		"loopback as user":       {map[string]string{"redirect_uri": "http://127.0.0.1@example.com/"}, 400, "redirect_uri_mismatch"},
		"no response type":       {map[string]string{"response_type": ""}, 400, "invalid_request"},
		"token":                  {map[string]string{"response_type": "token"}, 400, "unsupported_response_type"},
		"no scope":               {map[string]string{"scope": " "}, 400, "invalid_request"},
		"unknown scope":          {map[string]string{"scope": "openid https://www.googleapis.com/auth/photos"}, 400, "invalid_scope"},
		"scope in capitals":      {map[string]string{"scope": "OPENID"}, 400, "invalid_scope"},
		"short challenge":        {map[string]string{"code_challenge": "abc"}, 400, "invalid_request"},
		"padded challenge":       {map[string]string{"code_challenge": challenge + "="}, 400, "invalid_request"},
		"long S256 challenge":    {map[string]string{"code_challenge": challenge + "A"}, 400, "invalid_request"},
		"unknown method":         {map[string]string{"code_challenge_method": "s256"}, 400, "invalid_request"},
		"method alone":           {map[string]string{"code_challenge": ""}, 400, "invalid_request"},
		"unknown access type":    {map[string]string{"access_type": "forever"}, 400, "invalid_request"},
		"unknown prompt":         {map[string]string{"prompt": "login"}, 400, "invalid_request"},
		"none with other prompt": {map[string]string{"prompt": "none consent"}, 400, "invalid_request"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			query := authQuery(s.ClientID(), loopback)
			for key, value := range test.change {
				query.Set(key, value)
				if value == "" {
					query.Del(key)
				}
			}
			page := do(t, s.Client(), http.MethodGet, authURL+"?"+query.Encode(), "", nil)
			require.Equal(t, test.status, page.status)
			require.Equal(t, "/signin/oauth/error", page.url.Path)
			require.Contains(t, page.body, ">"+test.code+"<")

			err := s.Approve().Open(t.Context(), authURL+"?"+query.Encode())
			var failure *googletest.PageError
			require.ErrorAs(t, err, &failure)
			require.Equal(t, test.code, failure.Code)
			require.Equal(t, test.status, failure.Status)
		})
	}
	t.Run("parameter twice", func(t *testing.T) {
		query := authQuery(s.ClientID(), loopback)
		query.Add("state", "x")
		page := do(t, s.Client(), http.MethodGet, authURL+"?"+query.Encode(), "", nil)
		require.Equal(t, 400, page.status)
	})
	require.Empty(t, s.Unexpected())
}

// The probe of a client without a user looks at the first redirect only.
func TestFirstRedirectTellsAGoodRequest(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	good := do(t, client, http.MethodGet, authURL+"?"+authQuery(s.ClientID(), "http://[::1]:1/").Encode(), "", nil)
	require.Equal(t, http.StatusFound, good.status)
	require.Contains(t, good.header.Get("Location"), "/v3/signin/identifier?")
	// Prefixes of answers that Google gave.
	bad := do(t, client, http.MethodGet, authURL+"?"+authQuery("1-x", "http://localhost:1/").Encode(), "", nil)
	require.Contains(t, bad.header.Get("Location"), "/signin/oauth/error?authError=Cg5pbnZhbGlkX2NsaWVudBIf")
	web := do(t, client, http.MethodGet, authURL+"?"+authQuery(parseClient(t, s.WebClientJSON()).ID, "http://localhost:1/").Encode(), "", nil)
	require.Contains(t, web.header.Get("Location"), "authError=ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2g")
	s.SetFault(googletest.FaultDeletedClient)
	deleted := do(t, client, http.MethodGet, authURL+"?"+authQuery(s.ClientID(), "http://localhost:1/").Encode(), "", nil)
	require.Contains(t, deleted.header.Get("Location"), "authError=Cg5kZWxldGVkX2NsaWVudBId")
}

func TestOpener(t *testing.T) {
	const identity = "openid https://www.googleapis.com/auth/userinfo.email"
	all := identity + " " + appendScope + " " + readScope + " " + editScope
	tests := map[string]struct {
		set   func(*googletest.Opener)
		scope string
		fails string
	}{
		"ticks all":      {func(*googletest.Opener) {}, all, ""},
		"ticks one":      {func(o *googletest.Opener) { o.Scopes = []string{appendScope, "email"} }, identity + " " + appendScope, ""},
		"ticks none":     {func(o *googletest.Opener) { o.Scopes = []string{} }, identity, ""},
		"denies":         {func(o *googletest.Opener) { o.Deny = true }, "", ""},
		"ticks no scope": {func(o *googletest.Opener) { o.Scopes = []string{"profile"} }, "", "no box"},
		"turns back":     {func(o *googletest.Opener) { o.Refuse = true }, "", ""},
		"is nobody":      {func(o *googletest.Opener) { o.Account = "nobody@example.com" }, "", "offers no account nobody@example.com"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t, googletest.Config{})
			redirect, got := listener(t)
			opener := s.Approve()
			test.set(opener)
			err := opener.Open(t.Context(), authURL+"?"+authQuery(s.ClientID(), redirect).Encode())
			if test.fails != "" {
				require.ErrorContains(t, err, test.fails)
				require.Nil(t, got())
				return
			}
			require.NoError(t, err)
			query := got()
			require.Equal(t, "s+t=a te", query.Get("state"))
			require.Equal(t, test.scope, query.Get("scope"))
			if test.scope == "" {
				require.Equal(t, "access_denied", query.Get("error"))
				require.False(t, query.Has("code"))
			}
		})
	}
}

func TestFaults(t *testing.T) {
	tests := map[googletest.Fault]struct {
		page, token int // status; 0: works
		code        string
	}{
		googletest.FaultNotTestUser:    {403, 0, "access_denied"},
		googletest.FaultOrgInternal:    {403, 403, "org_internal"},
		googletest.FaultAdminPolicy:    {400, 400, "admin_policy_enforced"},
		googletest.FaultDeletedClient:  {401, 401, "deleted_client"},
		googletest.FaultDisabledClient: {401, 401, "disabled_client"},
		googletest.FaultReauthenticate: {0, 400, "invalid_grant"},
		googletest.FaultRAPTRequired:   {0, 400, "invalid_grant"},
		googletest.FaultAppBlocked:     {403, 0, ""},
		googletest.FaultUnauthorized:   {0, 401, "invalid_client"},
		googletest.FaultUnavailable:    {503, 503, ""},
	}
	for fault, test := range tests {
		t.Run(string(fault), func(t *testing.T) {
			s := start(t, googletest.Config{})
			client := parseClient(t, s.ClientSecretJSON())
			tokens := s.Issue()
			s.SetFault(fault)
			query := authQuery(client.ID, "http://127.0.0.1:1/")
			query.Set("login_hint", "owner@example.com")
			page := do(t, s.Client(), http.MethodGet, authURL+"?"+query.Encode(), "", nil)
			require.Equal(t, max(test.page, 200), page.status)
			answer := postForm(t, s.Client(), tokenURL, refreshForm(client, tokens))
			require.Equal(t, max(test.token, 200), answer.status, answer.body)
			if test.token != 0 && test.code != "" {
				require.Equal(t, test.code, answer.json["error"])
			}
			if test.code == "invalid_grant" {
				require.Equal(t, string(fault), answer.json["error_subtype"])
				require.Equal(t, "reauth related error ("+string(fault)+")", answer.json["error_description"])
			}
			s.SetFault(googletest.FaultNone)
			require.Equal(t, 200, postForm(t, s.Client(), tokenURL, refreshForm(client, tokens)).status)
		})
	}
}

func refreshForm(client oauthClient, tokens googletest.Tokens) url.Values {
	return url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {tokens.RefreshToken.Reveal()},
		"client_id": {client.ID}, "client_secret": {client.Secret},
	}
}

// with returns a copy of form with pairs changed; an empty value deletes.
func with(form url.Values, pairs ...string) url.Values {
	out := maps.Clone(form)
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = []string{pairs[i+1]}
		if pairs[i+1] == "" {
			delete(out, pairs[i])
		}
	}
	return out
}

func code(t *testing.T, s *googletest.Server, redirect string, got func() url.Values, query url.Values) string {
	t.Helper()
	require.NoError(t, s.Approve().Open(t.Context(), fmt.Sprintf("%s?%s", authURL, query.Encode())), redirect)
	return got().Get("code")
}
