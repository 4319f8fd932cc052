package fakes_test

import (
	"bytes"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// A minute that Google wants the program to wait takes no time: the fake is in
// memory, and the clock is that of the bubble.
func TestBusyMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		google := googletest.NewServer(t, googletest.Config{InMemory: true})
		google.Script(googletest.Request{Path: "/v1/uploads"}, googletest.Error(http.StatusTooManyRequests))
		begin := time.Now()

		library := photoslibrary.Client{HTTP: google.AuthorizedClient()}
		token, err := library.Upload(t.Context(), "cat.jpg", "image/jpeg", bytes.NewReader(googletest.JPEG(googletest.PhotoSpec{})))
		require.NoError(t, err)
		created, err := library.CreateItems(t.Context(), "", photoslibrary.NewItem{UploadToken: token})
		require.NoError(t, err)
		require.NoError(t, created[0].Err)

		require.GreaterOrEqual(t, time.Since(begin), time.Minute)
		require.Zero(t, google.ScriptLeft(), "the trouble was met")
	})
}
