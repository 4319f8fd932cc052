package rclonecfg_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// secretPart must not be in an error. It is not in the JSON of a good token.
const secretPart = "s3cr3tPart"

type refusal struct {
	text   string
	reason rclonecfg.TokenErrorReason
	says   string
}

func requireRefused(t *testing.T, tests []refusal) {
	t.Helper()
	for _, test := range tests {
		// The text would show what looks like a secret in the log.
		t.Run(string(test.reason), func(t *testing.T) {
			token, err := rclonecfg.ParseToken(test.text)
			requireReason(t, test.reason, err)
			require.Zero(t, token)
			require.ErrorContains(t, err, test.says)
			require.ErrorContains(t, err, ": ")
			require.NotContains(t, err.Error(), secretPart)
			require.NotContains(t, fmt.Sprintf("%+v %#v", err, err), secretPart)
		})
	}
}

func TestParseTokenRefusesJSON(t *testing.T) {
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
	access := func(value string) string { return strings.Replace(goodLine, "ya29.at", value, 1) }
	requireRefused(t, []refusal{
		{goodLine[1:], rclonecfg.TokenNotJSON, "one JSON object"},
		{goodLine + goodLine, rclonecfg.TokenNotJSON, "one JSON object"},
		{goodLine + "}", rclonecfg.TokenNotJSON, "one JSON object"},
		{goodLine + " and more", rclonecfg.TokenNotJSON, "one JSON object"},
		{"[" + goodLine + "]", rclonecfg.TokenNotJSON, "one JSON object"},
		{"null", rclonecfg.TokenNotJSON, "one JSON object"},
		{strings.ReplaceAll(goodLine, `"`, "”"), rclonecfg.TokenNotJSON, "one JSON object"},
		{strings.ReplaceAll(goodLine, `"`, "'"), rclonecfg.TokenNotJSON, "one JSON object"},
		{access("\x01" + secretPart), rclonecfg.TokenNotJSON, "one JSON object"},
		{`{"token":` + goodLine + `}`, rclonecfg.TokenNotJSON, "one JSON object"},
		{strings.Replace(goodLine, `"ya29.at"`, "5", 1), rclonecfg.TokenWrongType, "must be strings"},
		{strings.Replace(goodLine, `"1//rt"`, `{"a":"`+secretPart+`"}`, 1), rclonecfg.TokenWrongType, "must be strings"},
		{`{"AccessToken":"a","RefreshToken":5}`, rclonecfg.TokenWrongType, "must be strings"},
		{"{}", rclonecfg.TokenMissing, "no token in this text"},
		{`{"error":"` + secretPart + `"}`, rclonecfg.TokenMissing, "no token in this text"},
		{`{"id":1,"provider":{"type":"GOOGLE_PHOTOS","client_secret":"` + secretPart + `"}}`, rclonecfg.TokenMissing, "no token in this text"},
		{`{"access_token":null}`, rclonecfg.TokenWithoutRefreshToken, "prompt=consent"},
		{without("refresh_token"), rclonecfg.TokenWithoutRefreshToken, "prompt=consent"},
		{`{"AccessToken":"` + secretPart + `"}`, rclonecfg.TokenWithoutRefreshToken, "prompt=consent"},
		{`{"RefreshToken":"` + secretPart + `","Expiry":"2026-11-22T19:54:49Z"}`, rclonecfg.TokenWithoutRefreshToken, "prompt=consent"},
		{without("access_token"), rclonecfg.TokenWithoutAccessToken, "expiry in the past"},
		{access(""), rclonecfg.TokenWithoutAccessToken, "expiry in the past"},
		{access(`","RefreshToken":"` + secretPart), rclonecfg.TokenWithoutAccessToken, "past"},
		{without("expiry"), rclonecfg.TokenWithoutExpiry, "expires_in"},
		{expiry("null"), rclonecfg.TokenWithoutExpiry, "expires_in"},
		{expiry(`"0001-01-01T00:00:00Z"`), rclonecfg.TokenWithoutExpiry, "expires_in"},
		{expiry(`"0001-01-01T01:00:00+01:00"`), rclonecfg.TokenWithoutExpiry, "expires_in"},
		{`{"AccessToken":"` + secretPart + `","RefreshToken":"x"}`, rclonecfg.TokenWithoutExpiry, "expires_in"},
		{expiry(`""`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"2026-01-01 00:00:00"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"2026-01-01T00:00:00"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"10000-01-01T00:00:00Z"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"-001-01-01T00:00:00Z"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"` + secretPart + `"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`1767225600`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"9999-12-31T23:59:59-01:00"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{expiry(`"` + secretPart + `","expiry":"2026-11-22T19:54:49Z"`), rclonecfg.TokenBadExpiry, "RFC 3339"},
		{`{"AccessToken":"a","RefreshToken":"r","Expiry":"` + secretPart + `"}`, rclonecfg.TokenBadExpiry, "RFC 3339"},
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
		{access(secretPart + " x"), rclonecfg.TokenBadCharacters, "copy it again"},
		{access("\u00a0" + secretPart), rclonecfg.TokenBadCharacters, "copy it again"},
		{access(secretPart + `\u0000`), rclonecfg.TokenBadCharacters, "copy it again"},
		{access(secretPart + `\n`), rclonecfg.TokenBadCharacters, "copy it again"},
		{access(secretPart + "\xff"), rclonecfg.TokenBadCharacters, "copy it again"},
		{access(secretPart + `\ud800`), rclonecfg.TokenBadCharacters, "copy it again"},
		{access(secretPart + "é"), rclonecfg.TokenBadCharacters, "copy it again"},
		{strings.Replace(goodLine, "1//rt", "1//r t", 1), rclonecfg.TokenBadCharacters, "copy it again"},
		{strings.Replace(goodLine, "Bearer", "Bea rer", 1), rclonecfg.TokenBadCharacters, "copy it again"},
		{with(`"access_token":"` + secretPart + `"`), rclonecfg.TokenSeveral, "only the one"},
		{with(`"Refresh_Token":"` + secretPart + `"`), rclonecfg.TokenSeveral, "only the one"},
		{with(`"token_type":"` + secretPart + `"`), rclonecfg.TokenSeveral, "only the one"},
		{with(`"expiry":"2025-11-22T19:54:49Z"`), rclonecfg.TokenSeveral, "only the one"},
		{`{"refresh_token":"1//a","AccessToken":"` + secretPart + `","RefreshToken":"1//b"}`, rclonecfg.TokenSeveral, "only the one"},
		{access("GOCSPX-" + secretPart), rclonecfg.TokenIsClientSecret, "client secret"},
		{strings.Replace(goodLine, "1//rt", "4/0A"+secretPart, 1), rclonecfg.TokenIsAuthorizationCode, "authorization code"},
		{access("********"), rclonecfg.TokenIsRedacted, "hidden"},
	})
}

func TestParseTokenRefusesTruncated(t *testing.T) {
	long := strings.Replace(goodLine, "ya29.at", secretPart, 1)
	var tests []refusal
	for i := 1; i < len(long); i++ {
		cut := long[:i]
		texts := []string{
			cut, cut + "\n<---End paste", transcript(cut), "token = " + cut, remoteSection(cut), `"` + cut,
			remoteSection(cut) + "\n[local]\ntype = local\n# comment\n",
			jsonString(cut), strings.Trim(jsonString(cut), `"`), blob(cut), transcript(blob(cut)),
			`{"p":{"type":"gphotos","token":` + jsonString(cut) + `}}`,
			`{"p":{"type":"gphotos","token":` + jsonString(long)[:i],
		}
		for _, text := range texts {
			tests = append(tests, refusal{text, rclonecfg.TokenTruncated, "cut off"})
		}
	}
	whole := blob(long)
	for i := len("eyJ0") + 1; i < len(whole); i++ {
		tests = append(tests, refusal{whole[:i], rclonecfg.TokenTruncated, "cut off"}, refusal{transcript(whole[:i]), rclonecfg.TokenTruncated, "cut off"})
	}
	requireRefused(t, tests)
}

func TestParseTokenRefusesOtherTexts(t *testing.T) {
	requireRefused(t, []refusal{
		{"", rclonecfg.TokenEmpty, "empty"},
		{" \n\u200b\u00a0", rclonecfg.TokenEmpty, "empty"},
		{"''", rclonecfg.TokenEmpty, "empty"},
		{transcript(""), rclonecfg.TokenEmpty, "empty"},
		{secretPart, rclonecfg.TokenNotJSON, "one JSON object"},
		{`"` + secretPart, rclonecfg.TokenNotJSON, "one JSON object"},
		{"token = " + secretPart, rclonecfg.TokenNotJSON, "one JSON object"},
		{transcript(secretPart), rclonecfg.TokenNotJSON, "one JSON object"},
		{blob(goodLine) + "=", rclonecfg.TokenNotJSON, "one JSON object"}, // rclone does not take padding
		{base64.RawURLEncoding.EncodeToString([]byte(`{"token":"??>` + secretPart)), rclonecfg.TokenNotJSON, "one JSON object"},
		{"x " + goodLine, rclonecfg.TokenNotJSON, "one JSON object"},
		{"[photos]\ntype = gphotos\nclient_secret = " + secretPart, rclonecfg.TokenMissing, "no token in this text"},
		{remoteSection(""), rclonecfg.TokenMissing, "no token in this text"},
		{`{"p":{"type":"gphotos","client_secret":"` + secretPart + `"}}`, rclonecfg.TokenMissing, "no token in this text"},
		{`{"type":"gphotos","token":""}`, rclonecfg.TokenMissing, "no token in this text"},
		{base64.RawStdEncoding.EncodeToString([]byte(`{"client_id":"c","client_secret":"` + secretPart + `"}`)), rclonecfg.TokenMissing, "no token"},
		{"# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\n" + secretPart, rclonecfg.TokenIsEncrypted, "config show"},
		{remoteSection("XXX"), rclonecfg.TokenIsRedacted, "hidden"},
		{"********", rclonecfg.TokenIsRedacted, "hidden"},
		{rclonecfg.NewSecret(goodLine).String(), rclonecfg.TokenIsRedacted, "hidden"},
		{remoteSection(`{"access_token":"%(client_id)s` + secretPart + goodLine[len(`{"access_token":"`):]), rclonecfg.TokenBadCharacters, "copy it again"},
		{"4/0A" + secretPart, rclonecfg.TokenIsAuthorizationCode, "authorization code"},
		{"4%2F0A" + secretPart, rclonecfg.TokenIsAuthorizationCode, "authorization code"},
		{"token = 4/0A" + secretPart, rclonecfg.TokenIsAuthorizationCode, "authorization code"},
		{transcript("4/0A" + secretPart), rclonecfg.TokenIsAuthorizationCode, "authorization code"},
		{"http://127.0.0.1:53682/?state=x&code=4/0A" + secretPart, rclonecfg.TokenIsRedirectURL, "address"},
		{"127.0.0.1:53682/?state=x&code=4/0A" + secretPart + "&scope=openid", rclonecfg.TokenIsRedirectURL, "address"},
		{"“http://localhost:53682/?error=access_denied&state=" + secretPart + "”", rclonecfg.TokenIsRedirectURL, "address"},
		{"code=4/0A" + secretPart + "&scope=openid", rclonecfg.TokenIsRedirectURL, "address"},
		{"http://127.0.0.1:53682/auth?state=" + secretPart, rclonecfg.TokenIsSignInURL, "open it in a browser"},
		{"https://accounts.google.com/o/oauth2/auth?client_id=" + secretPart + "&response_type=code", rclonecfg.TokenIsSignInURL, "open it in a browser"},
		{"GOCSPX-" + secretPart, rclonecfg.TokenIsClientSecret, "client secret"},
		{`"GOCSPX-` + secretPart + `"`, rclonecfg.TokenIsClientSecret, "client secret"},
		{"1-" + secretPart + ".apps.googleusercontent.com", rclonecfg.TokenIsClientID, "client id"},
		{`{"installed":{"client_secret":"` + secretPart + `"}}`, rclonecfg.TokenIsClientFile, "credentials file"},
		{`{"web":{"client_secret":"` + secretPart + `"}}`, rclonecfg.TokenIsClientFile, "credentials file"},
		{`{"type":"service_account","private_key":"` + secretPart + `"}`, rclonecfg.TokenIsClientFile, "credentials file"},
		{`{"type":"authorized_user","refresh_token":"` + secretPart + `"}`, rclonecfg.TokenIsClientFile, "credentials file"},
		{"1//" + secretPart, rclonecfg.TokenIsBare, "without the JSON"},
		{"ya29." + secretPart, rclonecfg.TokenIsBare, "without the JSON"},
		{"token = ya29." + secretPart, rclonecfg.TokenIsBare, "without the JSON"},
		{"eyJhbGciOi.eyJhdWQiOi." + secretPart, rclonecfg.TokenIsBare, "without the JSON"},
		{strings.Repeat(secretPart, 10), rclonecfg.TokenIsBare, "without the JSON"},
	})
}

func TestParseTokenRefusesSeveral(t *testing.T) {
	other := strings.Replace(goodLine, "1//rt", secretPart, 1)
	later := strings.Replace(goodLine, "2026", "2027", 1)
	named := func(name, line string) string { return strings.Replace(remoteSection(line), "photos", name, 1) }
	for name, test := range map[string]struct {
		text    string
		remotes []string
	}{
		"not a name":           {"[ya29." + secretPart + "]\ntoken = " + goodLine + "\n[1//" + secretPart + "]\ntoken = " + other, nil},
		"sections":             {named("a b", goodLine) + named("c", other), []string{"a b", "c"}},
		"one of them cut":      {named("a", goodLine) + named("b", goodLine) + named("c", other[:30]) + named("d", goodLine), []string{"a", "b", "c", "d"}},
		"all of them cut":      {named("a", goodLine[:30]) + named("b", other[:60]), []string{"a", "b"}},
		"in one section":       {remoteSection(goodLine) + "token = " + later + "\n", []string{"photos"}},
		"other brackets":       {remoteSection(goodLine) + "[\"" + secretPart + "\"]\ntoken = " + other, []string{"photos"}},
		"without names":        {"token = " + goodLine + "\ntoken = " + other, nil},
		"dump":                 {`{"z":{"token":` + jsonString(goodLine) + `},"b":{"token":` + jsonString(other) + `}}`, []string{"b", "z"}},
		"dump and unusable":    {`{"z":{"token":"x"},"b":{"token":` + jsonString(other) + `}}`, []string{"b", "z"}},
		"transcripts":          {transcript(goodLine) + transcript(other), nil},
		"copies of one grant":  {transcript(goodLine) + transcript(later), nil},
		"different types":      {goodLine + "\n" + strings.Replace(goodLine, "Bearer", "MAC", 1), nil},
		"lines":                {goodLine + "\n" + later, nil},
		"section and its dump": {remoteSection(goodLine) + `{"p":{"type":"box","token":` + jsonString(other) + `}}`, []string{"photos", "p"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rclonecfg.ParseToken(test.text)
			requireReason(t, rclonecfg.TokenSeveral, err)
			var tokenErr *rclonecfg.TokenError
			require.ErrorAs(t, err, &tokenErr)
			require.Equal(t, test.remotes, tokenErr.Remotes)
			for _, remote := range test.remotes {
				require.ErrorContains(t, err, fmt.Sprintf("%q", remote))
			}
			require.ErrorContains(t, err, "only")
			require.Equal(t, test.remotes == nil, !strings.Contains(err.Error(), `"`))
			require.NotContains(t, err.Error(), secretPart)
		})
	}
}

// The remotes may share one token.
func TestParseTokenTakesTheSameTokenTwice(t *testing.T) {
	zone := strings.Replace(goodLine, "19:54:49Z", "20:54:49+01:00", 1)
	token, err := rclonecfg.ParseToken(remoteSection(goodLine) + "[other]\ntype = gphotos\ntoken = " + zone)
	require.NoError(t, err)
	require.Equal(t, goodToken(), token)

	_, err = rclonecfg.ParseToken(remoteSection("4/0A") + "[other]\ntype = gphotos\ntoken = 4/0A")
	requireReason(t, rclonecfg.TokenIsAuthorizationCode, err)
}

func TestParseTokenNamesTheFirstTenRemotes(t *testing.T) {
	var file strings.Builder
	for i := range 12 {
		fmt.Fprintf(&file, "[r%d]\ntoken = %s\n", i, strings.Replace(goodLine, "1//rt", fmt.Sprint("1//", i), 1))
	}
	_, err := rclonecfg.ParseToken(file.String())
	require.ErrorContains(t, err, `only one of "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", and 2 more`)
	var tokenErr *rclonecfg.TokenError
	require.ErrorAs(t, err, &tokenErr)
	require.Len(t, tokenErr.Remotes, 12)
}

// A text that is all beginnings takes no longer than another of its size: each
// of these would take hours if each beginning were followed to the end.
func TestParseTokenReadsHostileTexts(t *testing.T) {
	var remotes strings.Builder
	for i := range 5_000 {
		fmt.Fprintf(&remotes, "[r%d]\ntoken = %s\n", i, strings.Replace(goodLine, "1//rt", fmt.Sprint("1//", i), 1))
	}
	const size = 1 << 18
	for _, text := range []string{"{\n", "token = {\n", "---> {\n", "{\\\n", remotes.String()} {
		_, err := rclonecfg.ParseToken(strings.Repeat(text, max(1, size/len(text))))
		var tokenErr *rclonecfg.TokenError
		require.ErrorAs(t, err, &tokenErr)
	}
}
