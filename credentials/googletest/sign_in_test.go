package googletest_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// attribute returns what stands in quotes after the first of text.
func attribute(t *testing.T, page reply, text string) string {
	t.Helper()
	_, rest, found := strings.Cut(page.body, text+`="`)
	require.True(t, found, "%s in %s", text, page.body)
	value, _, _ := strings.Cut(rest, `"`)
	return strings.ReplaceAll(value, "&amp;", "&")
}

// press sends the form of a page with one of its buttons and more fields.
func press(t *testing.T, client *http.Client, page reply, name, value string, more ...string) reply {
	t.Helper()
	target, err := page.url.Parse(attribute(t, page, "action"))
	require.NoError(t, err)
	form := url.Values{"part": {attribute(t, page, `name="part" value`)}, name: {value}}
	for i := 0; i < len(more); i += 2 {
		form.Add(more[i], more[i+1])
	}
	return postForm(t, client, target.String(), form)
}

func requirePage(t *testing.T, page reply, id string) {
	t.Helper()
	require.Equal(t, 200, page.status, page.body)
	require.Equal(t, id, attribute(t, page, "<main id"))
	require.Contains(t, page.header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Equal(t, "no-store", page.header.Get("Cache-Control"))
}

func TestSignInWithPlainForms(t *testing.T) {
	for name, local := range map[string]bool{"over the client": false, "in a browser": true} {
		t.Run(name, func(t *testing.T) {
			s := start(t, googletest.Config{})
			redirect, got := listener(t)
			address, client := authURL+"?"+authQuery(s.ClientID(), redirect).Encode(), s.Client()
			if local {
				address, client = s.LocalURL(address), &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			}
			accounts := do(t, client, http.MethodGet, address, "", nil)
			requirePage(t, accounts, "page-account")
			warning := press(t, client, accounts, "account", "owner@example.com")
			requirePage(t, warning, "page-unverified")
			require.Contains(t, warning.body, `<summary id="advanced">`)
			page := press(t, client, warning, "decision", "proceed")
			requirePage(t, page, "page-consent")
			require.Equal(t, 5, strings.Count(page.body, `type="checkbox"`))
			require.Equal(t, 5, strings.Count(page.body, `<label for="scope-`))
			require.Equal(t, 2, strings.Count(page.body, ` checked="checked"`), "identity only: Google ticks nothing else")

			answer := press(t, client, page, "decision", "allow", "scope", readScope)
			require.Equal(t, 200, answer.status)
			query := got()
			require.Equal(t, "s+t=a te", query.Get("state"))
			require.Equal(t, "openid https://www.googleapis.com/auth/userinfo.email "+readScope, query.Get("scope"))
			require.True(t, strings.HasPrefix(query.Get("code"), "4/"))
			require.Equal(t, "0", query.Get("authuser"))

			for _, earlier := range []reply{accounts, warning, page} {
				again := press(t, client, earlier, "decision", "allow", "account", "owner@example.com")
				require.Equal(t, 400, again.status, "the sign-in is over")
			}
			require.Nil(t, got())
			require.Empty(t, s.Unexpected())
		})
	}
}

// Nobody gets past a page by knowing the address of the next.
func TestPagesCannotBeSkipped(t *testing.T) {
	s := start(t, googletest.Config{})
	redirect, got := listener(t)
	const pages = "https://accounts.google.com/signin/oauth/"
	accounts := do(t, s.Client(), http.MethodGet, authURL+"?"+authQuery(s.ClientID(), redirect).Encode(), "", nil)
	part := attribute(t, accounts, `name="part" value`)
	form := url.Values{"part": {part}, "decision": {"allow"}, "scope": {readScope}}
	for _, path := range []string{"consent", "warning"} {
		requirePage(t, do(t, s.Client(), http.MethodGet, pages+path+"?part="+part, "", nil), "page-account")
		requirePage(t, postForm(t, s.Client(), pages+path, form), "page-account")
	}
	warning := press(t, s.Client(), accounts, "account", "owner@example.com")
	requirePage(t, do(t, s.Client(), http.MethodGet, pages+"consent?part="+part, "", nil), "page-unverified")
	requirePage(t, postForm(t, s.Client(), pages+"consent", form), "page-unverified")
	require.Nil(t, got())

	for name, answer := range map[string]reply{
		"no button":      press(t, s.Client(), warning, "decision", ""),
		"unknown button": press(t, s.Client(), warning, "decision", "allow"),
		"no account":     press(t, s.Client(), accounts, "account", ""),
		"other account":  press(t, s.Client(), accounts, "account", "else@example.com"),
		"unknown part":   postForm(t, s.Client(), pages+"consent", with(form, "part", "x")),
	} {
		require.Equal(t, 400, answer.status, name)
		require.Equal(t, "/signin/oauth/error", answer.url.Path, name)
	}
	page := press(t, s.Client(), warning, "decision", "proceed")
	require.Equal(t, 400, press(t, s.Client(), page, "decision", "allow", "scope", "profile").status, "a box that was not there")
	require.Nil(t, got())
	press(t, s.Client(), page, "decision", "allow")
	require.NotEmpty(t, got().Get("code"))
}

func TestWarnings(t *testing.T) {
	tests := map[string]struct {
		config googletest.Config
		scope  string
		page   string
	}{
		"in production": {googletest.Config{}, "openid " + readScope, "page-unverified"},
		"in testing":    {googletest.Config{Testing: true}, "openid " + readScope, "page-testing"},
		"internal":      {googletest.Config{Internal: true}, "openid " + readScope, "page-consent"},
		"identity only": {googletest.Config{}, "openid email", "page-consent"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t, test.config)
			redirect, got := listener(t)
			query := authQuery(s.ClientID(), redirect)
			query.Set("scope", test.scope)
			query.Set("login_hint", "OWNER@example.com")
			page := do(t, s.Client(), http.MethodGet, authURL+"?"+query.Encode(), "", nil)
			requirePage(t, page, test.page)
			if test.page == "page-consent" {
				return
			}
			press(t, s.Client(), page, "decision", "back")
			require.Equal(t, "access_denied", got().Get("error"))
		})
	}
}

