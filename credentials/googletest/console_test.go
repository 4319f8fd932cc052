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

func requireTokenError(t *testing.T, s *googletest.Server, form url.Values, status int, code, description string) {
	t.Helper()
	answer := postForm(t, s.Client(), tokenURL, form)
	require.Equal(t, status, answer.status, answer.body)
	require.Equal(t, code, answer.json["error"])
	require.Equal(t, description, answer.json["error_description"])
}

// Publishing does not save the tokens that were made in Testing, and the way back
// does not kill those that were not.
func TestPublishingChangesOnlyNewGrants(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Testing: true, Now: now.Now})
	client := parseClient(t, s.ClientSecretJSON())
	before := refreshForm(client, s.Issue())
	console := s.Console("")
	console.SetAudience(googletest.Production)
	published := refreshForm(client, s.Issue())
	require.Contains(t, postForm(t, s.Client(), tokenURL, before).json, "refresh_token_expires_in")
	require.NotContains(t, postForm(t, s.Client(), tokenURL, published).json, "refresh_token_expires_in")
	console.SetAudience(googletest.Testing)
	now.Advance(8 * 24 * time.Hour)
	requireRevoked(t, s, before)
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, published).status)
	require.Panics(t, func() { console.SetAudience("published") })
}

func TestExchangeInTestingTellsTheEnd(t *testing.T) {
	s := start(t, googletest.Config{Testing: true})
	client := parseClient(t, s.ClientSecretJSON())
	redirect, got := listener(t)
	query := authQuery(client.ID, redirect)
	query.Set("nonce", "n-0S6_WzA2Mj")
	query.Set("scope", "openid email profile "+readScope)
	answer := postForm(t, s.Client(), tokenURL, url.Values{
		"grant_type": {"authorization_code"}, "code": {code(t, s, redirect, got, query)}, "client_id": {client.ID},
		"client_secret": {client.Secret}, "redirect_uri": {redirect}, "code_verifier": {verifier},
	})
	require.InDelta(t, 604799, answer.json["refresh_token_expires_in"], 1)
	claimed := claims(t, answer.json["id_token"])
	require.Equal(t, "n-0S6_WzA2Mj", claimed["nonce"])
	require.Equal(t, "owner", claimed["name"])
	require.Equal(t, client.ID, claimed["aud"])
	require.Equal(t, "https://accounts.google.com", claimed["iss"])
}

func TestInternalAppRefusesOutsiders(t *testing.T) {
	s := start(t, googletest.Config{})
	client := parseClient(t, s.ClientSecretJSON())
	outsider, insider := refreshForm(client, s.AddAccount("ann@gmail.com").Issue("")), refreshForm(client, s.Issue())
	s.Console("").SetAudience(googletest.Internal)
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, insider).status)
	answer := postForm(t, s.Client(), tokenURL, outsider)
	require.Equal(t, 403, answer.status)
	require.Equal(t, "org_internal", answer.json["error"])
}

func TestTestUsers(t *testing.T) {
	s := start(t, googletest.Config{Testing: true})
	s.AddAccount("ann@gmail.com")
	redirect, got := listener(t)
	query := authQuery(s.ClientID(), redirect)
	query.Set("login_hint", "ann@gmail.com")
	require.Error(t, s.Approve().Open(t.Context(), authURL+"?"+query.Encode()))
	console := s.Console("")
	require.NoError(t, console.AddTestUser("Ann@gmail.com"))
	require.NoError(t, console.AddTestUser("ann@gmail.com"), "she has her place")
	require.NoError(t, s.Approve().Open(t.Context(), authURL+"?"+query.Encode()))
	require.NotEmpty(t, got().Get("code"))
	for i := range 98 {
		require.NoError(t, console.AddTestUser(fmt.Sprintf("user-%d@gmail.com", i)))
	}
	require.ErrorContains(t, console.AddTestUser("last@gmail.com"), "at most 100")
}

func TestSecretsRotate(t *testing.T) {
	s := start(t, googletest.Config{})
	console := s.Console("")
	client := parseClient(t, s.ClientSecretJSON())
	form := refreshForm(client, s.Issue())
	require.ErrorContains(t, console.RemoveOldSecret(), "AddSecret first")
	secret, err := console.AddSecret()
	require.NoError(t, err)
	require.Equal(t, secret.Reveal(), parseClient(t, console.ClientJSON()).Secret)
	_, err = console.AddSecret()
	require.ErrorContains(t, err, "at most 2")
	rotated := with(form, "client_secret", secret.Reveal())
	for _, both := range []url.Values{form, rotated} {
		require.Equal(t, 200, postForm(t, s.Client(), tokenURL, both).status)
	}
	require.NoError(t, console.RemoveOldSecret())
	requireTokenError(t, s, form, 401, "invalid_client", "The provided client secret is invalid.")
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, rotated).status)
}

