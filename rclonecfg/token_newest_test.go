package rclonecfg_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func TestNewest(t *testing.T) {
	old := goodToken()
	changed := func(change func(*rclonecfg.Token)) rclonecfg.Token {
		token := goodToken()
		change(&token)
		return token
	}
	for name, test := range map[string]struct{ loser, winner rclonecfg.Token }{
		"later": {old, changed(func(t *rclonecfg.Token) {
			t.AccessToken, t.Expiry = rclonecfg.NewSecret("fresh"), t.Expiry.Add(time.Nanosecond)
		})},
		"later in another zone": {old, changed(func(t *rclonecfg.Token) {
			t.Expiry = t.Expiry.Add(time.Second).In(time.FixedZone("x", -3600))
		})},
		"no expiry": {changed(func(t *rclonecfg.Token) { t.Expiry = time.Time{} }), old},
		"no access token": {changed(func(t *rclonecfg.Token) {
			t.AccessToken, t.Expiry = rclonecfg.Secret{}, t.Expiry.AddDate(1, 0, 0)
		}), old},
		"impossible expiry": {changed(func(t *rclonecfg.Token) { t.Expiry = t.Expiry.AddDate(9000, 0, 0) }), old},
		"damaged":           {changed(func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.NewSecret("z z") }), old},
		"other access":      {old, changed(func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.NewSecret("ya29.at+") })},
		"other type":        {changed(func(t *rclonecfg.Token) { t.TokenType = "" }), changed(func(t *rclonecfg.Token) { t.TokenType = "bearer" })},
		"both unusable": {
			changed(func(t *rclonecfg.Token) { t.Expiry = time.Time{} }),
			changed(func(t *rclonecfg.Token) { t.AccessToken = rclonecfg.Secret{} }),
		},
		"the same": {old, changed(func(t *rclonecfg.Token) { t.TokenType, t.Expiry = "", t.Expiry.Local() })},
	} {
		t.Run(name, func(t *testing.T) {
			want := test.winner
			want.Expiry = want.Expiry.UTC()
			if want.TokenType == "" {
				want.TokenType = "Bearer"
			}
			for _, pair := range [][2]rclonecfg.Token{{test.loser, test.winner}, {test.winner, test.loser}, {test.winner, test.winner}} {
				newest, err := rclonecfg.Newest(pair[0], pair[1])
				require.NoError(t, err)
				require.Equal(t, want, newest)
			}
		})
	}
}

func TestNewestRefusesDifferentGrants(t *testing.T) {
	// Without a refresh token nothing says that they belong together.
	for _, pair := range [][2]string{{"1//rt", "1//other"}, {"", ""}, {"1//rt", ""}, {"", "1//rt"}} {
		a, b := goodToken(), goodToken()
		a.RefreshToken, b.RefreshToken = rclonecfg.NewSecret(pair[0]), rclonecfg.NewSecret(pair[1])
		newest, err := rclonecfg.Newest(a, b)
		require.ErrorIs(t, err, rclonecfg.ErrDifferentGrants)
		require.NotContains(t, err.Error(), "1//")
		require.Zero(t, newest)
	}
}

// FuzzNewest checks that it is the maximum of a total order: the result is one of
// both, the same in either order, and the same however three are grouped.
func FuzzNewest(f *testing.F) {
	f.Add("a", "b", "c", "", "bearer", int64(0), int64(1), int64(-1))
	f.Add("", "b", "b c", "Bearer", "", int64(5), int64(5), int64(5))
	f.Add("a", "a", "a", "Bearer", "", int64(1)<<62, int64(-1)<<62, int64(0))
	f.Fuzz(func(t *testing.T, access1, access2, access3, type1, type2 string, time1, time2, time3 int64) {
		token := func(access, kind string, seconds int64) rclonecfg.Token {
			result := rclonecfg.Token{AccessToken: rclonecfg.NewSecret(access), RefreshToken: rclonecfg.NewSecret("r"), TokenType: kind}
			if seconds != 0 {
				result.Expiry = time.Unix(seconds, 0)
			}
			return result
		}
		newest := func(a, b rclonecfg.Token) rclonecfg.Token {
			result, err := rclonecfg.Newest(a, b)
			require.NoError(t, err)
			return result
		}
		a, b, c := token(access1, type1, time1), token(access2, type2, time2), token(access3, type2, time3)
		require.Equal(t, newest(a, b), newest(b, a))
		require.Equal(t, newest(newest(a, b), c), newest(a, newest(b, c)))
		ab := newest(a, b)
		require.Contains(t, []rclonecfg.Token{newest(a, a), newest(b, b)}, ab)
		require.Equal(t, ab, newest(ab, a))

		_, errA := rclonecfg.FormatToken(a)
		_, errB := rclonecfg.FormatToken(b)
		if _, err := rclonecfg.FormatToken(ab); err != nil {
			require.Error(t, errA, "the usable one loses")
			require.Error(t, errB, "the usable one loses")
		}
		if errA == nil && errB == nil {
			require.False(t, a.Expiry.After(ab.Expiry) || b.Expiry.After(ab.Expiry))
		}
	})
}
