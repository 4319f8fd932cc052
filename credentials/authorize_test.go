package credentials_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

var now = time.Date(2026, 11, 22, 19, 0, 0, 0, time.UTC)

func TestAuthorizeRequests(t *testing.T) {
	var consentURL string
	var form url.Values
	var shown page
	google := roundTrip(func(r *http.Request) (*http.Response, error) {
		require.Equal(t, "https://oauth2.googleapis.com/token", r.URL.String())
		require.Empty(t, r.Header.Get("Authorization"))
		require.NoError(t, r.ParseForm())
		form = r.PostForm
		claims := base64.RawURLEncoding.EncodeToString([]byte(
			`{"iss":"https://accounts.google.com","aud":"` + clientID + `","email":"ann@example.com"}`,
		))
		body := strings.Replace(tokens(credentials.DefaultScopes()...), "{",
			`{"refresh_token_expires_in":604799,"id_token":"e30.`+claims+`.x",`, 1)
		return jsonResponse(http.StatusOK, body), nil
	})
	grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			consentURL = address
			return answerWith(url.Values{"code": {authCode}}, &shown).Open(ctx, address)
		}),
		HTTP:         &http.Client{Transport: google},
		LoginHint:    "ann@example.com",
		ForceConsent: true,
		Now:          func() time.Time { return now },
	})
	require.NoError(t, err)

	consent, err := url.Parse(consentURL)
	require.NoError(t, err)
	query := consent.Query()
	require.Equal(t, "accounts.google.com", consent.Host)
	require.Equal(t, clientID, query.Get("client_id"))
	require.Equal(t, "code", query.Get("response_type"))
	require.Equal(t, "offline", query.Get("access_type"))
	require.Equal(t, "consent", query.Get("prompt"))
	require.Equal(t, "ann@example.com", query.Get("login_hint"))
	require.Equal(t, "S256", query.Get("code_challenge_method"))
	require.Equal(t, strings.Join(credentials.DefaultScopes(), " "), query.Get("scope"))
	require.GreaterOrEqual(t, len(query.Get("state")), 26) // 128 bits in base 32
	require.NotContains(t, query, "include_granted_scopes")
	require.Regexp(t, `^http://127\.0\.0\.1:\d+/$`, query.Get("redirect_uri"))
	requireNoSecret(t, consentURL)

	require.Equal(t, authCode, form.Get("code"))
	require.Equal(t, query.Get("redirect_uri"), form.Get("redirect_uri"))
	require.Equal(t, clientSecret, form.Get("client_secret"))
	require.Len(t, form.Get("code_verifier"), 43)

	require.Equal(t, &credentials.Grant{
		ClientID:      clientID,
		Account:       "ann@example.com",
		Scopes:        credentials.DefaultScopes(),
		AccessToken:   credentials.NewSecret(accessToken),
		RefreshToken:  credentials.NewSecret(refreshToken),
		TokenType:     "Bearer",
		Expiry:        now.Add(3599 * time.Second),
		GrantedAt:     now,
		RefreshExpiry: now.Add(604799 * time.Second),
		RefreshedAt:   now,
	}, grant)
	require.Equal(t, http.StatusOK, shown.status)
	require.Contains(t, shown.body, "ann@example.com")
	requireNoSecret(t, shown.body)
}

