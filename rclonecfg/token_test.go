package rclonecfg_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

const goodLine = `{"access_token":"ya29.at","token_type":"Bearer","refresh_token":"1//rt","expiry":"2026-11-22T19:54:49Z"}`

func goodToken() rclonecfg.Token {
	return rclonecfg.Token{
		AccessToken:  rclonecfg.NewSecret("ya29.at"),
		RefreshToken: rclonecfg.NewSecret("1//rt"),
		TokenType:    "Bearer",
		Expiry:       time.Date(2026, 11, 22, 19, 54, 49, 0, time.UTC),
	}
}

// requireReason checks that err is a *TokenError for reason.
func requireReason(t *testing.T, reason rclonecfg.TokenErrorReason, err error) {
	t.Helper()
	var tokenErr *rclonecfg.TokenError
	require.ErrorAs(t, err, &tokenErr)
	require.Equal(t, reason, tokenErr.Reason)
}

func TestTokenOAuth2(t *testing.T) {
	token := goodToken()
	plain := token.OAuth2()
	require.Equal(t, &oauth2.Token{
		AccessToken: "ya29.at", RefreshToken: "1//rt", TokenType: "Bearer", Expiry: token.Expiry,
	}, plain)
	require.Equal(t, token, rclonecfg.TokenFrom(plain))
	require.Equal(t, rclonecfg.Token{}, rclonecfg.TokenFrom(nil))

	// What FormatToken writes, rclone reads with encoding/json into this type.
	line, err := rclonecfg.FormatToken(token)
	require.NoError(t, err)
	var read oauth2.Token
	require.NoError(t, json.Unmarshal([]byte(line.Reveal()), &read))
	require.Equal(t, *plain, read)
}

func TestRedacted(t *testing.T) {
	token := goodToken()
	for want, token := range map[string]rclonecfg.Token{
		`{"access_token":"[redacted]","token_type":"Bearer","refresh_token":"[redacted]","expiry":"2026-11-22T19:54:49Z"}`: token,
		`{"access_token":"","token_type":"Bearer","refresh_token":"","expiry":""}`:                                         {},
	} {
		require.Equal(t, want, token.Redacted())
	}
	_, err := rclonecfg.ParseToken(token.Redacted())
	requireReason(t, rclonecfg.TokenIsRedacted, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, token), "ya29")
		require.NotContains(t, fmt.Sprintf(verb, token), "1//rt")
	}
}
