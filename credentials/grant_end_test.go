package credentials_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

const aDay = 24 * time.Hour

func TestEnd(t *testing.T) {
	consent := time.Date(2026, 8, 31, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		grant  credentials.Grant
		end    time.Time
		reason credentials.EndReason
	}{
		"nothing known": {credentials.Grant{}, time.Time{}, credentials.EndUnknown},
		"testing": {
			credentials.Grant{GrantedAt: consent, RefreshedAt: consent, RefreshExpiry: consent.Add(604799 * time.Second)},
			consent.Add(604799 * time.Second), credentials.EndTesting,
		},
		"a month": {
			credentials.Grant{GrantedAt: consent, RefreshedAt: consent, RefreshExpiry: consent.Add(30 * aDay)},
			consent.Add(30 * aDay), credentials.EndLimited,
		},
		"an end without its beginning": {
			credentials.Grant{RefreshExpiry: consent.Add(aDay)},
			consent.Add(aDay), credentials.EndLimited,
		},
		"a year, but six months unused come first": {
			credentials.Grant{GrantedAt: consent, RefreshedAt: consent, RefreshExpiry: consent.Add(365 * aDay)},
			consent.AddDate(0, 6, 0), credentials.EndIdle,
		},
		"unused since the consent": {
			credentials.Grant{GrantedAt: consent},
			consent.AddDate(0, 6, 0), credentials.EndIdle,
		},
		"refreshed": {
			credentials.Grant{GrantedAt: consent, RefreshedAt: consent.Add(90 * aDay)},
			consent.Add(90*aDay).AddDate(0, 6, 0), credentials.EndIdle,
		},
		"refreshed after its end": {
			credentials.Grant{GrantedAt: consent, RefreshedAt: consent.Add(9 * aDay), RefreshExpiry: consent.Add(7 * aDay)},
			consent.Add(9*aDay).AddDate(0, 6, 0), credentials.EndIdle,
		},
		"refused": {
			credentials.Grant{GrantedAt: consent, RefreshedAt: consent, EndedAt: consent.Add(8 * aDay), RefreshExpiry: consent.Add(7 * aDay)},
			consent.Add(8 * aDay), credentials.EndRefused,
		},
	} {
		end, reason := test.grant.End()
		require.Equal(t, test.reason, reason, name)
		require.True(t, test.end.Equal(end), "%s: %s", name, end)
	}
}

func TestOutlivedTesting(t *testing.T) {
	for name, test := range map[string]struct {
		granted, refreshed time.Time
		want               bool
	}{
		"a week":        {now, now.Add(7 * aDay), false},
		"eight days":    {now, now.Add(8 * aDay), false},
		"more":          {now, now.Add(8*aDay + time.Second), true},
		"not refreshed": {now, time.Time{}, false},
		"no consent":    {time.Time{}, now, false},
		"clock jumped":  {now, now.Add(-30 * aDay), false},
	} {
		grant := credentials.Grant{GrantedAt: test.granted, RefreshedAt: test.refreshed}
		require.Equal(t, test.want, grant.OutlivedTesting(), name)
	}
}

// What a refresh says about the end moves it only where the old one is shown to
// be wrong.
func TestRefreshKeepsTheEnd(t *testing.T) {
	end := now.Add(7 * aDay)
	for name, test := range map[string]struct {
		known time.Time
		at    time.Duration // since the consent
		left  time.Duration // as Google says; 0: it says nothing
		want  time.Time
	}{
		"counts down":             {end, 3 * aDay, 4*aDay - time.Second, end},
		"does not count down":     {end, 3 * aDay, 7*aDay - time.Second, end},
		"says nothing":            {end, 3 * aDay, 0, end},
		"says it for the first":   {time.Time{}, 3 * aDay, 4 * aDay, end},
		"earlier than known":      {end, aDay, aDay, now.Add(2 * aDay)},
		"works after its end":     {end, 8 * aDay, aDay, now.Add(9 * aDay)},
		"the clock is years back": {end, -9999 * aDay, 4 * aDay, end},
		"the clock is ahead":      {end, 500 * aDay, 4 * aDay, now.Add(504 * aDay)},
		"and is right again":      {now.Add(504 * aDay), 3 * aDay, 4 * aDay, end},
	} {
		t.Run(name, func(t *testing.T) {
			grant := newGrant()
			grant.RefreshExpiry = test.known
			body := `{"access_token":"ya29.new","expires_in":3599,"token_type":"Bearer"}`
			if test.left > 0 {
				body = fmt.Sprintf(`{"access_token":"ya29.new","expires_in":3599,"refresh_token_expires_in":%d}`, int(test.left.Seconds()))
			}
			refused := answering(http.StatusForbidden, `{}`)
			report := credentials.Check(t.Context(), desktopClient(), grant, credentials.CheckOptions{
				HTTP: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					if r.URL.Path == "/token" {
						return jsonResponse(200, body), nil
					}
					return refused.Transport.RoundTrip(r)
				})},
				Now: func() time.Time { return now.Add(test.at) },
			})
			require.Equal(t, "ya29.new", report.Grant.AccessToken.Reveal())
			require.True(t, test.want.Equal(report.Grant.RefreshExpiry), report.Grant.RefreshExpiry)
			require.True(t, report.Grant.RefreshedAt.Equal(now.Add(test.at)))
		})
	}
}

// A lifetime that nothing has says nothing, and must not overflow into a date.
func TestRefreshThatNamesAnAbsurdEnd(t *testing.T) {
	for _, lifetime := range []string{"1e10", "1e12", "9999999999999", "1e300", "0.001", "0", "-5", "null", `"x"`, "{}"} {
		t.Run(lifetime, func(t *testing.T) {
			body := strings.Replace(tokens(credentials.DefaultScopes()...), `"expires_in":3599`, `"expires_in":3599,"refresh_token_expires_in":`+lifetime, 1)
			require.Contains(t, body, lifetime)
			grant := newGrantAt(time.Now())
			grant.RefreshExpiry = time.Time{}
			report := credentials.Check(t.Context(), desktopClient(), grant, credentials.CheckOptions{HTTP: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.URL.Path == "/token" {
					return jsonResponse(200, body), nil
				}
				return goodAnswer(r), nil
			})}})
			require.Equal(t, credentials.StatusOK, result(t, report, credentials.CheckRefresh).Status)
			require.True(t, report.Grant.RefreshExpiry.IsZero(), "%s", report.Grant.RefreshExpiry)
			require.Equal(t, credentials.StatusUnknown, result(t, report, credentials.CheckLifetime).Status)
		})
	}
}
