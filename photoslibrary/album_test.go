package photoslibrary_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

func TestUpdateAlbum(t *testing.T) {
	google := start(t, googletest.Config{})
	first, second := google.AddPhoto(googletest.Photo{}), google.AddPhoto(googletest.Photo{})
	other := google.AddPhoto(googletest.Photo{})
	id := google.AddAlbum("Trip", first.ID, second.ID)
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	album, err := library.GetAlbum(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, []any{"Trip", first.ID, int64(2)}, []any{album.Title, album.CoverItemID, album.MediaItemsCount})

	for _, step := range []struct {
		update       photoslibrary.AlbumUpdate
		title, cover string
	}{
		{photoslibrary.AlbumUpdate{CoverItemID: second.ID}, "Trip", second.ID},
		{photoslibrary.AlbumUpdate{Title: "Journey"}, "Journey", second.ID},
		{photoslibrary.AlbumUpdate{Title: "Voyage", CoverItemID: first.ID}, "Voyage", first.ID},
		{photoslibrary.AlbumUpdate{Title: strings.Repeat("ü", 500)}, strings.Repeat("ü", 500), first.ID},
	} {
		album, err = library.UpdateAlbum(t.Context(), id, step.update)
		require.NoError(t, err)
		require.Equal(t, []string{step.title, step.cover}, []string{album.Title, album.CoverItemID})
		album, err = library.GetAlbum(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, []string{step.title, step.cover}, []string{album.Title, album.CoverItemID}, "the other is left as it was")
	}
	_, err = library.UpdateAlbum(t.Context(), id, photoslibrary.AlbumUpdate{CoverItemID: other.ID})
	require.ErrorContains(t, err, "The cover photo must be in the album")
	_, err = library.GetAlbum(t.Context(), first.ID)
	require.ErrorIs(t, err, photoslibrary.ErrNotFound)
}

// What Google would refuse costs no request.
func TestLimitsBeforeTheRequest(t *testing.T) {
	long := func(n int) string { return strings.Repeat("ü", n) }
	token := []photoslibrary.NewItem{{UploadToken: "t"}}
	tests := map[string]struct {
		call func(*photoslibrary.Client) error
		want string
	}{
		"album without id": {func(c *photoslibrary.Client) error {
			_, err := c.GetAlbum(t.Context(), "")
			return err
		}, "get album: the id is empty"},
		"create without title": {func(c *photoslibrary.Client) error {
			_, err := c.CreateAlbum(t.Context(), "")
			return err
		}, "create album: the title is empty"},
		"create with a long title": {func(c *photoslibrary.Client) error {
			_, err := c.CreateAlbum(t.Context(), long(501))
			return err
		}, "create album: the title has 501 characters, and the API takes 500; shorten it"},
		"create with bytes that are no text": {func(c *photoslibrary.Client) error {
			_, err := c.CreateAlbum(t.Context(), "\xff")
			return err
		}, "create album: the title is not UTF-8"},
		"update nothing": {func(c *photoslibrary.Client) error {
			_, err := c.UpdateAlbum(t.Context(), "x", photoslibrary.AlbumUpdate{})
			return err
		}, "update album: nothing is to be changed"},
		"update without id": {func(c *photoslibrary.Client) error {
			_, err := c.UpdateAlbum(t.Context(), "", photoslibrary.AlbumUpdate{Title: "x"})
			return err
		}, "update album: the id is empty"},
		"update with a long title": {func(c *photoslibrary.Client) error {
			_, err := c.UpdateAlbum(t.Context(), "x", photoslibrary.AlbumUpdate{Title: long(501)})
			return err
		}, "update album: the title has 501 characters"},
		"add nothing": {func(c *photoslibrary.Client) error {
			return c.AddToAlbum(t.Context(), "x")
		}, "add items to album: no item id is given"},
		"add to no album": {func(c *photoslibrary.Client) error {
			return c.AddToAlbum(t.Context(), "", "x")
		}, "add items to album: the album id is empty"},
		"remove an empty id": {func(c *photoslibrary.Client) error {
			return c.RemoveFromAlbum(t.Context(), "x", "a", " ")
		}, "remove items from album: item id 2 of 2 is empty"},
		"get an item without id": {func(c *photoslibrary.Client) error {
			_, err := c.Get(t.Context(), "")
			return err
		}, "get media item: the id is empty"},
		"get no items": {func(c *photoslibrary.Client) error {
			_, err := c.BatchGet(t.Context())
			return err
		}, "get media items: no item id is given"},
		"describe no item": {func(c *photoslibrary.Client) error {
			_, err := c.UpdateItem(t.Context(), "", "x")
			return err
		}, "update media item: the id is empty"},
		"describe at length": {func(c *photoslibrary.Client) error {
			_, err := c.UpdateItem(t.Context(), "x", long(1001))
			return err
		}, "update media item: the description has 1001 characters, and the API takes 1000"},
		"create nothing": {func(c *photoslibrary.Client) error {
			_, err := c.CreateItems(t.Context(), "")
			return err
		}, "create media items: no item is given"},
		"create without token": {func(c *photoslibrary.Client) error {
			_, err := c.CreateItems(t.Context(), "", token[0], photoslibrary.NewItem{Filename: "a.jpg"})
			return err
		}, `create media items: item 2 of 2 ("a.jpg"): the upload token is empty`},
		"create twice": {func(c *photoslibrary.Client) error {
			_, err := c.CreateItems(t.Context(), "", token[0], token[0])
			return err
		}, `item 2 of 2 (""): another item has the same upload token`},
		"create with a long description": {func(c *photoslibrary.Client) error {
			_, err := c.CreateItems(t.Context(), "", photoslibrary.NewItem{UploadToken: "t", Filename: "a.jpg", Description: long(1001)})
			return err
		}, `item 1 of 1 ("a.jpg"): the description has 1001 characters`},
		"create with a long name": {func(c *photoslibrary.Client) error {
			_, err := c.CreateItems(t.Context(), "", token[0], photoslibrary.NewItem{UploadToken: "another", Filename: long(256)})
			return err
		}, `item 2 of 2 ("` + long(256) + `"): the file name has 256 characters, and the API takes 255; shorten it`},
		"a place in no album": {func(c *photoslibrary.Client) error {
			_, err := c.CreateItemsAt(t.Context(), "", photoslibrary.Position{First: true}, token...)
			return err
		}, "a Position needs an album id"},
		"two places": {func(c *photoslibrary.Client) error {
			_, err := c.CreateItemsAt(t.Context(), "x", photoslibrary.Position{First: true, After: "y"}, token...)
			return err
		}, "both First and After"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			requests := 0
			library := scripted(t, func(http.ResponseWriter, *http.Request) { requests++ })
			err := test.call(library)
			require.ErrorContains(t, err, "photoslibrary: ")
			require.ErrorContains(t, err, test.want)
			require.Zero(t, requests)
		})
	}
}

