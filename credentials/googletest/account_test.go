package googletest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

func TestAccounts(t *testing.T) {
	const denied, outside = "access_denied", "org_internal"
	tests := map[string]struct {
		config  googletest.Config
		hint    string
		prompt  string
		account string // that the user wants
		signsIn string // or fails
		fails   string
	}{
		"owner":               {signsIn: "owner@example.com"},
		"second":              {account: "second@gmail.com", signsIn: "second@gmail.com"},
		"hint":                {hint: "second@gmail.com", signsIn: "second@gmail.com"},
		"unknown hint":        {hint: "third@gmail.com", signsIn: "owner@example.com"},
		"other than the hint": {hint: "owner@example.com", account: "second@gmail.com", signsIn: "second@gmail.com"},
		"hint is asked for":   {hint: "second@gmail.com", prompt: "select_account", signsIn: "owner@example.com"},
		"not a tester":        {config: googletest.Config{Testing: true}, hint: "second@gmail.com", fails: denied},
		"not a tester chosen": {config: googletest.Config{Testing: true}, account: "second@gmail.com", fails: denied},
		"tester":              {config: googletest.Config{Testing: true}, signsIn: "owner@example.com"},
		"outside":             {config: googletest.Config{Internal: true}, account: "second@gmail.com", fails: outside},
		"inside":              {config: googletest.Config{Internal: true}, account: "colleague@example.com", signsIn: "colleague@example.com"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := start(t, test.config)
			s.AddAccount("second@gmail.com")
			s.AddAccount("colleague@example.com")
			redirect, got := listener(t)
			query := authQuery(s.ClientID(), redirect)
			query.Set("login_hint", test.hint)
			query.Set("prompt", test.prompt)
			opener := s.Approve()
			opener.Account = test.account
			err := opener.Open(t.Context(), authURL+"?"+query.Encode())
			if test.fails != "" {
				var failure *googletest.PageError
				require.ErrorAs(t, err, &failure)
				require.Equal(t, test.fails, failure.Code)
				require.Equal(t, 403, failure.Status)
				require.Nil(t, got())
				return
			}
			require.NoError(t, err)
			client := parseClient(t, s.ClientSecretJSON())
			answer := postForm(t, s.Client(), tokenURL, url.Values{
				"grant_type": {"authorization_code"}, "code": {got().Get("code")}, "client_id": {client.ID},
				"client_secret": {client.Secret}, "redirect_uri": {redirect}, "code_verifier": {verifier},
			})
			require.Equal(t, test.signsIn, claims(t, answer.json["id_token"])["email"])
		})
	}
}

// One user's revocation leaves the other's tokens alone, and each allows for
// themselves.
func TestAccountsAreApart(t *testing.T) {
	s := start(t, googletest.Config{})
	second := s.AddAccount("second@gmail.com")
	require.Equal(t, "second@gmail.com", second.Email())
	client := parseClient(t, s.ClientSecretJSON())
	first, other := refreshForm(client, s.Issue()), refreshForm(client, second.Issue(""))
	s.RevokeAccess()
	requireRevoked(t, s, first)
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, other).status)
	second.RevokeAccess(s.ClientID())
	requireRevoked(t, s, other)

	require.Panics(t, func() { s.AddAccount("Second@gmail.com") })
	require.Panics(t, func() { s.AddAccount("nobody") })
	require.Panics(t, func() { second.Issue("1-x") })
}

// Every user has a library of their own, with and without the picker.
func TestAccountsHaveLibrariesOfTheirOwn(t *testing.T) {
	s := start(t, googletest.Config{})
	ann := s.AddAccount("ann@gmail.com")
	const pickScope, sessions = "https://www.googleapis.com/auth/photospicker.mediaitems.readonly", "https://photospicker.googleapis.com/v1/sessions"
	header := func(user *googletest.Account, scopes ...string) http.Header {
		tokens := s.Issue(scopes...)
		if user != nil {
			tokens = user.Issue("", scopes...)
		}
		return http.Header{"Authorization": {"Bearer " + tokens.AccessToken.Reveal()}}
	}
	mine := s.AddPhoto(googletest.Photo{Filename: "mine.jpg"})
	hers := s.AddPhoto(googletest.Photo{Filename: "hers.jpg", ClientID: ann.ClientID("")})
	for _, test := range []struct {
		user        *googletest.Account
		sees, email string
		own, other  googletest.Item
	}{
		{nil, "mine.jpg", "owner@example.com", mine, hers},
		{ann, "hers.jpg", "ann@gmail.com", hers, mine},
	} {
		list := do(t, s.Client(), http.MethodGet, library+"/v1/mediaItems", "", header(test.user))
		require.Len(t, list.json["mediaItems"], 1)
		require.Contains(t, list.body, test.sees)
		require.Equal(t, 404, do(t, s.Client(), http.MethodGet, library+"/v1/mediaItems/"+test.other.ID, "", header(test.user)).status)
		album := do(t, s.Client(), http.MethodPost, library+"/v1/albums", `{"album":{"title":"Trip"}}`, header(test.user))
		require.Equal(t, 200, album.status, album.body)
		albums := do(t, s.Client(), http.MethodGet, library+"/v1/albums", "", header(test.user))
		require.Len(t, albums.json["albums"], 1)

		picking := header(test.user, pickScope)
		session := do(t, s.Client(), http.MethodPost, sessions, "", picking)
		address := session.json["pickerUri"].(string)
		page := do(t, s.Client(), http.MethodGet, address, "", nil)
		require.Contains(t, page.body, test.email)
		require.Equal(t, 1, strings.Count(page.body, `type="checkbox"`))
		require.Equal(t, 404, do(t, s.Client(), http.MethodGet, address+"/small/"+test.other.ID, "", nil).status)
		require.Error(t, s.Pick(address, test.other.ID))
		require.NoError(t, s.Pick(address, test.own.ID))
		picked := do(t, s.Client(), http.MethodGet, "https://photospicker.googleapis.com/v1/mediaItems?sessionId="+session.json["id"].(string), "", picking)
		require.Contains(t, picked.body, test.sees)
		file := picked.json["mediaItems"].([]any)[0].(map[string]any)["mediaFile"].(map[string]any)["baseUrl"].(string)
		require.Equal(t, 200, do(t, s.Client(), http.MethodGet, file+"=d", "", picking).status)
	}
	page := do(t, s.Client(), http.MethodGet, authURL+"?"+authQuery(ann.ClientID(""), "http://127.0.0.1:1/").Encode(), "", nil)
	require.Equal(t, 401, page.status, "nobody can sign in with what stands for a client")
	require.Panics(t, func() { s.Console(ann.ClientID("")) })
}
