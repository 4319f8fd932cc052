package googletest_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// tokenFuzz is a server with one code and one refresh token, which the inputs
// call by other names, since they are too long to be guessed.
type tokenFuzz struct {
	server   *googletest.Server
	client   oauthClient
	redirect string
	got      func() url.Values
	refresh  string
	code     string
}

func newTokenFuzz(f *testing.F) *tokenFuzz {
	f.Helper()
	answers := make(chan url.Values, 1)
	program := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { answers <- r.URL.Query() }))
	f.Cleanup(program.Close)
	s := googletest.NewServer(f, googletest.Config{})
	z := &tokenFuzz{server: s, redirect: program.URL, got: func() url.Values { return <-answers }, refresh: s.Issue().RefreshToken.Reveal()}
	secret, err := s.Console("").AddSecret()
	require.NoError(f, err)
	require.NoError(f, s.Console("").RemoveOldSecret())
	z.client = oauthClient{ID: s.ClientID(), Secret: secret.Reveal()}
	return z
}

func (z *tokenFuzz) names() *strings.Replacer {
	return strings.NewReplacer("ID", url.QueryEscape(z.client.ID), "SECRET", z.client.Secret, "TOKEN", url.QueryEscape(z.refresh),
		"CODE", url.QueryEscape(z.code), "REDIRECT", url.QueryEscape(z.redirect), "VERIFIER", verifier)
}

// right reports whether a form is one that Google may give a token for.
func (z *tokenFuzz) right(form url.Values) bool {
	for _, values := range form {
		if len(values) > 1 {
			return false
		}
	}
	if form.Get("client_id") != z.client.ID || form.Get("client_secret") != z.client.Secret {
		return false
	}
	switch form.Get("grant_type") {
	case "refresh_token":
		return form.Get("refresh_token") == z.refresh
	case "authorization_code":
		return form.Get("code") == z.code && form.Get("redirect_uri") == z.redirect && form.Get("code_verifier") == verifier
	}
	return false
}

func FuzzTokenForm(f *testing.F) {
	z := newTokenFuzz(f)
	for _, seed := range []string{
		"grant_type=authorization_code&code=CODE&client_id=ID&client_secret=SECRET&redirect_uri=REDIRECT&code_verifier=VERIFIER",
		"grant_type=refresh_token&refresh_token=TOKEN&client_id=ID&client_secret=SECRET",
		"grant_type=refresh_token&refresh_token=TOKEN&client_id=ID&client_secret=SECRET&scope=openid",
		"grant_type=refresh_token&refresh_token=CODE&client_id=ID&client_secret=SECRET",
		"grant_type=authorization_code&code=4/0-doctor&client_id=ID&client_secret=SECRET",
		"grant_type=refresh_token&refresh_token=TOKEN&client_id=ID&client_id=ID&client_secret=SECRET",
		"grant_type=refresh_token&refresh_token=TOKEN&client_id=ID", "", "%", "a;b", "=&=", "grant_type=password",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		if z.code == "" {
			query := url.Values{
				"client_id": {z.client.ID}, "redirect_uri": {z.redirect}, "response_type": {"code"}, "scope": {"openid"},
				"code_challenge": {challenge}, "code_challenge_method": {"S256"},
			}
			require.NoError(t, z.server.Approve().Open(t.Context(), authURL+"?"+query.Encode()))
			z.code = z.got().Get("code")
		}
		body = z.names().Replace(body)
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, tokenURL, strings.NewReader(body))
		req.RequestURI, req.URL.Scheme, req.URL.Host = "/token", "", ""
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		z.server.Serve(answer, req)
		form, err := url.ParseQuery(body)
		if answer.Code != http.StatusOK {
			require.NotContains(t, answer.Body.String(), "access_token")
			require.Contains(t, []int{400, 401}, answer.Code)
			return
		}
		require.NoError(t, err)
		require.True(t, z.right(form), body)
		if form.Get("grant_type") == "authorization_code" {
			z.code = ""
		}
	})
}

