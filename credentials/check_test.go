package credentials_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// signIn gets a grant from the fake Google the way a program does.
func signIn(t *testing.T, server *googletest.Server, clock func() time.Time) (credentials.Client, *credentials.Grant) {
	t.Helper()
	client, err := credentials.ParseClient(server.ClientSecretJSON())
	require.NoError(t, err)
	grant, err := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{
		Opener: server.Approve(), HTTP: server.Client(), Now: clock,
	})
	require.NoError(t, err)
	return client, grant
}

// statuses is a report in short.
func statuses(report credentials.Report) map[string]credentials.Status {
	got := map[string]credentials.Status{}
	for _, check := range report.Checks {
		got[check.ID] = check.Status
	}
	return got
}

func result(t *testing.T, report credentials.Report, id string) credentials.CheckResult {
	t.Helper()
	check, ok := report.Check(id)
	require.True(t, ok, id)
	return check
}

func TestCheckHealthy(t *testing.T) {
	for name, test := range map[string]struct {
		photos   int
		config   googletest.Config
		evidence string
		status   credentials.Status
		requests int
	}{
		"no photos":   {0, googletest.Config{}, "none: a pull would copy nothing", credentials.StatusWarn, 3},
		"one photo":   {1, googletest.Config{}, "1 item", credentials.StatusOK, 4},
		"some photos": {12, googletest.Config{}, "12 items", credentials.StatusOK, 4},
		"a full page": {100, googletest.Config{}, "100 items", credentials.StatusOK, 4},
		"more":        {101, googletest.Config{}, "100 or more", credentials.StatusOK, 4},
		"empty page":  {3, googletest.Config{SparsePages: true}, "3 items", credentials.StatusOK, 5},
	} {
		t.Run(name, func(t *testing.T) {
			server := googletest.NewServer(t, test.config)
			for range test.photos {
				server.AddPhoto(googletest.Photo{})
			}
			client, grant := signIn(t, server, nil)
			before := len(server.Requests())
			report := credentials.Check(t.Context(), client, grant, credentials.CheckOptions{HTTP: server.Client()})
			require.True(t, report.OK(), report.String())
			visible := result(t, report, credentials.CheckVisible)
			require.Equal(t, test.status, visible.Status)
			require.Equal(t, test.evidence, visible.Evidence)
			require.Equal(t, min(test.photos, 100), report.VisibleItems)
			require.Equal(t, test.photos > 100, report.MoreItems)
			require.Len(t, server.Requests()[before:], test.requests)

			require.Equal(t, "owner@example.com", report.Grant.Account)
			require.Equal(t, grant.RefreshToken, report.Grant.RefreshToken)
			require.NotEqual(t, grant.AccessToken.Reveal(), report.Grant.AccessToken.Reveal())
			asJSON, err := json.Marshal(report)
			require.NoError(t, err)
			for _, text := range []string{string(asJSON), report.String()} {
				require.NotContains(t, text, grant.RefreshToken.Reveal())
				require.NotContains(t, text, report.Grant.AccessToken.Reveal())
				require.NotContains(t, text, client.Secret.Reveal())
			}
		})
	}
}

func TestCheckLifetime(t *testing.T) {
	const days = 24 * time.Hour
	for name, test := range map[string]struct {
		testing bool
		after   time.Duration
		status  credentials.Status
		says    string
	}{
		"testing":            {true, 0, credentials.StatusWarn, "29 November 2026"},
		"testing, later":     {true, 5 * days, credentials.StatusWarn, "29 November 2026"},
		"production":         {false, 0, credentials.StatusUnknown, "no end"},
		"production, old":    {false, 30 * days, credentials.StatusOK, "30 days"},
		"production, a week": {false, 7 * days, credentials.StatusUnknown, "no end"},
	} {
		t.Run(name, func(t *testing.T) {
			clock := now
			server := googletest.NewServer(t, googletest.Config{Testing: test.testing, Now: func() time.Time { return clock }})
			client, grant := signIn(t, server, func() time.Time { return clock })
			clock = clock.Add(test.after)
			report := credentials.Check(t.Context(), client, grant, credentials.CheckOptions{
				HTTP: server.Client(), Now: func() time.Time { return clock },
			})
			require.True(t, report.OK(), report.String())
			lifetime := result(t, report, credentials.CheckLifetime)
			require.Equal(t, test.status, lifetime.Status)
			require.Contains(t, lifetime.Evidence, test.says)
			if test.status != credentials.StatusOK {
				require.Contains(t, lifetime.Link, "/auth/audience?project=")
			}
		})
	}
}

