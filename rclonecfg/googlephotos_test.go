package rclonecfg_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func goodPhotos() rclonecfg.GooglePhotos {
	return rclonecfg.GooglePhotos{
		ClientID:     "123.apps.googleusercontent.com",
		ClientSecret: rclonecfg.NewSecret("GOCSPX-s"),
		Token:        goodToken(),
	}
}

func TestGooglePhotosRemote(t *testing.T) {
	remote, err := goodPhotos().Remote("photos")
	require.NoError(t, err)
	require.Equal(t, rclonecfg.Remote{Name: "photos", Type: "googlephotos", Options: []rclonecfg.Option{
		{Key: "client_id", Value: rclonecfg.NewSecret("123.apps.googleusercontent.com")},
		{Key: "client_secret", Value: rclonecfg.NewSecret("GOCSPX-s")},
		{Key: "token", Value: rclonecfg.NewSecret(goodLine)},
	}}, remote)
	for _, verb := range []string{"%v", "%+v", "%#v"} {
		require.NotContains(t, fmt.Sprintf(verb, remote), "GOCSPX")
		require.NotContains(t, fmt.Sprintf(verb, remote), "ya29")
	}
}

// allPhotos has no field with rclone's default.
func allPhotos() rclonecfg.GooglePhotos {
	photos := goodPhotos()
	photos.AuthURL, photos.TokenURL = "https://login.example/auth", "https://login.example/token?a=b"
	photos.ReadOnly, photos.ReadSize, photos.StartYear, photos.IncludeArchived = true, true, 1999, true
	photos.Proxy, photos.Encoding = "http://localhost:8282", "Slash,Dot"
	photos.BatchSize, photos.BatchTimeout = 50, 90*time.Second
	photos.Description = "of the family, 100 %"
	photos.Other = []rclonecfg.Option{
		{Key: "override.tpslimit", Value: rclonecfg.NewSecret("5")},
		{Key: "global.user_agent", Value: rclonecfg.NewSecret("me")},
	}
	return photos
}

func TestGooglePhotosRoundTrip(t *testing.T) {
	off := goodPhotos()
	off.BatchMode = "off"
	client := goodPhotos()
	client.ClientCredentials, client.TokenURL = true, "http://localhost:1234/token"
	client.Token = rclonecfg.Token{}
	stored := client
	stored.Token = goodToken()
	stored.Token.RefreshToken = rclonecfg.Secret{}
	for _, photos := range []rclonecfg.GooglePhotos{goodPhotos(), allPhotos(), off, client, stored} {
		remote, err := photos.Remote("p")
		require.NoError(t, err)
		for _, spelling := range []string{"googlephotos", "gphotos", "google photos"} {
			remote.Type = spelling
			got, err := rclonecfg.ParseGooglePhotos(remote)
			require.NoError(t, err)
			require.Equal(t, photos, got)
		}
	}
}

func TestGooglePhotosWritesEveryOption(t *testing.T) {
	remote, err := allPhotos().Remote("p")
	require.NoError(t, err)
	var lines []string
	for _, option := range remote.Options[3:] {
		lines = append(lines, option.Key+" = "+option.Value.Reveal())
	}
	require.Equal(t, []string{
		"auth_url = https://login.example/auth",
		"token_url = https://login.example/token?a=b",
		"read_only = true",
		"read_size = true",
		"start_year = 1999",
		"include_archived = true",
		"proxy = http://localhost:8282",
		"encoding = Slash,Dot",
		"batch_size = 50",
		"batch_timeout = 1m30s",
		"description = of the family, 100 %",
		"override.tpslimit = 5",
		"global.user_agent = me",
	}, lines)
}

// What says in words what is rclone's default says nothing.
func TestGooglePhotosLeavesDefaultsOut(t *testing.T) {
	photos := goodPhotos()
	photos.StartYear, photos.BatchMode, photos.Encoding = 2000, "sync", "Dot, InvalidUtf8,CrLf,Slash"
	remote, err := photos.Remote("p")
	require.NoError(t, err)
	want, err := goodPhotos().Remote("p")
	require.NoError(t, err)
	require.Equal(t, want, remote)
}