func TestAuthorizeRefusals(t *testing.T) {
	code := url.Values{"code": {authCode}}
	allScopes := credentials.DefaultScopes()
	for name, test := range map[string]struct {
		answer url.Values
		google *http.Client
		says   string
		shows  string
		check  func(t *testing.T, err error)
	}{
		"the user cancels": {
			answer: url.Values{"error": {"access_denied"}},
			says:   "press Allow", shows: "Sign-in cancelled",
			check: func(t *testing.T, err error) {
				t.Helper()
				var oauth *credentials.OAuthError
				require.ErrorAs(t, err, &oauth)
				require.Equal(t, credentials.EndpointConsent, oauth.Endpoint)
				require.Equal(t, credentials.CauseDenied, oauth.Cause())
				require.ErrorIs(t, err, credentials.ErrReauthorize)
			},
		},
		"a box is not ticked": {
			answer: code, google: answering(200, tokens(allScopes[0], allScopes[2], "openid")),
			says: "photoslibrary.readonly.appcreateddata", shows: "See the photos and albums",
			check: func(t *testing.T, err error) {
				t.Helper()
				var scope *credentials.ScopeError
				require.ErrorAs(t, err, &scope)
				require.Equal(t, []string{allScopes[1]}, scope.Missing)
				require.Equal(t, refreshToken, scope.Grant.RefreshToken.Reveal())
				require.ErrorIs(t, err, credentials.ErrReauthorize)
			},
		},
		"no refresh token": {
			answer: code, google: answering(200, strings.Replace(tokens(allScopes...), "refresh_token", "x", 1)),
			says: "no refresh token", shows: "Not signed in",
			check: func(t *testing.T, err error) {
				t.Helper()
				require.ErrorIs(t, err, credentials.ErrNoRefreshToken)
			},
		},
		"no lifetime": {
			answer: code, google: answering(200, strings.Replace(tokens(allScopes...), "expires_in", "x", 1)),
			says: "no lifetime", shows: "Not signed in",
		},
		"wrong secret": {
			answer: code, google: answering(401, `{"error":"invalid_client","error_description":"The provided client secret is invalid."}`),
			says: "Add secret", shows: "client secret is wrong",
			check: func(t *testing.T, err error) {
				t.Helper()
				var oauth *credentials.OAuthError
				require.ErrorAs(t, err, &oauth)
				require.Equal(t, credentials.CauseSecretWrong, oauth.Cause())
				require.Equal(t, 401, oauth.StatusCode)
			},
		},
		"an outage that echoes everything": {
			answer: code, google: answering(502, "<html>"+authCode+" "+clientSecret+" "+refreshToken),
			says: "try again later", shows: "Google cannot answer",
		},
		"an error that echoes everything": {
			answer: code, google: answering(400, `{"error":"invalid_grant","error_description":"`+authCode+` `+clientSecret+`","access_token":"`+accessToken+`"}`),
			says: "invalid_grant", shows: "Not signed in",
		},
		"success and error in one": {
			answer: code, google: answering(200, `{"error":{},"refresh_token":"`+refreshToken+`"}`),
			says: "token endpoint", shows: "Not signed in",
		},
		"a redirect of the token endpoint": {
			answer: code, google: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				require.Equal(t, "oauth2.googleapis.com", r.URL.Host)
				resp := jsonResponse(http.StatusTemporaryRedirect, "")
				resp.Header.Set("Location", "https://evil.example/token")
				return resp, nil
			})},
			says: "307", shows: "Not signed in",
		},
		"no network": {
			answer: code, google: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
				return nil, errors.New("no route to host")
			})},
			says: "no route to host", shows: "Not signed in",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var shown page
			grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Opener: answerWith(test.answer, &shown), HTTP: test.google,
			})
			require.Nil(t, grant)
			require.ErrorContains(t, err, test.says)
			require.Contains(t, shown.body, test.shows)
			requireNoSecret(t, err.Error())
			requireNoSecret(t, shown.body)
			if test.check != nil {
				test.check(t, err)
			}
		})
	}
}

func TestIdentityScopesMayBeMissing(t *testing.T) {
	grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: answerWith(url.Values{"code": {authCode}}, nil),
		HTTP:   answering(200, tokens(credentials.DefaultScopes()[:3]...)),
	})
	require.NoError(t, err)
	require.Empty(t, grant.Account)
}

// The ID token only names the account; without a good one the grant works too.
func TestAccount(t *testing.T) {
	claims := func(text string) string { return "e30." + base64.RawURLEncoding.EncodeToString([]byte(text)) + ".x" }
	for name, test := range map[string]struct{ idToken, account string }{
		"good":             {claims(`{"iss":"https://accounts.google.com","aud":"` + clientID + `","email":"a@b.c"}`), "a@b.c"},
		"short issuer":     {claims(`{"iss":"accounts.google.com","aud":"` + clientID + `","email":"a@b.c"}`), "a@b.c"},
		"another audience": {claims(`{"iss":"accounts.google.com","aud":"x","email":"a@b.c"}`), ""},
		"another issuer":   {claims(`{"iss":"evil.example","aud":"` + clientID + `","email":"a@b.c"}`), ""},
		"not JSON":         {claims(`x`), ""},
		"not base64":       {"e30.!.x", ""},
		"two parts":        {"e30.e30", ""},
	} {
		t.Run(name, func(t *testing.T) {
			body := strings.Replace(tokens(credentials.DefaultScopes()...), "{", `{"id_token":"`+test.idToken+`",`, 1)
			grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Opener: answerWith(url.Values{"code": {authCode}}, nil), HTTP: answering(200, body),
			})
			require.NoError(t, err)
			require.Equal(t, test.account, grant.Account)
		})
	}
}