func TestCheckDeadGrant(t *testing.T) {
	for name, test := range map[string]struct {
		testing bool
		after   time.Duration
		forget  bool
		says    string
	}{
		"testing, a week on":              {testing: true, after: 8 * 24 * time.Hour, says: "limited it to 29 November 2026"},
		"testing, Google had not said so": {testing: true, after: 7 * 24 * time.Hour, forget: true, says: "7 days old"},
		"revoked":                         {says: "the grant has ended or was revoked"},
	} {
		t.Run(name, func(t *testing.T) {
			clock := now
			server := googletest.NewServer(t, googletest.Config{Testing: test.testing, Now: func() time.Time { return clock }})
			client, grant := signIn(t, server, func() time.Time { return clock })
			if test.forget {
				grant.RefreshExpiry = time.Time{}
			}
			clock = clock.Add(test.after)
			if test.after == 0 {
				server.RevokeAccess()
			}
			report := credentials.Check(t.Context(), client, grant, credentials.CheckOptions{
				HTTP: server.Client(), Now: func() time.Time { return clock },
			})
			require.False(t, report.OK())
			refresh := result(t, report, credentials.CheckRefresh)
			require.Equal(t, credentials.StatusFail, refresh.Status)
			require.Contains(t, refresh.Evidence, test.says)
			require.Contains(t, refresh.Remedy, "Publish app")
			require.Equal(t, credentials.StatusSkipped, result(t, report, credentials.CheckAPI).Status)
			require.Equal(t, grant, report.Grant)
		})
	}
}

func TestCheckScopes(t *testing.T) {
	server := googletest.NewServer(t, googletest.Config{})
	client, err := credentials.ParseClient(server.ClientSecretJSON())
	require.NoError(t, err)
	opener := server.Approve()
	opener.Scopes = []string{credentials.DefaultScopes()[0]}
	_, err = credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{Opener: opener, HTTP: server.Client()})
	var partial *credentials.ScopeError
	require.ErrorAs(t, err, &partial)
	require.Equal(t, credentials.DefaultScopes()[1:3], partial.Missing)

	report := credentials.Check(t.Context(), client, partial.Grant, credentials.CheckOptions{HTTP: server.Client()})
	require.False(t, report.OK())
	scopes := result(t, report, credentials.CheckScopes)
	require.Equal(t, credentials.StatusFail, scopes.Status)
	require.Contains(t, scopes.Evidence, "photoslibrary.readonly.appcreateddata")
	require.Equal(t, credentials.CheckScopes, result(t, report, credentials.CheckAPI).Because)
	require.True(t, report.Reauthorize)
}

func TestCheckDisabledAPI(t *testing.T) {
	server := googletest.NewServer(t, googletest.Config{DisabledAPI: true})
	client, grant := signIn(t, server, nil)
	report := credentials.Check(t.Context(), client, grant, credentials.CheckOptions{HTTP: server.Client()})
	api := result(t, report, credentials.CheckAPI)
	require.Equal(t, credentials.StatusFail, api.Status)
	require.Contains(t, api.Link, "https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=")
	require.NotContains(t, api.Evidence, "Google names project")

	server.SetDisabledAPI(false)
	require.True(t, credentials.Check(t.Context(), client, grant, credentials.CheckOptions{HTTP: server.Client()}).OK())
}

