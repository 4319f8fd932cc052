package credentials_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

// inBetween are answers of proxies, portals and front ends: none is in OAuth's
// form, and none says anything about the grant.
func inBetween() map[string]*http.Client {
	clients := map[string]*http.Client{}
	for _, status := range []int{302, 400, 401, 403, 404, 407, 500, 502, 503, 511} {
		clients[strconv.Itoa(status)] = &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			resp := jsonResponse(status, "<html>blocked</html>")
			resp.Header.Set("Content-Type", "text/html")
			if status == http.StatusFound {
				resp.Header.Set("Location", "http://login.hotel.example/")
			}
			return resp, nil
		})}
	}
	return clients
}

func TestCheckAnswersThatAreNotOfTheTokenEndpoint(t *testing.T) {
	for status, between := range inBetween() {
		t.Run(status, func(t *testing.T) {
			report := credentials.Check(t.Context(), desktopClient(), newGrant(), credentials.CheckOptions{HTTP: between})
			requireInBetween(t, report, credentials.CheckRefresh, status, "oauth2.googleapis.com")
			require.False(t, report.OK())

			grant := newGrant()
			grant.Expiry = time.Time{}
			_, err := grant.TokenSource(t.Context(), desktopClient(), between).Token()
			require.ErrorContains(t, err, "HTTP "+status)
			require.NotErrorIs(t, err, credentials.ErrReauthorize)
			require.NotContains(t, err.Error(), "look the code up")
		})
	}
}

func TestCheckAnswersThatAreNotOfTheLibrary(t *testing.T) {
	for status, between := range inBetween() {
		t.Run(status, func(t *testing.T) {
			http := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.URL.Host == "oauth2.googleapis.com" {
					return jsonResponse(200, tokens(credentials.DefaultScopes()...)), nil
				}
				return between.Transport.RoundTrip(r)
			})}
			report := credentials.Check(t.Context(), desktopClient(), newGrant(), credentials.CheckOptions{HTTP: http})
			requireInBetween(t, report, credentials.CheckAPI, status, "photoslibrary.googleapis.com")
		})
	}
}

// requireInBetween wants the check to be unknown, or skipped because of the
// network where the answer is certainly not Google's.
func requireInBetween(t *testing.T, report credentials.Report, id, status, host string) {
	t.Helper()
	check, network := result(t, report, id), result(t, report, credentials.CheckNetwork)
	says, certain := map[string]string{"302": "in the place of " + host, "511": "in the place of " + host, "407": "the proxy wants a login"}[status]
	if certain {
		require.Equal(t, credentials.StatusSkipped, check.Status)
		require.Equal(t, credentials.CheckNetwork, check.Because)
		require.Equal(t, credentials.StatusFail, network.Status)
		require.Contains(t, network.Evidence, says)
		return
	}
	require.Equal(t, credentials.StatusUnknown, check.Status)
	require.Contains(t, check.Evidence, "HTTP "+status)
	require.Contains(t, check.Remedy, "way to https://"+host)
	require.Equal(t, credentials.StatusOK, network.Status)
}

