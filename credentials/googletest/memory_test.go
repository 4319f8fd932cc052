package googletest_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// A minute of waiting takes no time in a bubble.
func TestInMemoryWaitsInNoTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		google := googletest.NewServer(t, googletest.Config{InMemory: true})
		photo := google.AddPhoto(googletest.Photo{})
		google.Script(googletest.Request{Path: "/v1/mediaItems/*"}, googletest.Error(http.StatusTooManyRequests), googletest.Drop(), googletest.CutBody(20))
		library := photoslibrary.Client{HTTP: google.AuthorizedClient()}
		begin := time.Now()
		got, err := library.Get(t.Context(), photo.ID)
		require.NoError(t, err)
		require.Equal(t, photo.Filename, got.Filename)
		require.GreaterOrEqual(t, time.Since(begin), time.Minute)
		require.Zero(t, google.ScriptLeft())
	})
}

// The whole way from the sign-in to the end of a grant in Testing.
func TestInMemorySevenDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		google := googletest.NewServer(t, googletest.Config{InMemory: true, Testing: true})
		client, err := credentials.ParseClient(google.ClientSecretJSON())
		require.NoError(t, err)
		grant, err := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{Opener: google.Approve(), HTTP: google.Client()})
		require.NoError(t, err)
		library := photoslibrary.Client{HTTP: grant.HTTPClient(t.Context(), client, google.Client())}
		for _, err := range library.Items(t.Context()) {
			require.NoError(t, err)
		}
		time.Sleep(8 * 24 * time.Hour)
		_, err = library.ItemPage(t.Context(), "")
		require.ErrorIs(t, err, credentials.ErrReauthorize)
	})
}

func TestInMemoryHasNoPort(t *testing.T) {
	google := googletest.NewServer(t, googletest.Config{InMemory: true})
	_, err := google.Proxy()
	require.ErrorContains(t, err, "InMemory")
	_, err = googletest.Start(googletest.Config{InMemory: true, Listen: "127.0.0.1:0"})
	require.ErrorContains(t, err, "exclude each other")
}