func TestAlbumItems(t *testing.T) {
	google := start(t, googletest.Config{})
	var ids []string
	for range 120 {
		ids = append(ids, google.AddPhoto(googletest.Photo{}).ID)
	}
	album := google.AddAlbum("Trip")
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}

	require.NoError(t, library.AddToAlbum(t.Context(), album, append(slices.Clone(ids), ids[:5]...)...), "repetitions are left out")
	require.Equal(t, ids, google.Library().Albums[0].ItemIDs)
	require.Len(t, google.Requests(), 3, "50 items per request")

	require.NoError(t, library.RemoveFromAlbum(t.Context(), album, ids[:60]...))
	require.Equal(t, ids[60:], google.Library().Albums[0].ItemIDs)

	// One request of several fails: the others are told apart.
	google.Script(googletest.Request{Path: "/v1/albums/*:batchAddMediaItems"}, googletest.Pass(), googletest.Error(403))
	err := library.AddToAlbum(t.Context(), album, ids[:60]...)
	var partial *photoslibrary.PartialError
	require.ErrorAs(t, err, &partial)
	require.Equal(t, ids[:50], partial.Done)
	require.Equal(t, ids[50:60], partial.Left)
	require.ErrorContains(t, err, "add items to album: done for 50 of 60 items: ")
	var failure *photoslibrary.Error
	require.ErrorAs(t, err, &failure)
	require.NoError(t, library.AddToAlbum(t.Context(), album, partial.Left...))
	require.Equal(t, append(slices.Clone(ids[60:]), ids[:60]...), google.Library().Albums[0].ItemIDs)

	// The first request fails: nothing is done, so the error is the plain one.
	err = library.RemoveFromAlbum(t.Context(), album, "x")
	require.ErrorAs(t, err, &failure)
	require.NotErrorAs(t, err, new(*photoslibrary.PartialError))
	require.Equal(t, 400, failure.Err.Code)
}

// The requests on the wire are those of Google's reference.
func TestWritesOnTheWire(t *testing.T) {
	var got string
	library := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = fmt.Sprintf("%s %s %s", r.Method, r.URL.RequestURI(), body)
		_, _ = io.WriteString(w, `{"id":"x"}`)
	})
	for want, call := range map[string]func() error{
		`PATCH /v1/albums/a%2Fb?updateMask=title {"title":"T"}`: func() error {
			_, err := library.UpdateAlbum(t.Context(), "a/b", photoslibrary.AlbumUpdate{Title: "T"})
			return err
		},
		`PATCH /v1/albums/a?updateMask=title%2CcoverPhotoMediaItemId {"coverPhotoMediaItemId":"c","title":"T"}`: func() error {
			_, err := library.UpdateAlbum(t.Context(), "a", photoslibrary.AlbumUpdate{Title: "T", CoverItemID: "c"})
			return err
		},
		`PATCH /v1/mediaItems/i?updateMask=description {"description":""}`: func() error {
			_, err := library.UpdateItem(t.Context(), "i", "")
			return err
		},
		`POST /v1/albums/a:batchRemoveMediaItems {"mediaItemIds":["x","y"]}`: func() error {
			return library.RemoveFromAlbum(t.Context(), "a", "x", "y", "x")
		},
		`POST /v1/albums {"album":{"title":"T"}}`: func() error {
			_, err := library.CreateAlbum(t.Context(), "T")
			return err
		},
		`GET /v1/mediaItems:batchGet?mediaItemIds=x&mediaItemIds=y `: func() error {
			_, err := library.BatchGet(t.Context(), "x", "y")
			return err
		},
		`GET /v1/albums/a%20b `: func() error {
			_, err := library.GetAlbum(t.Context(), "a b")
			return err
		},
	} {
		require.NoError(t, call())
		require.Equal(t, want, got)
	}
}
