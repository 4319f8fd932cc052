package rclonecfg_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func TestFormatTokenIsByteStable(t *testing.T) {
	zone := func(hours int) *time.Location { return time.FixedZone("z", hours*3600) }
	for name, test := range map[string]struct {
		change func(*rclonecfg.Token)
		want   string
	}{
		"plain":          {func(*rclonecfg.Token) {}, goodLine},
		"no type":        {func(t *rclonecfg.Token) { t.TokenType = "" }, goodLine},
		"other type":     {func(t *rclonecfg.Token) { t.TokenType = "bearer" }, strings.Replace(goodLine, "Bearer", "bearer", 1)},
		"zone":           {func(t *rclonecfg.Token) { t.Expiry = t.Expiry.In(zone(14)) }, goodLine},
		"fraction":       {func(t *rclonecfg.Token) { t.Expiry = t.Expiry.Add(120 * time.Millisecond) }, strings.Replace(goodLine, "49Z", "49.12Z", 1)},
		"nanosecond":     {func(t *rclonecfg.Token) { t.Expiry = t.Expiry.Add(1) }, strings.Replace(goodLine, "49Z", "49.000000001Z", 1)},
		"first moment":   {func(t *rclonecfg.Token) { t.Expiry = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC) }, strings.Replace(goodLine, "2026-11-22T19:54:49", "0000-01-01T00:00:00", 1)},
		"last moment":    {func(t *rclonecfg.Token) { t.Expiry = time.Date(10000, 1, 1, 0, 0, 0, -1, time.UTC) }, strings.Replace(goodLine, "2026-11-22T19:54:49", "9999-12-31T23:59:59.999999999", 1)},
		"year 10000":     {func(t *rclonecfg.Token) { t.Expiry = time.Date(10000, 1, 1, 5, 0, 0, 0, zone(9)) }, strings.Replace(goodLine, "2026-11-22T19:54:49", "9999-12-31T20:00:00", 1)},
		"references":     {func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.NewSecret("%(a)s%") }, strings.Replace(goodLine, "ya29.at", `\u0025(a)s\u0025`, 1)},
		"quotes":         {func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.NewSecret("`\"\"\"`\\") }, strings.Replace(goodLine, "ya29.at", "`"+`\"\"\"`+"`"+`\\`, 1)},
		"arrows":         {func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.NewSecret("--->&<---") }, strings.Replace(goodLine, "ya29.at", `---\u003e\u0026\u003c---`, 1)},
		"configuration":  {func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.NewSecret("[x];#=:${y}") }, strings.Replace(goodLine, "ya29.at", "[x];#=:${y}", 1)},
		"monotonic time": {func(t *rclonecfg.Token) { t.Expiry = time.Now() }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			token := goodToken()
			test.change(&token)
			line, err := rclonecfg.FormatToken(token)
			require.NoError(t, err)
			if test.want != "" {
				require.Equal(t, test.want, line.Reveal())
			}
			back, err := rclonecfg.ParseToken(line.Reveal())
			require.NoError(t, err)
			again, err := rclonecfg.FormatToken(back)
			require.NoError(t, err)
			require.Equal(t, line.Reveal(), again.Reveal())
		})
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
		{func(t *rclonecfg.Token) { t.Expiry = time.Date(0, 1, 1, 0, 0, 0, -1, time.UTC) }, rclonecfg.TokenBadExpiry},
		{func(t *rclonecfg.Token) { t.Expiry = time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("z", -7200)) }, rclonecfg.TokenBadExpiry},
		{func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.NewSecret("a\x00") }, rclonecfg.TokenBadCharacters},
		{func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.NewSecret("a\nb") }, rclonecfg.TokenBadCharacters},
		{func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.NewSecret(" a") }, rclonecfg.TokenBadCharacters},
		{func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.NewSecret("a\x7f") }, rclonecfg.TokenBadCharacters},
		{func(t *rclonecfg.Token) { t.RefreshToken = rclonecfg.NewSecret("a\xff") }, rclonecfg.TokenBadCharacters},
		{func(t *rclonecfg.Token) { t.RefreshToken = rclonecfg.NewSecret("ä") }, rclonecfg.TokenBadCharacters},
		{func(t *rclonecfg.Token) { t.TokenType = "Bearer\n" }, rclonecfg.TokenBadCharacters},
		{func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.NewSecret(t.AccessToken.String()) }, rclonecfg.TokenIsRedacted},
	} {
		token := goodToken()
		test.change(&token)
		line, err := rclonecfg.FormatToken(token)
		requireReason(t, test.reason, err)
		require.True(t, line.IsZero())
	}
}