func TestConfigsThatAreRefused(t *testing.T) {
	for want, config := range map[string]googletest.Config{
		"not both":                       {Testing: true, Internal: true},
		"missing port":                   {Listen: "127.0.0.1"},
		"not an address of this":         {Listen: "0.0.0.0:0"},
		"not an address of this machine": {Listen: ":0"},
		"cannot listen on 127.0.0.1:x":   {Listen: "127.0.0.1:x"},
	} {
		_, err := googletest.Start(config)
		require.ErrorContains(t, err, want)
	}
	s := start(t, googletest.Config{Listen: "[::1]:0"})
	require.Contains(t, s.LocalURL(discovery), "http://[::1]:")
	require.Equal(t, 200, do(t, s.Client(), http.MethodGet, discovery, "", nil).status)
}

// Google shows the boxes again only if it is asked to.
func TestPromptConsentShowsTheBoxesAgain(t *testing.T) {
	s := start(t, googletest.Config{})
	s.Issue(appendScope)
	for prompt, fixed := range map[string]int{"": 3, "consent": 2, "select_account": 3} {
		query := authQuery(s.ClientID(), "http://127.0.0.1:1/")
		query.Set("prompt", prompt)
		query.Set("login_hint", "owner@example.com")
		page := do(t, s.Client(), http.MethodGet, authURL+"?"+query.Encode(), "", nil)
		if prompt == "select_account" {
			page = press(t, s.Client(), page, "account", "owner@example.com")
		}
		page = press(t, s.Client(), page, "decision", "proceed")
		require.Equal(t, fixed, strings.Count(page.body, ` disabled="disabled"`), prompt)
	}
	redirect, got := listener(t)
	query := authQuery(s.ClientID(), redirect)
	query.Set("prompt", "none")
	require.NoError(t, s.Approve().Open(t.Context(), authURL+"?"+query.Encode()))
	require.Equal(t, "interaction_required", got().Get("error"))
}

func TestEmbeddedBrowserIsRefused(t *testing.T) {
	s := start(t, googletest.Config{})
	page := do(t, s.Client(), http.MethodGet, authURL+"?"+authQuery(s.ClientID(), "http://127.0.0.1:1/").Encode(), "",
		http.Header{"User-Agent": {"Mozilla/5.0 (Linux; Android 15; Pixel 8; wv) AppleWebKit/537.36"}})
	require.Equal(t, 403, page.status)
	require.Contains(t, page.body, ">disallowed_useragent<")
}

// Programs such as rclone show an address of their own, which leads to Google.
func TestOpenerFollowsAProgramsOwnPage(t *testing.T) {
	s := start(t, googletest.Config{})
	redirect, got := listener(t)
	program := httptest.NewServer(http.RedirectHandler(authURL+"?"+authQuery(s.ClientID(), redirect).Encode(), http.StatusTemporaryRedirect))
	defer program.Close()
	require.NoError(t, s.Approve().Open(t.Context(), program.URL+"/auth?state=x"))
	require.NotEmpty(t, got().Get("code"))
}