func TestOwnScopes(t *testing.T) {
	const readonly = "https://www.googleapis.com/auth/drive.readonly"
	var shown page
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: answerWith(url.Values{"code": {authCode}}, &shown),
		HTTP:   answering(200, tokens("openid")),
		Scopes: []string{readonly},
	})
	var partial *credentials.ScopeError
	require.ErrorAs(t, err, &partial)
	require.Equal(t, []string{readonly}, partial.Missing)
	require.Contains(t, shown.body, readonly)
}

func TestNobodyAnswers(t *testing.T) {
	patient := credentials.OpenerFunc(func(ctx context.Context, _ string) error {
		<-ctx.Done()
		return ctx.Err()
	})
	t.Run("timeout", func(t *testing.T) {
		for _, opener := range []credentials.Opener{patient, silent} {
			_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Opener: opener, Timeout: time.Millisecond,
			})
			require.ErrorIs(t, err, credentials.ErrTimeout)
			require.ErrorContains(t, err, "1ms")
		}
	})
	t.Run("cancel", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := credentials.Authorize(ctx, desktopClient(), credentials.AuthorizeOptions{
			Opener: credentials.OpenerFunc(func(context.Context, string) error { cancel(); return nil }),
		})
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, credentials.ErrTimeout)
	})
}

var silent = credentials.OpenerFunc(func(context.Context, string) error { return nil })

func TestOpenerFails(t *testing.T) {
	broken := errors.New("no display")
	var state string
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(_ context.Context, address string) error {
			parsed, err := url.Parse(address)
			state = parsed.Query().Get("state")
			return errors.Join(broken, errors.New("cannot open "+address), err)
		}),
	})
	require.ErrorIs(t, err, broken)
	require.ErrorContains(t, err, "no display")
	require.ErrorContains(t, err, "AuthorizeOptions.Opener")
	require.NotEmpty(t, state)
	require.NotContains(t, err.Error(), state)
}

func TestStubbornOpenerDoesNotHoldUpTheGrant(t *testing.T) {
	release := make(chan struct{})
	var left sync.WaitGroup
	left.Add(1)
	grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			defer left.Done()
			err := answerWith(url.Values{"code": {authCode}}, nil).Open(ctx, address)
			<-release
			return err
		}),
		HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
	})
	require.NoError(t, err)
	require.NotNil(t, grant)
	close(release)
	left.Wait()
}

func TestAuthorizeRefusesABadClient(t *testing.T) {
	never := credentials.OpenerFunc(func(context.Context, string) error {
		t.Error("the consent page was opened")
		return nil
	})
	for name, test := range map[string]struct {
		change func(*credentials.Client)
		says   string
	}{
		"no id":         {func(c *credentials.Client) { c.ID = "" }, "no id"},
		"no secret":     {func(c *credentials.Client) { c.Secret = credentials.Secret{} }, "Add secret"},
		"foreign token": {func(c *credentials.Client) { c.TokenURI = "https://evil.example/token" }, "token_uri"},
		"foreign auth":  {func(c *credentials.Client) { c.AuthURI = "http://accounts.google.com/" }, "auth_uri"},
	} {
		t.Run(name, func(t *testing.T) {
			client := desktopClient()
			test.change(&client)
			_, err := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{Opener: never})
			require.ErrorContains(t, err, test.says)
		})
	}
}

func TestAuthorizeConcurrently(t *testing.T) {
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Opener: answerWith(url.Values{"code": {authCode}}, nil),
				HTTP:   answering(200, tokens(credentials.DefaultScopes()...)),
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}
