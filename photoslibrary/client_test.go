package photoslibrary_test

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

func collect[T any](t *testing.T, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var out []T
	for value, err := range seq {
		require.NoError(t, err)
		out = append(out, value)
	}
	return out
}

func TestListings(t *testing.T) {
	for _, sparse := range []bool{false, true} {
		t.Run(fmt.Sprint("sparse pages ", sparse), func(t *testing.T) {
			google := start(t, googletest.Config{SparsePages: sparse})
			library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
			require.Empty(t, collect(t, library.Albums(t.Context())))
			require.Empty(t, collect(t, library.Search(t.Context(), photoslibrary.SearchRequest{})))

			var ids []string
			for range 230 {
				ids = append(ids, google.AddPhoto(googletest.Photo{}).ID)
			}
			var albums []string
			for i := range 60 {
				albums = append(albums, google.AddAlbum(fmt.Sprint("Trip ", i), ids[:i]...))
			}
			listed := collect(t, library.Albums(t.Context()))
			require.Len(t, listed, 60)
			require.Equal(t, albums[59], listed[59].ID)
			require.Equal(t, "Trip 59", listed[59].Title)
			require.EqualValues(t, 59, listed[59].MediaItemsCount)
			require.True(t, listed[59].Writeable)
			require.Zero(t, listed[0].MediaItemsCount)

			items := collect(t, library.Search(t.Context(), photoslibrary.SearchRequest{}))
			require.Len(t, items, 230)
			require.Equal(t, ids[229], items[0].ID, "newest first")
			inAlbum := collect(t, library.Search(t.Context(), photoslibrary.SearchRequest{AlbumID: albums[59], PageSize: 7}))
			require.Len(t, inAlbum, 59)
			require.Equal(t, ids[0], inAlbum[0].ID, "the order of the album")
			require.Empty(t, google.Unexpected())
		})
	}
}

func TestSearchStopsWhenTheCallerDoes(t *testing.T) {
	google := start(t, googletest.Config{})
	for range 3 {
		google.AddPhoto(googletest.Photo{})
	}
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	for _, err := range library.Search(t.Context(), photoslibrary.SearchRequest{PageSize: 1}) {
		require.NoError(t, err)
		break
	}
	require.Len(t, google.Requests(), 1)
	page, err := library.SearchPage(t.Context(), photoslibrary.SearchRequest{PageSize: 2}, "")
	require.NoError(t, err)
	require.Len(t, page.Items, 2)
	page, err = library.SearchPage(t.Context(), photoslibrary.SearchRequest{PageSize: 2}, page.NextPageToken)
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.Empty(t, page.NextPageToken)
}

func TestFilters(t *testing.T) {
	google := start(t, googletest.Config{})
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	}
	google.AddPhoto(googletest.Photo{Filename: "old", CreationTime: day(2019, 6, 1), Favorite: true})
	google.AddPhoto(googletest.Photo{Filename: "eve", CreationTime: day(2023, 12, 31), Categories: []string{"PETS"}})
	google.AddPhoto(googletest.Photo{Filename: "new", CreationTime: day(2024, 1, 1), Archived: true})
	google.AddPhoto(googletest.Photo{Filename: "film", CreationTime: day(2024, 2, 29), Bytes: []byte("\x00\x00\x00\x10ftypisom\x00\x00\x00\x00")})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	tests := map[string]struct {
		filters photoslibrary.Filters
		want    []string
	}{
		"none":     {photoslibrary.Filters{}, []string{"film", "eve", "old"}},
		"archived": {photoslibrary.Filters{IncludeArchived: true}, []string{"film", "new", "eve", "old"}},
		"date":     {photoslibrary.Filters{Dates: []photoslibrary.Date{{Year: 2024, Month: 2}}}, []string{"film"}},
		"range": {photoslibrary.Filters{DateRanges: []photoslibrary.DateRange{{
			Start: photoslibrary.Date{Year: 2019}, End: photoslibrary.Date{Year: 2023},
		}}}, []string{"eve", "old"}},
		"video":    {photoslibrary.Filters{MediaType: photoslibrary.MediaTypeVideo}, []string{"film"}},
		"favorite": {photoslibrary.Filters{Favorites: true, MediaType: photoslibrary.MediaTypePhoto}, []string{"old"}},
		"included": {photoslibrary.Filters{IncludeCategories: []string{"PETS"}}, []string{"eve"}},
		"excluded": {photoslibrary.Filters{ExcludeCategories: []string{"PETS"}}, []string{"film", "old"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, item := range collect(t, library.Search(t.Context(), photoslibrary.SearchRequest{Filters: &test.filters})) {
				got = append(got, item.Filename)
			}
			require.Equal(t, test.want, got)
		})
	}
}

