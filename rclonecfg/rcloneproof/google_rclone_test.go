//go:build rclone

package rcloneproof_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/rclonecfg"
)

// rclone lists an album of a fake Google with the token that we wrote: with the
// access token until it ends, then with a new one, which it saves and we read.
func TestRcloneListsWithTheTokenItWasGiven(t *testing.T) {
	google := googletest.NewServer(t, googletest.Config{})
	proxy, err := google.Proxy()
	require.NoError(t, err)
	google.AddAlbum("Trip", google.AddPhoto(googletest.Photo{Filename: "cat.jpg"}).ID)
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	require.NoError(t, err)

	for name, test := range map[string]struct {
		expiry    time.Time
		refreshes bool
	}{
		"valid": {time.Now().Add(time.Hour), false},
		"ended": {time.Now().Add(-time.Hour), true},
	} {
		t.Run(name, func(t *testing.T) {
			tokens := google.Issue()
			given := rclonecfg.Token{AccessToken: tokens.AccessToken, RefreshToken: tokens.RefreshToken, Expiry: test.expiry.UTC(), TokenType: "Bearer"}
			photos := rclonecfg.GooglePhotos{
				ClientID: client.ID, ClientSecret: client.Secret, Token: given,
			}
			made, err := photos.Remote("photos")
			require.NoError(t, err)
			config := rclonecfg.ConfigFile{Path: filepath.Join(t.TempDir(), "rclone.conf")}
			require.NoError(t, config.Update(t.Context(), func(file *rclonecfg.File) error { return file.SetRemote(made) }))

			cmd := command(t, "--config", config.Path, "lsf", "photos:album/Trip")
			cmd.Env = append(cmd.Env, proxy.Env()...)
			listed, err := cmd.Output()
			require.NoError(t, err)
			require.Equal(t, "cat.jpg\n", string(listed))

			file, err := config.Read()
			require.NoError(t, err)
			saved, _ := file.Remote("photos")
			text, _ := saved.Option("token")
			after, err := rclonecfg.ParseToken(text.Reveal())
			require.NoError(t, err)
			require.Equal(t, test.refreshes, !after.AccessToken.Equal(given.AccessToken))
			require.Equal(t, given.RefreshToken, after.RefreshToken)
			for _, pair := range [][2]rclonecfg.Token{{given, after}, {after, given}} {
				newest, err := rclonecfg.Newest(pair[0], pair[1])
				require.NoError(t, err)
				require.Equal(t, after.AccessToken, newest.AccessToken)
			}
		})
	}
	require.Empty(t, google.Unexpected())
}
