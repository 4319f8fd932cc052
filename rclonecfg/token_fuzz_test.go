package rclonecfg_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// ordinary are tokens that cannot be mixed up with what is put at line ends.
var ordinary = regexp.MustCompile(`^[\w./-]*$`)

// requireSeen checks that the line is found in each disguise, broken or not.
func requireSeen(t *testing.T, line string, want rclonecfg.Token) {
	t.Helper()
	rare := !ordinary.MatchString(want.AccessToken.Reveal() + want.RefreshToken.Reveal() + want.TokenType)
	for name, disguise := range disguises {
		if rare && name == "mail" {
			continue // it breaks the line
		}
		text := disguise(line)
		got, err := rclonecfg.ParseToken(text)
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}
	for _, width := range []int{1, 13, 80} {
		for name, text := range map[string]string{
			"line": wrap(line, "\n   ", width), "blob": wrap(blob(line), "\r\n", width),
			"section": remoteSection(wrap(line, "\n", width)), "result": transcript(wrap(line, "\n", width)),
		} {
			got, err := rclonecfg.ParseToken(text)
			if err != nil && rare && name != "blob" {
				requireReason(t, rclonecfg.TokenBadCharacters, err)
				continue
			}
			require.NoError(t, err, "%s in lines of %d", name, width)
			require.Equal(t, want, got)
		}
	}
}

func FuzzParseToken(f *testing.F) {
	for _, seed := range []string{
		"", "{", "4/0A", "GOCSPX-x", `{"installed":{}}`, "\ufeff{}", "{\\", `{"token":"{"}`, "--->", "token=", "[a]", "eyJ", "\x1b[",
		strings.Replace(goodLine, "Z", "+14:00", 1), strings.Replace(goodLine, "2026", "0000", 1),
		`{"ACCESS_TOKEN":"\u0000","refresh_token":"\ud800","expiry":"9999-12-31T23:59:59.999999999+00:00"}`,
		`{"AccessToken":"a","RefreshToken":"b","Expiry":"2026-11-22T19:54:49Z"}`,
	} {
		f.Add(seed)
	}
	for _, disguise := range disguises {
		f.Add(disguise(goodLine))
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
		requireSeen(t, line.Reveal(), token)

		var read oauth2.Token
		require.NoError(t, json.Unmarshal([]byte(line.Reveal()), &read), "rclone's reading")
		require.Equal(t, *token.OAuth2(), read)
	})
}

func FuzzFormatToken(f *testing.F) {
	f.Add("ya29.at", "1//rt", "Bearer", int64(1795377289), int64(0), 0)
	f.Add("%`\"\"\"", "--->", "", int64(-62167219200), int64(1), 14)
	f.Add("a\x00b", "\xff", "é", int64(253402300800), int64(-1), -12)
	f.Fuzz(func(t *testing.T, access, refresh, kind string, seconds, nanoseconds int64, hours int) {
		token := rclonecfg.Token{
			AccessToken: rclonecfg.NewSecret(access), RefreshToken: rclonecfg.NewSecret(refresh), TokenType: kind,
			Expiry: time.Unix(seconds, nanoseconds).In(time.FixedZone("z", hours%24*3600)),
		}
		line, err := rclonecfg.FormatToken(token)
		if err != nil {
			var tokenErr *rclonecfg.TokenError
			require.ErrorAs(t, err, &tokenErr)
			return
		}
		for _, c := range []byte(line.Reveal()) {
			require.True(t, c > ' ' && c <= '~' && c != '%')
		}
		back, err := rclonecfg.ParseToken(line.Reveal())
		require.NoError(t, err)
		require.Equal(t, access, back.AccessToken.Reveal())
		require.Equal(t, refresh, back.RefreshToken.Reveal())
		require.True(t, back.Expiry.Equal(token.Expiry))
		again, err := rclonecfg.FormatToken(back)
		require.NoError(t, err)
		require.Equal(t, line.Reveal(), again.Reveal())
		requireSeen(t, line.Reveal(), back)
	})
}