func TestGetAndDownload(t *testing.T) {
	google := start(t, googletest.Config{})
	added := google.AddPhoto(googletest.Photo{Filename: "a.jpg", Description: "d"})
	film := google.AddPhoto(googletest.Photo{Filename: "a.mp4", Bytes: []byte("\x00\x00\x00\x10ftypisom\x00\x00\x00\x00")})
	stuck := google.AddPhoto(googletest.Photo{Filename: "b.mp4", Bytes: []byte("\x00\x00\x00\x10ftypmp42\x00\x00\x00\x00"), Processing: true})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	for _, want := range []googletest.Item{added, film} {
		item, err := library.Get(t.Context(), want.ID)
		require.NoError(t, err)
		require.Equal(t, want.Filename, item.Filename)
		require.Equal(t, want.MimeType, item.MimeType)
		require.Equal(t, want.CreationTime, item.Metadata.CreationTime)
		require.Equal(t, want.Width, item.Metadata.Width)
		require.Equal(t, want.MimeType == "video/mp4", item.IsVideo())
		require.Equal(t, item.IsVideo(), item.Metadata.Photo == nil)
		var out bytes.Buffer
		n, err := library.Download(t.Context(), item, &out)
		require.NoError(t, err)
		require.EqualValues(t, len(want.Bytes), n)
		require.Equal(t, want.Bytes, out.Bytes())
	}
	item, err := library.Get(t.Context(), stuck.ID)
	require.NoError(t, err)
	_, err = library.Download(t.Context(), item, io.Discard)
	require.ErrorIs(t, err, photoslibrary.ErrVideoNotReady)
	_, err = library.Get(t.Context(), "")
	require.ErrorContains(t, err, "the id is empty")
}

func TestUploadAndAlbums(t *testing.T) {
	google := start(t, googletest.Config{})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	album, err := library.CreateAlbum(t.Context(), "Trip")
	require.NoError(t, err)
	var items []photoslibrary.NewItem
	for seed, name := range []string{"a.jpg", "b.jpg", "note.txt"} {
		file := googletest.JPEG(googletest.PhotoSpec{Seed: uint64(seed)})
		if name == "note.txt" {
			file = []byte("no photo")
		}
		token, err := library.Upload(t.Context(), name, "", bytes.NewReader(file))
		require.NoError(t, err)
		items = append(items, photoslibrary.NewItem{UploadToken: token, Description: name})
	}
	created, err := library.CreateItems(t.Context(), album.ID, items...)
	require.NoError(t, err)
	require.Equal(t, "a.jpg", created[0].Item.Filename)
	require.Equal(t, "Google", created[1].Item.Metadata.Photo.CameraMake)
	require.ErrorContains(t, created[2].Err, "code 3")
	other, err := library.CreateAlbum(t.Context(), "Best")
	require.NoError(t, err)
	require.NoError(t, library.AddToAlbum(t.Context(), other.ID, created[1].Item.ID))
	held := google.Library().Albums
	require.Equal(t, []string{created[0].Item.ID, created[1].Item.ID}, held[0].ItemIDs)
	require.Equal(t, []string{created[1].Item.ID}, held[1].ItemIDs)
}

func TestMisbehavingServers(t *testing.T) {
	tests := map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"repeats itself": {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"nextPageToken":"a"}`) }, "repeats a page token"},
		"is a portal":    {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `<html>`) }, "not the JSON of this API"},
		"redirects": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.com/", http.StatusFound)
		}, "302"},
		"counts badly": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"albums":[{"mediaItemsCount":"many"}]}`)
		}, "whole number"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var last error
			for _, err := range scripted(t, test.handler).Albums(t.Context()) {
				last = err
			}
			require.ErrorContains(t, last, test.want)
		})
	}
}

func TestNumbersInBothSpellings(t *testing.T) {
	library := scripted(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"mediaMetadata":{"width":4032,"height":"3024","photo":{"exposureTime":"0.001s","isoEquivalent":52}}}`)
	})
	item, err := library.Get(t.Context(), "x")
	require.NoError(t, err)
	require.Equal(t, 4032, item.Metadata.Width)
	require.Equal(t, 3024, item.Metadata.Height)
	require.Equal(t, time.Millisecond, item.Metadata.Photo.ExposureTime)
}