// What is wrong in the client is found without a request.
func TestCheckSendsNothingForABrokenClient(t *testing.T) {
	never := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		t.Errorf("a request was sent to %s", r.URL.Host)
		return nil, http.ErrHandlerTimeout
	})}
	for name, test := range map[string]struct {
		change    func(*credentials.Client)
		id, says  string
		otherwise credentials.Status
	}{
		"no id":            {func(c *credentials.Client) { c.ID = "" }, credentials.CheckClient, "ParseClient", ""},
		"no secret":        {func(c *credentials.Client) { c.Secret = credentials.Secret{} }, credentials.CheckClient, "Add secret", ""},
		"line end in id":   {func(c *credentials.Client) { c.ID += "\n" }, credentials.CheckClient, "copy the id again", ""},
		"quoted secret":    {func(c *credentials.Client) { c.Secret = credentials.NewSecret(`"` + clientSecret + `"`) }, credentials.CheckClient, "copy the secret again", ""},
		"foreign endpoint": {func(c *credentials.Client) { c.TokenURI = "https://evil.example" }, credentials.CheckEndpoints, "do not use", ""},
	} {
		t.Run(name, func(t *testing.T) {
			client := desktopClient()
			test.change(&client)
			for _, grant := range []*credentials.Grant{nil, newGrant()} {
				report := credentials.Check(t.Context(), client, grant, credentials.CheckOptions{HTTP: never})
				require.False(t, report.OK())
				check := result(t, report, test.id)
				require.Equal(t, credentials.StatusFail, check.Status)
				require.Contains(t, check.Remedy, test.says)
				require.Equal(t, test.id, result(t, report, credentials.CheckVisible).Because)
				require.Equal(t, test.id, result(t, report, credentials.CheckRefresh).Because)
				requireNoSecret(t, report.String())
			}
		})
	}
}

// flat is the report as text without its line breaks.
func flat(report credentials.Report) string {
	return strings.Join(strings.Fields(report.String()), " ")
}

// library answers the refresh well and everything else as told.
func library(status int, body string) *http.Client {
	return &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "oauth2.googleapis.com" {
			return jsonResponse(200, tokens(credentials.DefaultScopes()...)), nil
		}
		if status == 0 {
			return nil, errors.New("no route to host")
		}
		return jsonResponse(status, body), nil
	})}
}