func FuzzAuthorizeQuery(f *testing.F) {
	s := googletest.NewServer(f, googletest.Config{})
	const rest = "&response_type=code&scope=openid+email"
	for _, seed := range []string{
		"client_id=ID&redirect_uri=http://127.0.0.1:1/" + rest,
		"client_id=ID&redirect_uri=http://[::1]/a?b=c" + rest + "&state=%0d%0aX:y&prompt=none",
		"client_id=ID&redirect_uri=http://localhost:1/" + rest + "&code_challenge=" + challenge + "&code_challenge_method=S256",
		"client_id=ID&redirect_uri=http://127.0.0.1@example.com/" + rest, "client_id=ID&redirect_uri=//127.0.0.1" + rest,
		"client_id=ID&redirect_uri=http:127.0.0.1" + rest, "client_id=ID&redirect_uri=http://127.0.0.1%5c.example.com/" + rest,
		"client_id=ID&redirect_uri=urn:ietf:wg:oauth:2.0:oob" + rest, "client_id=x", "", "%zz", "a;b",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://accounts.google.com/o/oauth2/v2/auth", nil)
		req.URL.Scheme, req.URL.Host, req.URL.RawQuery = "", "", strings.ReplaceAll(query, "ID", s.ClientID())
		answer := httptest.NewRecorder()
		s.Serve(answer, req)
		require.Equal(t, http.StatusFound, answer.Code)
		location, err := url.Parse(answer.Header().Get("Location"))
		require.NoError(t, err)
		require.Empty(t, location.Query().Get("code"))
		asked := req.URL.Query()
		switch location.Path {
		case "/signin/oauth/error":
			_, _, status, err := googletest.DecodePageError(location.Query().Get("authError"))
			require.NoError(t, err)
			require.GreaterOrEqual(t, status, 400)
			return
		case "/v3/signin/identifier":
		default:
			require.Equal(t, "none", asked.Get("prompt"), location)
			require.Equal(t, "interaction_required", location.Query().Get("error"))
		}
		require.Equal(t, s.ClientID(), asked.Get("client_id"))
		require.Equal(t, "code", asked.Get("response_type"))
		back, err := url.Parse(asked.Get("redirect_uri"))
		require.NoError(t, err)
		require.Equal(t, "http", back.Scheme)
		require.True(t, slices.Contains([]string{"127.0.0.1", "::1", "localhost"}, back.Hostname()), back)
	})
}

func FuzzPageError(f *testing.F) {
	f.Add("Cg5kZWxldGVkX2NsaWVudBIdVGhlIE9BdXRoIGNsaWVudCB3YXMgZGVsZXRlZC4gkQM=")
	f.Add("Cg5k")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		code, message, status, err := googletest.DecodePageError(text)
		if err != nil {
			return
		}
		again, said, number, err := googletest.DecodePageError(googletest.EncodePageError(code, message, status))
		require.NoError(t, err)
		require.Equal(t, []any{code, message, status}, []any{again, said, number})
	})
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(`<main id="page-consent"><form action="/x"><input name="part" value="p" type="hidden"/><button value="a">A</button></form>`))
	f.Add([]byte(`<a id="switch-account" href="&amp;">`))
	f.Add([]byte(`<strong id="account">ann@example.com</strong><!DOCTYPE`))
	f.Fuzz(func(_ *testing.T, page []byte) {
		_ = googletest.ParsePage(page) // any page may be broken, and no page may panic
	})
}

// Whatever is posted to the pages, a code comes only out of the account, the
// warning and the consent, answered in this order.
func FuzzSignIn(f *testing.F) {
	s := googletest.NewServer(f, googletest.Config{})
	const account, warning, consent = "/v3/signin/identifier", "/signin/oauth/warning", "/signin/oauth/consent"
	f.Add("part=PART&account=owner%40example.com", "part=PART&decision=proceed", "part=PART&decision=allow&scope="+url.QueryEscape(readScope))
	f.Add("part=PART&account=owner%40example.com", "part=PART&decision=back", "part=PART&decision=allow")
	f.Add("part=PART&account=", "part=PART&decision=proceed&decision=back", "part=PART&decision=allow&scope=openid")
	f.Add("", "%", "part=PART&part=x;")
	f.Fuzz(func(t *testing.T, first, second, third string) {
		send := func(method, path, query, body string) *url.URL {
			req := httptest.NewRequestWithContext(t.Context(), method, "https://accounts.google.com"+path, strings.NewReader(body))
			req.URL.Scheme, req.URL.Host, req.URL.RawQuery = "", "", query
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			answer := httptest.NewRecorder()
			s.Serve(answer, req)
			location, err := url.Parse(answer.Header().Get("Location"))
			require.NoError(t, err)
			return location
		}
		query := authQuery(s.ClientID(), "http://127.0.0.1:1/")
		part := send(http.MethodGet, "/o/oauth2/v2/auth", query.Encode(), "").Query().Get("part")
		var last *url.URL
		for i, body := range []string{first, second, third} {
			last = send(http.MethodPost, []string{account, warning, consent}[i], "", strings.ReplaceAll(body, "PART", part))
			if i < 2 {
				require.False(t, last.Query().Has("code"))
			}
		}
		if last.Query().Has("code") {
			for i, want := range []string{"owner@example.com", "proceed", "allow"} {
				form, err := url.ParseQuery([]string{first, second, third}[i])
				require.NoError(t, err)
				require.Equal(t, want, form.Get([]string{"account", "decision", "decision"}[i]))
			}
		}
	})
}