// Only a life of about seven days is that of a consent screen in Testing.
func TestCheckNamesTestingOnlyForSevenDays(t *testing.T) {
	const day = 24 * time.Hour
	for name, test := range map[string]struct {
		life, age time.Duration
		noConsent bool // GrantedAt is not known
		testing   bool
	}{
		"testing":                  {life: 7*day - time.Second, age: 2 * day, testing: true},
		"testing, clocks differ":   {life: 7*day + time.Hour, age: 0, testing: true},
		"limited, at its start":    {life: 180 * day, age: 0},
		"limited, near its end":    {life: 180 * day, age: 177 * day},
		"limited to a day":         {life: day, age: 0},
		"limited, consent unknown": {life: 5 * day, age: 0, noConsent: true},
	} {
		t.Run(name, func(t *testing.T) {
			grant := newGrant()
			grant.GrantedAt = now.Add(-test.age)
			if test.noConsent {
				grant.GrantedAt = time.Time{}
			}
			left := int((test.life - test.age) / time.Second)
			alive := answering(200, strings.Replace(tokens(credentials.DefaultScopes()...), "{", `{"refresh_token_expires_in":`+strconv.Itoa(left)+`,`, 1))
			clock := now
			options := credentials.CheckOptions{HTTP: alive, Now: func() time.Time { return clock }}
			report := credentials.Check(t.Context(), desktopClient(), grant, options)
			lifetime := result(t, report, credentials.CheckLifetime)
			require.Equal(t, credentials.StatusWarn, lifetime.Status)

			// The same grant after its end.
			clock = now.Add(test.life)
			options.HTTP = answering(400, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`)
			dead := credentials.Check(t.Context(), desktopClient(), report.Grant, options)
			refresh := result(t, dead, credentials.CheckRefresh)
			require.Equal(t, credentials.StatusFail, refresh.Status)

			for _, check := range []credentials.CheckResult{lifetime, refresh} {
				text := check.Evidence + check.Remedy
				require.Contains(t, text, report.Grant.RefreshExpiry.Format("2 January 2006"))
				require.Contains(t, check.Remedy, "authorize again")
				require.Equal(t, test.testing, strings.Contains(text, "Testing"), text)
				require.Equal(t, test.testing, strings.Contains(text, "Publish app"), text)
				require.Equal(t, test.testing, check.Link != "")
			}
		})
	}
}

// Access that was given for longer and ends on the seventh day was revoked.
func TestCheckRevokedOnTheSeventhDay(t *testing.T) {
	grant := newGrant()
	grant.GrantedAt = now.AddDate(0, 0, -7)
	grant.RefreshExpiry = now.AddDate(0, 0, 173)
	report := credentials.Check(t.Context(), desktopClient(), grant, credentials.CheckOptions{
		HTTP: answering(400, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`),
		Now:  func() time.Time { return now },
	})
	require.NotContains(t, result(t, report, credentials.CheckRefresh).Evidence, "Testing")
}

func TestCheckNarrowGrants(t *testing.T) {
	for name, test := range map[string]struct {
		granted, wanted []string
		scopes, api     credentials.Status
		ok              bool
	}{
		"read only":             {[]string{photoslibrary.ScopeReadAppCreated}, []string{photoslibrary.ScopeReadAppCreated, "openid"}, credentials.StatusOK, credentials.StatusOK, true},
		"picker only":           {[]string{picker.Scope}, []string{picker.Scope}, credentials.StatusOK, credentials.StatusSkipped, true},
		"append only":           {[]string{photoslibrary.ScopeAppendOnly}, []string{photoslibrary.ScopeAppendOnly}, credentials.StatusOK, credentials.StatusSkipped, true},
		"less than is wanted":   {[]string{photoslibrary.ScopeReadAppCreated}, []string{photoslibrary.ScopeReadAppCreated, picker.Scope}, credentials.StatusFail, credentials.StatusOK, false},
		"old and live scopes":   {append(credentials.DefaultScopes(), "https://www.googleapis.com/auth/photoslibrary"), nil, credentials.StatusOK, credentials.StatusOK, true},
		"the default wants all": {[]string{photoslibrary.ScopeReadAppCreated}, nil, credentials.StatusFail, credentials.StatusOK, false},
	} {
		t.Run(name, func(t *testing.T) {
			server := googletest.NewServer(t, googletest.Config{})
			client, err := credentials.ParseClient(server.ClientSecretJSON())
			require.NoError(t, err)
			grant, err := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{
				Opener: server.Approve(), HTTP: server.Client(), Scopes: test.granted,
			})
			require.NoError(t, err)
			report := credentials.Check(t.Context(), client, grant, credentials.CheckOptions{HTTP: server.Client(), Scopes: test.wanted})
			require.Equal(t, test.scopes, result(t, report, credentials.CheckScopes).Status)
			if name == "old and live scopes" {
				require.Contains(t, result(t, report, credentials.CheckScopes).Evidence, "photoslibrary opens nothing since 31 March 2025")
			}
			api := result(t, report, credentials.CheckAPI)
			require.Equal(t, test.api, api.Status)
			require.NotEmpty(t, api.Evidence)
			require.Equal(t, test.ok, report.OK(), report.String())
		})
	}
}

// At the exchange the refresh token is not there yet, so a refusal is about the
// code; the same answers to a refresh are about the grant.
func TestRefusedCodes(t *testing.T) {
	for description, cause := range map[string]credentials.Cause{
		"Bad Request":                        credentials.CauseCodeRefused,
		"":                                   credentials.CauseCodeRefused,
		"Malformed auth code.":               credentials.CauseCodeRefused,
		"Token has been expired or revoked.": credentials.CauseGrantEnded,
	} {
		_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
			Opener: answerWith(url.Values{"code": {authCode}}, nil),
			HTTP:   answering(400, `{"error":"invalid_grant","error_description":"`+description+`"}`),
		})
		var oauth *credentials.OAuthError
		require.ErrorAs(t, err, &oauth)
		require.Equal(t, cause, oauth.Cause(), description)
		require.ErrorIs(t, err, credentials.ErrReauthorize)
	}
}

// A browser that stops at an error page of Google sends nothing back, so the
// timeout has to explain what the user may have seen.
func TestTimeoutExplainsTheErrorPages(t *testing.T) {
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: silent, Timeout: time.Millisecond,
	})
	require.ErrorIs(t, err, credentials.ErrTimeout)
	for _, part := range []string{
		"access_denied", "Audience > Test users", "publish", "redirect_uri_mismatch", "Desktop app", "deleted_client", "invalid_client",
		"https://console.cloud.google.com/auth/audience?project=my-photos", "https://console.cloud.google.com/auth/clients?project=my-photos",
	} {
		require.ErrorContains(t, err, part)
	}
}

// A transport of somebody's own that returns nothing, or an answer without a body,
// is no reason to panic.
func TestCheckAnswersOfAnOddTransport(t *testing.T) {
	for name, odd := range map[string]*http.Response{"no answer": nil, "no body": {StatusCode: 200}, "no body, 401": {StatusCode: 401}} {
		for _, good := range []string{"", "/token"} {
			t.Run(name+good, func(t *testing.T) {
				client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					if r.URL.Path == good {
						return goodAnswer(r), nil
					}
					if odd == nil {
						return nil, nil //nolint:nilnil // That is the point.
					}
					answer := *odd
					return &answer, nil
				})}
				for _, grant := range []*credentials.Grant{nil, newGrant()} {
					report := credentials.Check(t.Context(), desktopClient(), grant, credentials.CheckOptions{HTTP: client, Picker: true})
					requireSaneReport(t, report)
				}
				store := credentials.FileStore{Dir: t.TempDir()}
				save(t, store, newGrantAt(time.Now()))
				source := credentials.NewTokenSource(t.Context(), desktopClient(), store, "ann", credentials.TokenSourceOptions{HTTP: client})
				_, err := get(t, source.HTTPClient(client), "https://photoslibrary.googleapis.com/v1/albums")
				if odd == nil {
					require.Error(t, err)
				}
			})
		}
	}
}