func TestDeletedClientComesBackWithItsTokens(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now})
	console := s.Console(s.ClientID())
	form := refreshForm(parseClient(t, s.ClientSecretJSON()), s.Issue())
	require.NoError(t, console.RestoreClient(), "it is there")
	console.DeleteClient()
	requireTokenError(t, s, form, 401, "deleted_client", "The OAuth client was deleted.")
	requireTokenError(t, s, with(form, "client_secret", "x"), 401, "deleted_client", "The OAuth client was deleted.")
	page := do(t, s.Client(), http.MethodGet, authURL+"?"+authQuery(s.ClientID(), "http://127.0.0.1:1/").Encode(), "", nil)
	require.Equal(t, 401, page.status)
	require.Contains(t, page.body, ">deleted_client<")
	now.Advance(29 * 24 * time.Hour)
	console.DeleteClient()
	require.NoError(t, console.RestoreClient())
	require.Equal(t, 200, postForm(t, s.Client(), tokenURL, form).status)
	console.DeleteClient()
	now.Advance(31 * 24 * time.Hour)
	require.ErrorContains(t, console.RestoreClient(), "30 days")
	require.Panics(t, func() { s.Console("1-x") })
}

func TestClientsOfOtherTypes(t *testing.T) {
	s := start(t, googletest.Config{})
	console := s.Console(parseClient(t, s.AddClient()).ID)
	require.NotEqual(t, s.ClientID(), console.ClientID())
	require.Panics(t, func() { console.AddClient("Android") })
	const device = "https://oauth2.googleapis.com/device/code"
	for kind, test := range map[googletest.ClientType]struct {
		key    string
		status int
		device string
	}{
		googletest.DesktopApp:     {"installed", 200, "invalid_client"},
		googletest.WebApplication: {"web", 400, "invalid_client"},
		googletest.TVDevice:       {"installed", 400, "invalid_scope"},
	} {
		file := console.AddClient(kind)
		require.True(t, strings.HasPrefix(string(file), `{"`+test.key+`"`), string(file))
		client := parseClient(t, file)
		require.Equal(t, strings.Split(console.ClientID(), "-")[0], strings.Split(client.ID, "-")[0], "the same project")
		page := do(t, s.Client(), http.MethodGet, authURL+"?"+authQuery(client.ID, "http://127.0.0.1:1/").Encode(), "", nil)
		require.Equal(t, test.status, page.status, kind)
		answer := postForm(t, s.Client(), device, url.Values{"client_id": {client.ID}, "scope": {"email " + readScope}})
		require.Equal(t, test.device, answer.json["error"], kind)
	}
	require.Empty(t, s.Unexpected())
	tv := parseClient(t, console.AddClient(googletest.TVDevice))
	require.Equal(t, 404, postForm(t, s.Client(), device, url.Values{"client_id": {tv.ID}, "scope": {"email"}}).status)
	require.Equal(t, []string{"POST oauth2.googleapis.com/device/code"}, s.Unexpected(), "the flow itself is not played")
}

// An API is on in one project, off in the other, and some time late.
func TestAPIsArePerProjectAndPropagate(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{DisabledAPI: true, DisabledPickerAPI: true, Propagation: 5 * time.Minute, Now: now.Now})
	other := s.Console(parseClient(t, s.AddClient()).ID)
	mine := s.Console("")
	ann := s.AddAccount("ann@gmail.com")
	reason := func(clientID string) string {
		header := http.Header{"Authorization": {"Bearer " + ann.Issue(clientID).AccessToken.Reveal()}}
		answer := do(t, s.Client(), http.MethodGet, library+"/v1/albums", "", header)
		if answer.status == 200 {
			return ""
		}
		_, reason := answer.rpcError(t)
		return reason
	}
	mine.SetAPI("photoslibrary.googleapis.com", true)
	now.Advance(4 * time.Minute)
	mine.SetAPI("photoslibrary.googleapis.com", true)
	require.Equal(t, "SERVICE_DISABLED", reason(""), "not yet")
	now.Advance(time.Minute)
	require.Empty(t, reason(""))
	require.Equal(t, "SERVICE_DISABLED", reason(other.ClientID()))
	s.SetDisabledAPI(false)
	now.Advance(5 * time.Minute)
	require.Empty(t, reason(other.ClientID()))
	require.Empty(t, reason(parseClient(t, s.AddClient()).ID), "a new project is as the others are")
	mine.SetAPI("photoslibrary.googleapis.com", false)
	require.Equal(t, "SERVICE_DISABLED", reason(""), "off at once")
	require.Panics(t, func() { mine.SetAPI("photoslibrary", true) })
}
