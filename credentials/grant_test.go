package credentials_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

func newGrant() *credentials.Grant {
	return &credentials.Grant{
		ClientID:     clientID,
		Account:      "ann@example.com",
		Scopes:       credentials.DefaultScopes(),
		AccessToken:  credentials.NewSecret(accessToken),
		RefreshToken: credentials.NewSecret(refreshToken),
		TokenType:    "Bearer",
		Expiry:       time.Now().Add(time.Hour),
		GrantedAt:    now,
	}
}

func TestGrantHidesItsTokens(t *testing.T) {
	grant := newGrant()
	asJSON, err := json.Marshal(grant)
	require.NoError(t, err)
	requireNoSecret(t, string(asJSON))
	require.NotContains(t, string(asJSON), "refresh_expiry")
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		requireNoSecret(t, fmt.Sprintf(format, grant))
		requireNoSecret(t, fmt.Sprintf(format, *grant))
	}

	var back credentials.Grant
	require.NoError(t, json.Unmarshal(asJSON, &back))
	require.True(t, back.RefreshToken.IsZero(), "a redacted text must not become a token")
}

func TestTokenSource(t *testing.T) {
	refreshes := 0
	google := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		refreshes++
		require.NoError(t, r.ParseForm())
		require.Equal(t, "refresh_token", r.PostForm.Get("grant_type"))
		require.Equal(t, refreshToken, r.PostForm.Get("refresh_token"))
		return jsonResponse(200, `{"access_token":"ya29.new","expires_in":3599,"token_type":"Bearer"}`), nil
	})}
	for name, test := range map[string]struct {
		expiry time.Time
		token  string
	}{
		"valid":          {time.Now().Add(time.Hour), accessToken},
		"expired":        {time.Now().Add(-time.Hour), "ya29.new"},
		"without expiry": {time.Time{}, "ya29.new"},
	} {
		t.Run(name, func(t *testing.T) {
			refreshes = 0
			grant := newGrant()
			grant.Expiry = test.expiry
			source := grant.TokenSource(t.Context(), desktopClient(), google)
			for range 2 {
				token, err := source.Token()
				require.NoError(t, err)
				require.Equal(t, test.token, token.AccessToken)
				require.Equal(t, refreshToken, token.RefreshToken)
			}
			require.Equal(t, test.token != accessToken, refreshes == 1)
			require.Equal(t, accessToken, grant.AccessToken.Reveal(), "the grant stays as it is")
		})
	}
}

func TestTokenSourceErrors(t *testing.T) {
	never := &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return nil, http.ErrHandlerTimeout
	})}
	for name, test := range map[string]struct {
		change func(*credentials.Grant, *credentials.Client)
		http   *http.Client
		is     error
		says   string
	}{
		"no refresh token": {
			change: func(g *credentials.Grant, _ *credentials.Client) { g.RefreshToken = credentials.Secret{} },
			http:   never, is: credentials.ErrNoRefreshToken,
		},
		"another client": {
			change: func(_ *credentials.Grant, c *credentials.Client) { c.ID = "5-x.apps.googleusercontent.com" },
			http:   never, is: credentials.ErrClientMismatch, says: clientID,
		},
		"foreign endpoint": {
			change: func(_ *credentials.Grant, c *credentials.Client) { c.TokenURI = "https://evil.example/" },
			http:   never, says: "token_uri",
		},
		"revoked": {
			http: answering(400, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`),
			is:   credentials.ErrReauthorize, says: "Publish app",
		},
		"a page of a proxy": {http: answering(200, "<html>"+refreshToken), says: "makes no sense"},
		"a form that cannot be read": {
			http: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
				resp := jsonResponse(200, "access_token=%"+refreshToken)
				resp.Header.Set("Content-Type", "text/plain")
				return resp, nil
			})},
			says: "makes no sense",
		},
	} {
		t.Run(name, func(t *testing.T) {
			grant, client := newGrant(), desktopClient()
			grant.Expiry = time.Time{}
			if test.change != nil {
				test.change(grant, &client)
			}
			_, err := grant.TokenSource(t.Context(), client, test.http).Token()
			require.ErrorContains(t, err, test.says)
			if test.is != nil {
				require.ErrorIs(t, err, test.is)
			}
			requireNoSecret(t, err.Error())
		})
	}
}

func TestHTTPClientSendsTheTokenOnlyToGoogle(t *testing.T) {
	var authorization string
	base := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		authorization = r.Header.Get("Authorization")
		resp := jsonResponse(200, "{}")
		if strings.HasSuffix(r.URL.Path, "/away") {
			resp = jsonResponse(http.StatusFound, "")
			resp.Header.Set("Location", "https://evil.example/")
		}
		return resp, nil
	})}
	client := newGrant().HTTPClient(t.Context(), desktopClient(), base)
	for address, allowed := range map[string]bool{
		"https://photoslibrary.googleapis.com/v1/albums":      true,
		"https://lh3.googleusercontent.com/lr/x=d":            true,
		"https://lh5.googleusercontent.com/lr/x=d":            true,
		"http://lh3.googleusercontent.com/lr/x=d":             false,
		"http://127.0.0.1:1/v1/albums":                        false,
		"https://127.0.0.1:1/v1/albums":                       false,
		"https://[::1]/v1/albums":                             false,
		"https://localhost/v1/albums":                         false,
		"http://photoslibrary.googleapis.com/v1/albums":       false,
		"https://googleapis.com.evil.example/":                false,
		"https://evilgoogleapis.com/":                         false,
		"https://192.0.2.1/":                                  false,
		"https://photoslibrary.googleapis.com/v1/albums/away": false,
	} {
		authorization = ""
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("x"))
		require.NoError(t, err)
		resp, err := client.Do(req)
		if allowed {
			require.NoError(t, err, address)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, "Bearer "+accessToken, authorization)
			continue
		}
		require.ErrorContains(t, err, "refused to send", address)
		requireNoSecret(t, err.Error())
	}
}

func TestHTTPClientKeepsTheSettingsOfItsBase(t *testing.T) {
	var calls int
	base := &http.Client{Timeout: time.Minute, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		calls++
		return jsonResponse(200, r.Header.Get("Authorization")), nil
	})}
	client := newGrant().HTTPClient(t.Context(), desktopClient(), base)
	require.Equal(t, time.Minute, client.Timeout)
	require.Nil(t, base.CheckRedirect)
	body, err := get(t, client, "https://photoslibrary.googleapis.com/v1/albums")
	require.NoError(t, err)
	require.Equal(t, "Bearer "+accessToken, body)
	require.Equal(t, 1, calls)
}