func TestCheckAnswersOfGoogle(t *testing.T) {
	ids := func(api, visible credentials.Status) map[string]credentials.Status {
		return map[string]credentials.Status{credentials.CheckAPI: api, credentials.CheckVisible: visible}
	}
	for name, test := range map[string]struct {
		http *http.Client
		want map[string]credentials.Status
		says string
		ok   bool
	}{
		"endless empty pages": {
			library(200, `{"nextPageToken":"again"}`), ids(credentials.StatusOK, credentials.StatusUnknown), "only empty pages", true,
		},
		"daily quota": {
			library(429, `{"error":{"code":429,"message":"Quota exceeded, limit 'All requests per day'","status":"RESOURCE_EXHAUSTED"}}`),
			map[string]credentials.Status{credentials.CheckAPI: credentials.StatusOK, credentials.CheckQuota: credentials.StatusWarn, credentials.CheckVisible: credentials.StatusSkipped},
			"used up", true,
		},
		"rate limit": {
			library(429, `{"error":{"code":429,"message":"too fast","status":"RESOURCE_EXHAUSTED"}}`),
			map[string]credentials.Status{credentials.CheckAPI: credentials.StatusOK, credentials.CheckQuota: credentials.StatusWarn, credentials.CheckVisible: credentials.StatusSkipped},
			"last minute", true,
		},
		"token refused": {
			library(401, `{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED"}}`),
			ids(credentials.StatusFail, credentials.StatusSkipped), "just issued", false,
		},
		"outage":             {library(503, "<html>"), ids(credentials.StatusUnknown, credentials.StatusSkipped), "try again later", false},
		"outage that echoes": {library(500, `{"error":{"code":500,"message":"`+accessToken+`"}}`), ids(credentials.StatusUnknown, credentials.StatusSkipped), "[redacted]", false},
		"no network":         {library(0, ""), ids(credentials.StatusSkipped, credentials.StatusSkipped), "no route", false},
		"disabled, elsewhere": {
			library(403, `{"error":{"code":403,"message":"x","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED",`+
				`"metadata":{"consumer":"projects/99","activationUrl":"https://evil.example/"}}]}}`),
			ids(credentials.StatusFail, credentials.StatusSkipped), "Google names 99, the client id 742138104895", false,
		},
		"no network for the refresh": {
			&http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, errors.New("no route to host") })},
			map[string]credentials.Status{credentials.CheckNetwork: credentials.StatusFail, credentials.CheckRefresh: credentials.StatusSkipped, credentials.CheckAPI: credentials.StatusSkipped},
			"no route", false,
		},
		"outage of the token endpoint": {
			answering(503, "<html>"),
			map[string]credentials.Status{credentials.CheckRefresh: credentials.StatusUnknown},
			"try again later", false,
		},
		"secret wrong": {
			answering(401, `{"error":"invalid_client","error_description":"The provided client secret is invalid."}`),
			map[string]credentials.Status{credentials.CheckSecret: credentials.StatusFail, credentials.CheckRefresh: credentials.StatusSkipped},
			"https://console.cloud.google.com/auth/clients/" + clientID + "?project=my-photos", false,
		},
		"internal app": {
			answering(403, `{"error":"org_internal"}`),
			map[string]credentials.Status{credentials.CheckRefresh: credentials.StatusFail},
			"https://console.cloud.google.com/auth/audience?project=my-photos", false,
		},
		"time-based access": {
			answering(200, strings.Replace(tokens(credentials.DefaultScopes()...), "{", `{"refresh_token_expires_in":15551999,`, 1)),
			map[string]credentials.Status{credentials.CheckLifetime: credentials.StatusWarn},
			"for a limited time", true,
		},
		"removed scopes": {
			&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.URL.Host == "oauth2.googleapis.com" {
					return jsonResponse(200, tokens("https://www.googleapis.com/auth/photoslibrary.readonly")), nil
				}
				return jsonResponse(403, `{"error":{"code":403,"message":"Request had insufficient authentication scopes."}}`), nil
			})},
			map[string]credentials.Status{credentials.CheckScopes: credentials.StatusFail, credentials.CheckAPI: credentials.StatusSkipped},
			"before 31 March 2025", false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			report := credentials.Check(t.Context(), desktopClient(), newGrant(), credentials.CheckOptions{HTTP: test.http})
			got := statuses(report)
			for id, status := range test.want {
				require.Equal(t, status, got[id], id)
			}
			require.Contains(t, flat(report), test.says)
			require.Equal(t, test.ok, report.OK())
			require.NotContains(t, report.String(), "evil.example")
			requireNoSecret(t, report.String())
		})
	}
}

func TestCheckSharedClient(t *testing.T) {
	client, grant := desktopClient(), newGrant()
	client.ID = "202264815644-rt1o1c9evjaotbpbab10m83i8cnjk077.apps.googleusercontent.com"
	grant.ClientID = client.ID
	report := credentials.Check(t.Context(), client, grant, credentials.CheckOptions{HTTP: library(200, "{}")})
	require.Equal(t, credentials.StatusWarn, result(t, report, credentials.CheckSharedClient).Status)
	require.True(t, report.OK())
}

func TestLinksWithoutAProjectID(t *testing.T) {
	for id, link := range map[string]string{
		"":                               "https://console.cloud.google.com/auth/clients",
		"odd":                            "https://console.cloud.google.com/auth/clients",
		clientID:                         "https://console.cloud.google.com/auth/clients/" + clientID + "?project=742138104895",
		"742.apps.googleusercontent.com": "https://console.cloud.google.com/auth/clients/742.apps.googleusercontent.com?project=742",
	} {
		report := credentials.Check(t.Context(), credentials.Client{ID: id}, nil, credentials.CheckOptions{})
		require.Equal(t, link, result(t, report, credentials.CheckClient).Link)
	}
}

func TestEmptyReportIsNotOK(t *testing.T) {
	var report credentials.Report
	require.False(t, report.OK())
	_, ok := report.Check(credentials.CheckAPI)
	require.False(t, ok)
}
