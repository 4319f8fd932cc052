package rclonecfg_test

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/oauth2"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// The whole output of "rclone authorize" is pasted, as the terminal wrapped it.
func ExampleParseToken() {
	pasted := `2026/11/22 18:54:48 NOTICE: Got code
Paste the following into your remote machine --->
{"access_token":"ya29.a0Af","token_type":"Bearer","refresh_token":"1//0ab
c","expiry":"2026-11-22T20:54:49+01:00","expires_in":3599}
<---End paste
`
	token, err := rclonecfg.ParseToken(pasted)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(token.Redacted())
	// Output: {"access_token":"[redacted]","token_type":"Bearer","refresh_token":"[redacted]","expiry":"2026-11-22T19:54:49Z"}
}

// A whole configuration file is read, too, if it leaves no choice.
func ExampleParseToken_configurationFile() {
	_, err := rclonecfg.ParseToken(`
[private]
type = googlephotos
token = {"access_token":"ya29.a","token_type":"Bearer","refresh_token":"1//a","expiry":"2026-11-22T19:54:49Z"}

[club]
type = googlephotos
token = {"access_token":"ya29.b","token_type":"Bearer","refresh_token":"1//b","expiry":"2026-11-22T19:54:49Z"}
`)
	var tokenErr *rclonecfg.TokenError
	if errors.As(err, &tokenErr) {
		fmt.Println(tokenErr.Reason, tokenErr.Remotes)
	}
	fmt.Println(err)
	// Output:
	// several tokens [private club]
	// rclonecfg: there are tokens of several remotes in this text: copy the section of only one of "private", "club"
}

func ExampleTokenError() {
	_, err := rclonecfg.ParseToken("GOCSPX-pasted-into-the-wrong-field")
	var tokenErr *rclonecfg.TokenError
	if errors.As(err, &tokenErr) {
		fmt.Println(tokenErr.Reason)
	}
	fmt.Println(err)
	// Output:
	// client secret
	// rclonecfg: this is an OAuth client secret, not a token: it belongs in the client secret field; sign in with it to get a token
}

func ExampleFormatToken() {
	token := rclonecfg.TokenFrom(&oauth2.Token{
		AccessToken:  "ya29.a0Af",
		RefreshToken: "1//0abc",
		Expiry:       time.Date(2026, 11, 22, 20, 54, 49, 0, time.FixedZone("CET", 3600)),
	})
	line, err := rclonecfg.FormatToken(token)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(line)
	fmt.Println(line.Reveal())
	// Output:
	// [redacted]
	// {"access_token":"ya29.a0Af","token_type":"Bearer","refresh_token":"1//0abc","expiry":"2026-11-22T19:54:49Z"}
}

func ExampleTokenFrom() {
	token := rclonecfg.TokenFrom(&oauth2.Token{AccessToken: "ya29.a0Af", TokenType: "Bearer"})
	fmt.Println(token.AccessToken, token.TokenType)
	_, err := rclonecfg.FormatToken(token)
	fmt.Println(err)
	// Output:
	// [redacted] Bearer
	// rclonecfg: the token has no refresh_token and would stop working within an hour: sign in again, and force the consent page (prompt=consent, access_type=offline)
}

// For a log: also a token that rclone could not use.
func ExampleToken_Redacted() {
	token := rclonecfg.Token{AccessToken: rclonecfg.NewSecret("ya29.a0Af")}
	fmt.Println(token.Redacted())
	// Output: {"access_token":"[redacted]","token_type":"Bearer","refresh_token":"","expiry":""}
}

func ExampleToken_OAuth2() {
	token, err := rclonecfg.ParseToken(
		`{"access_token":"ya29.a0Af","token_type":"Bearer","refresh_token":"1//0abc","expiry":"2026-11-22T19:54:49Z"}`,
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	plain := token.OAuth2() // for oauth2.Config.TokenSource
	fmt.Println(plain.Type(), plain.Expiry)
	// Output: Bearer 2026-11-22 19:54:49 +0000 UTC
}

// The NAS has refreshed the token since it was stored here.
func ExampleNewest() {
	stored := rclonecfg.Token{
		AccessToken:  rclonecfg.NewSecret("old"),
		RefreshToken: rclonecfg.NewSecret("1//0abc"),
		Expiry:       time.Date(2026, 11, 22, 19, 0, 0, 0, time.UTC),
	}
	onNAS := stored
	onNAS.AccessToken = rclonecfg.NewSecret("refreshed")
	onNAS.Expiry = stored.Expiry.Add(time.Hour)

	newest, err := rclonecfg.Newest(stored, onNAS)
	fmt.Println(newest.AccessToken.Reveal(), err)

	other := onNAS
	other.RefreshToken = rclonecfg.NewSecret("1//0xyz") // of another sign-in
	_, err = rclonecfg.Newest(stored, other)
	fmt.Println(errors.Is(err, rclonecfg.ErrDifferentGrants))
	// Output:
	// refreshed <nil>
	// true
}
