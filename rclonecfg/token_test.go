package rclonecfg_test

import (
	"encoding/json"
	"fmt"
	"strings"
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

func TestParseTokenAccepts(t *testing.T) {
	for name, text := range map[string]string{
		"compact":     goodLine,
		"blanks":      "\n\t " + goodLine + " \r\n",
		"mark":        "\ufeff" + goodLine,
		"pretty":      "{\r\n  \"access_token\": \"ya29.at\",\r\n  \"token_type\": \"Bearer\",\r\n  \"refresh_token\": \"1//rt\",\r\n  \"expiry\": \"2026-11-22T19:54:49Z\"\r\n}",
		"order":       `{"expiry":"2026-11-22T19:54:49Z","refresh_token":"1//rt","access_token":"ya29.at"}`,
		"zone":        strings.Replace(goodLine, "19:54:49Z", "21:54:49+02:00", 1),
		"extra":       strings.Replace(goodLine, "{", `{"expires_in":3599,"scope":"openid","id_token":"x",`, 1),
		"expired":     strings.Replace(goodLine, "{", `{"expires_in":-1,`, 1),
		"null expiry": strings.Replace(goodLine, "{", `{"expires_in":null,`, 1),
		"transcript":  "Paste the following into your remote machine --->\n" + goodLine + "\n<---End paste\n",
		"end arrow":   "\ufeff" + goodLine + "\n<---End paste\n",
		"and prompt":  goodLine + "\n<---End paste\nroot@host:~# ",
		"joined":      goodLine + "<---End paste",
		"old and new": strings.Replace(goodLine, "{", `{"AccessToken":"old","RefreshToken":5,`, 1),
		"letter case": strings.Replace(goodLine, "access_token", "Access_Token", 1),
		"null type":   strings.Replace(goodLine, `"Bearer"`, "null", 1),
	} {
		t.Run(name, func(t *testing.T) {
			token, err := rclonecfg.ParseToken(text)
			require.NoError(t, err)
			require.Equal(t, goodToken(), token)
			line, err := rclonecfg.FormatToken(token)
			require.NoError(t, err)
			require.Equal(t, goodLine, line.Reveal()) //nolint:testifylint // every byte counts
		})
	}
}

func TestParseTokenKeepsFractions(t *testing.T) {
	text := strings.Replace(goodLine, "49Z", "49.123456789Z", 1)
	token, err := rclonecfg.ParseToken(text)
	require.NoError(t, err)
	line, err := rclonecfg.FormatToken(token)
	require.NoError(t, err)
	require.Equal(t, text, line.Reveal())
}

func TestParseTokenRefuses(t *testing.T) {
	const secretPart = "s3cr3tPart"
	without := func(member string) string {
		var object map[string]any
		require.NoError(t, json.Unmarshal([]byte(goodLine), &object))
		delete(object, member)
		text, err := json.Marshal(object)
		require.NoError(t, err)
		return strings.ReplaceAll(string(text), "ya29.at", secretPart)
	}
	with := func(member string) string { return strings.Replace(goodLine, "{", "{"+member+",", 1) }
	expiry := func(value string) string {
		return strings.ReplaceAll(goodLine, `"2026-11-22T19:54:49Z"`, value)
	}
	for _, test := range []struct {
		text   string
		reason rclonecfg.TokenErrorReason
		says   string
	}{
		{"", rclonecfg.TokenEmpty, "empty"},
		{" \n", rclonecfg.TokenEmpty, "empty"},
		{"{", rclonecfg.TokenTruncated, "cut off"},
		{goodLine[:len(goodLine)-1], rclonecfg.TokenTruncated, "cut off"},
		{goodLine[:30], rclonecfg.TokenTruncated, "cut off"},
		{`{"access_token":"` + secretPart, rclonecfg.TokenTruncated, "cut off"},
		{goodLine[1:], rclonecfg.TokenNotJSON, "one JSON object"},
		{goodLine + goodLine, rclonecfg.TokenNotJSON, "one JSON object"},
		{goodLine + "}", rclonecfg.TokenNotJSON, "one JSON object"},
		{"[" + goodLine + "]", rclonecfg.TokenNotJSON, "one JSON object"},
		{secretPart, rclonecfg.TokenNotJSON, "one JSON object"},
		{"null", rclonecfg.TokenNotJSON, "one JSON object"},
		{`"` + secretPart, rclonecfg.TokenNotJSON, "one JSON object"},
		{strings.Replace(goodLine, `"ya29.at"`, "5", 1), rclonecfg.TokenWrongType, "must be strings"},
		{strings.Replace(goodLine, `"1//rt"`, `{"a":"`+secretPart+`"}`, 1), rclonecfg.TokenWrongType, "must be strings"},
		{"{}", rclonecfg.TokenWithoutRefreshToken, "prompt=consent"},
		{without("refresh_token"), rclonecfg.TokenWithoutRefreshToken, "prompt=consent"},
		{without("access_token"), rclonecfg.TokenWithoutAccessToken, "expiry in the past"},
		{strings.Replace(goodLine, "ya29.at", "", 1), rclonecfg.TokenWithoutAccessToken, "expiry in the past"},
		{without("expiry"), rclonecfg.TokenWithoutExpiry, "expires_in"},
		{expiry("null"), rclonecfg.TokenWithoutExpiry, "expires_in"},
		{expiry(`"0001-01-01T00:00:00Z"`), rclonecfg.TokenWithoutExpiry, "expires_in"},
		{expiry(`""`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"2026-01-01 00:00:00"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"2026-01-01T00:00:00"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"` + secretPart + `"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`1767225600`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"9999-12-31T23:59:59-01:00"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"` + secretPart + `","expiry":"2026-11-22T19:54:49Z"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{with(`"expires_in":"3599"`), rclonecfg.TokenBadExpiresIn, "whole number"},
		{with(`"expires_in":"` + secretPart + `"`), rclonecfg.TokenBadExpiresIn, "whole number"},
		{with(`"expires_in":3599.5`), rclonecfg.TokenBadExpiresIn, "whole number"},
		{with(`"expires_in":3599.0`), rclonecfg.TokenBadExpiresIn, "whole number"},
		{with(`"expires_in":1e3`), rclonecfg.TokenBadExpiresIn, "whole number"},
		{with(`"expires_in":{}`), rclonecfg.TokenBadExpiresIn, "whole number"},
		{with(`"expires_in":[]`), rclonecfg.TokenBadExpiresIn, "whole number"},
		{with(`"expires_in":true`), rclonecfg.TokenBadExpiresIn, "whole number"},
		{with(`"expires_in":99999999999999999999`), rclonecfg.TokenBadExpiresIn, "whole number"},
		{with(`"Expires_In":"3599"`), rclonecfg.TokenBadExpiresIn, "whole number"},
		{with(`"expires_in":"3599","expires_in":3599`), rclonecfg.TokenBadExpiresIn, "whole number"},
		{`{"AccessToken":"` + secretPart + `","RefreshToken":"1//rt","Expiry":"2026-11-22T19:54:49Z"}`, rclonecfg.TokenIsOldStyle, "rename"},
		{`{"AccessToken":"` + secretPart + `"}`, rclonecfg.TokenIsOldStyle, "rename"},
		{`{"RefreshToken":"` + secretPart + `","Expiry":""}`, rclonecfg.TokenIsOldStyle, "rename"},
		{goodLine[:30] + "\n<---End paste", rclonecfg.TokenTruncated, "cut off"},
		{strings.Repeat("--->"+goodLine+"<---End paste\n", 2), rclonecfg.TokenNotJSON, "one JSON object"},
		{"4/0A" + secretPart, rclonecfg.TokenIsAuthorizationCode, "authorization code"},
		{"4%2F0A" + secretPart, rclonecfg.TokenIsAuthorizationCode, "authorization code"},
		{"http://127.0.0.1:53682/?state=x&code=4/0A" + secretPart, rclonecfg.TokenIsAuthorizationCode, "authorization code"},
		{"GOCSPX-" + secretPart, rclonecfg.TokenIsClientSecret, "client secret"},
		{`"GOCSPX-` + secretPart + `"`, rclonecfg.TokenIsClientSecret, "client secret"},
		{"1-" + secretPart + ".apps.googleusercontent.com", rclonecfg.TokenIsClientID, "client id"},
		{`{"installed":{"client_secret":"` + secretPart + `"}}`, rclonecfg.TokenIsClientFile, "credentials file"},
		{`{"web":{"client_secret":"` + secretPart + `"}}`, rclonecfg.TokenIsClientFile, "credentials file"},
		{`{"type":"service_account","private_key":"` + secretPart + `"}`, rclonecfg.TokenIsClientFile, "credentials file"},
		{`{"type":"authorized_user","refresh_token":"` + secretPart + `"}`, rclonecfg.TokenIsClientFile, "credentials file"},
		{"1//" + secretPart, rclonecfg.TokenIsBare, "without the JSON"},
		{"ya29." + secretPart, rclonecfg.TokenIsBare, "without the JSON"},
	} {
		// The text would show what looks like a secret in the log.
		t.Run(string(test.reason), func(t *testing.T) {
			_, err := rclonecfg.ParseToken(test.text)
			var tokenErr *rclonecfg.TokenError
			require.ErrorAs(t, err, &tokenErr)
			require.Equal(t, test.reason, tokenErr.Reason)
			require.ErrorContains(t, err, test.says)
			require.NotContains(t, err.Error(), secretPart)
			require.NotContains(t, fmt.Sprintf("%+v %#v", err, err), secretPart)
		})
	}
}

func TestParseTokenKeepsArrowsInsideTheToken(t *testing.T) {
	for _, text := range []string{"%s", "%s\n<---End paste", "Paste --->\n%s\n<---End paste"} {
		for _, odd := range []string{"a--->b", "a<---b"} {
			token, err := rclonecfg.ParseToken(fmt.Sprintf(text, strings.Replace(goodLine, "ya29.at", odd, 1)))
			require.NoError(t, err)
			require.Equal(t, odd, token.AccessToken.Reveal())
		}
	}
}

func TestFormatTokenRefuses(t *testing.T) {
	for _, test := range []struct {
		change func(*rclonecfg.Token)
		reason rclonecfg.TokenErrorReason
	}{
		{func(t *rclonecfg.Token) { t.RefreshToken = rclonecfg.Secret{} }, rclonecfg.TokenWithoutRefreshToken},
		{func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.Secret{} }, rclonecfg.TokenWithoutAccessToken},
		{func(t *rclonecfg.Token) { t.Expiry = time.Time{} }, rclonecfg.TokenWithoutExpiry},
		{func(t *rclonecfg.Token) { t.Expiry = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, rclonecfg.TokenBadExpiry},
	} {
		token := goodToken()
		test.change(&token)
		_, err := rclonecfg.FormatToken(token)
		var tokenErr *rclonecfg.TokenError
		require.ErrorAs(t, err, &tokenErr)
		require.Equal(t, test.reason, tokenErr.Reason)
	}
}

func TestFormatTokenIsSafeInConfigurationFiles(t *testing.T) {
	token := goodToken()
	token.AccessToken = rclonecfg.NewSecret("a\nb %(c)s \"d\" é")
	line, err := rclonecfg.FormatToken(token)
	require.NoError(t, err)
	require.NotContains(t, line.Reveal(), "\n")
	require.NotContains(t, line.Reveal(), "%")
	back, err := rclonecfg.ParseToken(line.Reveal())
	require.NoError(t, err)
	require.Equal(t, token, back)
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
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.NotContains(t, fmt.Sprintf(verb, token), "ya29")
		require.NotContains(t, fmt.Sprintf(verb, token), "1//rt")
	}
}

func TestNewest(t *testing.T) {
	old, fresh := goodToken(), goodToken()
	fresh.AccessToken = rclonecfg.NewSecret("fresh")
	fresh.Expiry = old.Expiry.Add(time.Second).In(time.FixedZone("x", -3600))
	for _, pair := range [][2]rclonecfg.Token{{old, fresh}, {fresh, old}} {
		newest, err := rclonecfg.Newest(pair[0], pair[1])
		require.NoError(t, err)
		require.Equal(t, "fresh", newest.AccessToken.Reveal())
	}
	same := old
	same.AccessToken = rclonecfg.NewSecret("same")
	newest, err := rclonecfg.Newest(old, same)
	require.NoError(t, err)
	require.Equal(t, "ya29.at", newest.AccessToken.Reveal(), "the first of two with the same expiry")

	other := old
	other.RefreshToken = rclonecfg.NewSecret("1//other")
	_, err = rclonecfg.Newest(old, other)
	require.ErrorIs(t, err, rclonecfg.ErrDifferentGrants)
	require.NotContains(t, err.Error(), "1//")

	// Without a refresh token nothing says that they belong together.
	for _, pair := range [][2]string{{"", ""}, {"1//rt", ""}, {"", "1//rt"}} {
		a, b := old, fresh
		a.RefreshToken, b.RefreshToken = rclonecfg.NewSecret(pair[0]), rclonecfg.NewSecret(pair[1])
		newest, err := rclonecfg.Newest(a, b)
		require.ErrorIs(t, err, rclonecfg.ErrDifferentGrants)
		require.Zero(t, newest)
	}
}

func FuzzParseToken(f *testing.F) {
	for _, seed := range []string{
		goodLine, "", "{", "4/0A", "GOCSPX-x", `{"installed":{}}`, "\ufeff{}", "--->" + goodLine + "<---",
		strings.Replace(goodLine, "Z", "+14:00", 1), strings.Replace(goodLine, "2026", "0000", 1),
		`{"ACCESS_TOKEN":"\u0000","refresh_token":"\ud800","expiry":"9999-12-31T23:59:59.999999999+00:00"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		token, err := rclonecfg.ParseToken(text)
		if err != nil {
			var tokenErr *rclonecfg.TokenError
			require.ErrorAs(t, err, &tokenErr)
			require.Greater(t, len(err.Error()), len("rclonecfg: "), "a reason without a message")
			return
		}
		line, err := rclonecfg.FormatToken(token)
		require.NoError(t, err)
		require.NotContains(t, line.Reveal(), "\n")
		back, err := rclonecfg.ParseToken(line.Reveal())
		require.NoError(t, err)
		require.Equal(t, token, back)

		var read oauth2.Token
		require.NoError(t, json.Unmarshal([]byte(line.Reveal()), &read), "rclone's reading")
		require.True(t, read.Expiry.Equal(token.Expiry))
		require.Equal(t, token.AccessToken.Reveal(), read.AccessToken)
		require.Equal(t, token.RefreshToken.Reveal(), read.RefreshToken)
	})
}
