package credentials_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// Whoever gives up while the code is exchanged gets the error of the context, and
// the browser a page.
func TestCancelledExchange(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	gaveUp := errors.New("the user closed the window")
	var shown page
	_, err := credentials.Authorize(ctx, desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(_ context.Context, address string) error {
			return answerWith(url.Values{"code": {authCode}}, &shown).Open(t.Context(), address)
		}),
		HTTP: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			cancel(gaveUp)
			<-r.Context().Done()
			return nil, r.Context().Err()
		})},
	})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorContains(t, err, "token endpoint was ended")
	require.Equal(t, http.StatusOK, shown.status)
	require.Contains(t, shown.body, "Not signed in")
}

// An answer that is there counts, even if the context ends at the same moment.
func TestCancelledWithTheAnswer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := credentials.Authorize(ctx, desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			_, err := deliver(ctx, returnURL(address, url.Values{"error": {"access_denied"}}))
			cancel()
			return err
		}),
	})
	var refused *credentials.OAuthError
	require.ErrorAs(t, err, &refused)
}

// All times of a grant are counted from one look at the clock, taken before the
// exchange: a clock that is set meanwhile does not make them disagree.
func TestJumpingClock(t *testing.T) {
	for name, jump := range map[string]time.Duration{"ahead": 300 * 24 * time.Hour, "back": -300 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			clock := now
			grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Opener: answerWith(url.Values{"code": {authCode}}, nil),
				Now:    func() time.Time { defer func() { clock = clock.Add(jump) }(); return clock },
				HTTP: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
					return jsonResponse(200, `{"access_token":"`+accessToken+`","expires_in":3599,"refresh_token":"`+refreshToken+
						`","refresh_token_expires_in":604799,"token_type":"Bearer"}`), nil
				})},
			})
			require.NoError(t, err)
			require.Equal(t, now, grant.GrantedAt)
			require.Equal(t, now.Add(3599*time.Second), grant.Expiry)
			require.Equal(t, now.Add(604799*time.Second), grant.RefreshExpiry)
			require.True(t, grant.FromTesting())
		})
	}
}

// Google answers short names of scopes with long ones, in an order of its own.
func TestGrantedScopes(t *testing.T) {
	const prefix = "https://www.googleapis.com/auth/"
	library := credentials.DefaultScopes()[:3]
	for name, test := range map[string]struct {
		asked   []string
		granted []string
		missing []string
	}{
		"all, spelled otherwise":   {nil, []string{prefix + "userinfo.email", "openid", library[2], library[0], library[1]}, nil},
		"no identity":              {nil, library, nil},
		"long names asked for":     {[]string{prefix + "userinfo.email", prefix + "userinfo.profile", library[0]}, []string{"email", "profile", library[0]}, nil},
		"more than asked for":      {library[:1], append([]string{prefix + "drive"}, library...), nil},
		"one":                      {nil, []string{library[1], "openid", prefix + "userinfo.email"}, []string{library[0], library[2]}},
		"only identity":            {nil, []string{"openid", prefix + "userinfo.email"}, library},
		"a removed one instead":    {nil, []string{prefix + "photoslibrary", library[0], library[1]}, library[2:3]},
		"the start of a name":      {[]string{photoslibrary.ScopeReadAppCreated}, []string{prefix + "photoslibrary.readonly"}, library[1:2]},
		"another case of a letter": {library[:1], []string{prefix + "photoslibrary.appendOnly"}, library[:1]},
	} {
		t.Run(name, func(t *testing.T) {
			grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Opener: answerWith(url.Values{"code": {authCode}}, nil),
				HTTP:   answering(200, tokens(test.granted...)),
				Scopes: test.asked,
			})
			if test.missing == nil {
				require.NoError(t, err)
				require.Equal(t, test.granted, grant.Scopes)
				return
			}
			require.Nil(t, grant)
			var partial *credentials.ScopeError
			require.ErrorAs(t, err, &partial)
			require.Equal(t, test.missing, partial.Missing)
			require.Equal(t, test.granted, partial.Grant.Scopes)
			require.Equal(t, refreshToken, partial.Grant.RefreshToken.Reveal())
		})
	}
}
