package rcloneproof_test

import (
	"testing"

	"github.com/rclone/rclone/fs/config/configmap"
	"github.com/rclone/rclone/lib/oauthutil"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// rcloneLoads is the token that rclone's OAuth library finds in the option
// "token", and what it leaves there.
func rcloneLoads(text string) (token *oauth2.Token, left string, err error) {
	options := configmap.Simple{"token": text}
	token, err = oauthutil.GetToken("p", options)
	return token, options["token"], err
}

// requireUsable checks that rclone can use text, and that it means token there.
func requireUsable(tb testing.TB, text string, token rclonecfg.Token) {
	tb.Helper()
	loaded, left, err := rcloneLoads(text)
	require.NoError(tb, err)
	require.Equal(tb, token.AccessToken.Reveal(), loaded.AccessToken)
	require.Equal(tb, token.RefreshToken.Reveal(), loaded.RefreshToken)
	require.True(tb, token.Expiry.Equal(loaded.Expiry), "%s is not %s", token.Expiry, loaded.Expiry)
	require.False(tb, loaded.Expiry.IsZero(), "rclone would never refresh it")
	require.NotEmpty(tb, loaded.AccessToken)
	require.NotEmpty(tb, loaded.RefreshToken)

	// What rclone leaves in the file, old keys made new, is the same token.
	again, err := rclonecfg.ParseToken(left)
	require.NoError(tb, err)
	newest, err := rclonecfg.Newest(token, again)
	require.NoError(tb, err)
	require.Equal(tb, token.AccessToken, newest.AccessToken)
}

// A token that rclone destroys: its library overwrites it with an empty one.
func TestLibraryOfRcloneDestroysWhatIsRefused(t *testing.T) {
	for _, text := range []string{
		`{"access_token":"","refresh_token":"r","expiry":"2020-01-01T00:00:00Z"}`,
		`{"refresh_token":"r","expiry":"2020-01-01T00:00:00Z"}`,
		`{"access_token":null,"refresh_token":"r","expiry":"2020-01-01T00:00:00Z"}`,
	} {
		_, left, err := rcloneLoads(text)
		require.NoError(t, err)
		require.NotContains(t, left, "refresh_token")

		var tokenErr *rclonecfg.TokenError
		_, err = rclonecfg.ParseToken(text)
		require.ErrorAs(t, err, &tokenErr)
		require.Equal(t, rclonecfg.TokenWithoutAccessToken, tokenErr.Reason)
	}
}

// FuzzTokenAgainstRclone gives the text to rclone's OAuth library: what is
// accepted here works there, and what does not work there is refused here.
func FuzzTokenAgainstRclone(f *testing.F) {
	for _, text := range []string{
		"", "{}", "null", "[]", `{"access_token":"a","refresh_token":"r","expiry":"2020-01-01T00:00:00Z"}`,
		`{"AccessToken":"a","RefreshToken":"r","Expiry":"2020-01-01T00:00:00Z"}`,
		`{"access_token":"","refresh_token":"r","expiry":"2020-01-01T00:00:00Z"}`,
		`{"access_token":"a","refresh_token":"r","expires_in":3599}`,
		`{"access_token":"a","ACCESS_TOKEN":"b","refresh_token":"r","expiry":"2020-01-01T00:00:00Z","expires_in":"1"}`,
		`{"access_token":"a","refresh_token":"r","expiry":"0001-01-01T00:00:00Z"}`,
		`{"access_token":"a","refresh_token":"r","expiry":"2020-01-01T00:00:00.123456789+14:00"} `,
		"---> {\"access_token\":\"a\",\"refresh_token\":\"r\",\"expiry\":\"2020-01-01T00:00:00Z\"} <---End paste",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if token, err := rclonecfg.ParseToken(text); err == nil {
			line, err := rclonecfg.FormatToken(token)
			require.NoError(t, err)
			requireUsable(t, line.Reveal(), token)
			_, left, err := rcloneLoads(line.Reveal())
			require.NoError(t, err)
			require.Equal(t, line.Reveal(), left, "rclone leaves it alone")
		}
		// As it stands in a file, without the help of ParseToken.
		made := remote("p", "googlephotos", "client_id", "c", "client_secret", "s", "token", text)
		if photos, err := rclonecfg.ParseGooglePhotos(made); err == nil {
			requireUsable(t, text, photos.Token)
		}
	})
}