func TestGooglePhotosErrors(t *testing.T) {
	change := func(f func(*rclonecfg.GooglePhotos)) rclonecfg.GooglePhotos {
		photos := goodPhotos()
		f(&photos)
		return photos
	}
	for _, test := range []struct {
		photos rclonecfg.GooglePhotos
		name   string
		key    string
	}{
		{change(func(g *rclonecfg.GooglePhotos) { g.ClientID = "" }), "p", "client_id"},
		{change(func(g *rclonecfg.GooglePhotos) { g.ClientID = "a\nb" }), "p", "client_id"},
		{change(func(g *rclonecfg.GooglePhotos) { g.ClientSecret = rclonecfg.Secret{} }), "p", "client_secret"},
		{change(func(g *rclonecfg.GooglePhotos) { g.ClientSecret = rclonecfg.NewSecret("%(x)s") }), "p", "client_secret"},
		{change(func(g *rclonecfg.GooglePhotos) { g.Token.RefreshToken = rclonecfg.Secret{} }), "p", "token"},
		{goodPhotos(), "", ""},
		{goodPhotos(), "a:b", ""},
		{goodPhotos(), "DEFAULT", ""},
	} {
		_, err := test.photos.Remote(test.name)
		var remoteErr *rclonecfg.RemoteError
		require.ErrorAs(t, err, &remoteErr)
		require.Equal(t, test.key, remoteErr.Key)
	}
	_, err := change(func(g *rclonecfg.GooglePhotos) { g.Token.RefreshToken = rclonecfg.Secret{} }).Remote("p")
	var tokenErr *rclonecfg.TokenError
	require.ErrorAs(t, err, &tokenErr)
	require.Equal(t, rclonecfg.TokenWithoutRefreshToken, tokenErr.Reason)
	require.EqualError(t, err, `rclonecfg: remote "p", option "token": the token has no refresh_token and would stop working within an hour: `+
		"sign in again, and force the consent page (prompt=consent, access_type=offline)")
}

func TestParseGooglePhotosErrors(t *testing.T) {
	with := func(key, value string) rclonecfg.Remote {
		remote, err := goodPhotos().Remote("p")
		require.NoError(t, err)
		if key == "type" {
			remote.Type = value
			return remote
		}
		remote.Options = append(remote.Options, rclonecfg.Option{Key: key, Value: rclonecfg.NewSecret(value)})
		return remote
	}
	for key, value := range map[string]string{
		"type": "drive", "token": "s3cr3t", "read_only": "s3cr3t", "include_archived": "yes", "start_year": "s3cr3t",
	} {
		_, err := rclonecfg.ParseGooglePhotos(with(key, value))
		var remoteErr *rclonecfg.RemoteError
		require.ErrorAs(t, err, &remoteErr, key)
		require.Equal(t, key, remoteErr.Key)
		require.NotContains(t, err.Error(), "s3cr3t")
	}
}

// What rclone would not load is refused, although ParseToken reads it.
func TestParseGooglePhotosTakesTheTokenAsItStands(t *testing.T) {
	parseOption := func(text string) error {
		remote, err := goodPhotos().Remote("p")
		require.NoError(t, err)
		remote.Options[2].Value = rclonecfg.NewSecret(text)
		_, err = rclonecfg.ParseGooglePhotos(remote)
		return err
	}
	for _, text := range []string{goodLine, " " + goodLine + "\t", strings.Replace(goodLine, ",", " , ", 1)} {
		require.NoError(t, parseOption(text))
	}
	for _, text := range []string{
		"\ufeff" + goodLine,
		"\u00a0" + goodLine,
		"Paste the following into your remote machine --->" + goodLine + "<---End paste",
		goodLine + "<---End paste",
		strings.Replace(goodLine, ",", ",\n", 1),
		goodLine + "\r\n",
	} {
		_, err := rclonecfg.ParseToken(text)
		require.NoError(t, err)
		err = parseOption(text)
		var remoteErr *rclonecfg.RemoteError
		require.ErrorAs(t, err, &remoteErr, text)
		require.Equal(t, "token", remoteErr.Key)
		require.NotContains(t, err.Error(), "ya29")
	}
	var tokenErr *rclonecfg.TokenError
	require.ErrorAs(t, parseOption(strings.Replace(goodLine, "{", `{"expires_in":"3599",`, 1)), &tokenErr)
	require.Equal(t, rclonecfg.TokenBadExpiresIn, tokenErr.Reason)
	require.ErrorAs(t, parseOption("\ufeff"+goodLine), &tokenErr)
	require.Equal(t, rclonecfg.TokenNotJSON, tokenErr.Reason)
	require.ErrorContains(t, parseOption(goodLine+"\n"), "line break")
	require.ErrorContains(t, parseOption("4/0A"), "authorization code")
}
