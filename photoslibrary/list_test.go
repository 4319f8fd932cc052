package photoslibrary_test

import (
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// names runs a listing up to its first error.
func names[T any](seq iter.Seq2[T, error], name func(T) string) (got []string, failure error) {
	for entry, err := range seq {
		if err != nil {
			return got, err
		}
		got = append(got, name(entry))
	}
	return got, nil
}

// Every list gives each entry once and all of them, whatever the pages are like.
func TestListsSurvivePages(t *testing.T) {
	google := start(t, googletest.Config{})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	var ids, albums []string
	for range 350 {
		ids = append(ids, google.AddPhoto(googletest.Photo{}).ID)
	}
	for i := range 180 {
		albums = append(albums, google.AddAlbum(fmt.Sprint("Trip ", i)))
	}
	full := google.AddAlbum("Full", ids...)
	albums = append(albums, full)
	newest := slices.Clone(ids)
	slices.Reverse(newest)

	lists := map[string]struct {
		path string
		list func() ([]string, error)
		want []string
	}{
		"albums": {"/v1/albums", func() ([]string, error) {
			return names(library.Albums(t.Context()), func(a photoslibrary.Album) string { return a.ID })
		}, albums},
		"items": {"/v1/mediaItems", func() ([]string, error) {
			return names(library.Items(t.Context()), itemID)
		}, newest},
		"search": {"/v1/mediaItems:search", func() ([]string, error) {
			return names(library.Search(t.Context(), photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{IncludeArchived: true}}), itemID)
		}, newest},
		"album contents": {"/v1/mediaItems:search", func() ([]string, error) {
			return names(library.Search(t.Context(), photoslibrary.SearchRequest{AlbumID: full}), itemID)
		}, ids},
	}
	troubles := map[string]struct {
		troubles []googletest.Trouble
		ends     string // the error
	}{
		"none":        {nil, ""},
		"empty pages": {[]googletest.Trouble{googletest.EmptyPage(), googletest.Pass(), googletest.EmptyPage(), googletest.EmptyPage()}, ""},
		"overlap":     {[]googletest.Trouble{googletest.Pass(), googletest.OverlapPages(), googletest.OverlapPages()}, ""},
		"same token":  {[]googletest.Trouble{googletest.Pass(), googletest.RepeatPageToken()}, "repeats a page token"},
		"refusal":     {[]googletest.Trouble{googletest.Pass(), googletest.Pass(), googletest.Error(403)}, "403"},
	}
	for name, list := range lists {
		for trouble, test := range troubles {
			t.Run(name+", "+trouble, func(t *testing.T) {
				google.Script(googletest.Request{Path: list.path}, test.troubles...)
				got, err := list.list()
				require.Zero(t, google.ScriptLeft())
				if test.ends == "" {
					require.NoError(t, err)
					require.Equal(t, list.want, got)
					return
				}
				require.ErrorContains(t, err, test.ends)
				require.NotEmpty(t, got)
				require.Equal(t, list.want[:len(got)], got, "all that came before the error, once")
			})
		}
	}
}

func itemID(item photoslibrary.MediaItem) string { return item.ID }

// An upload in the middle of a listing moves everything back by one.
func TestListsSurviveUploads(t *testing.T) {
	google := start(t, googletest.Config{})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	var want []string
	for range 250 {
		want = append(want, google.AddPhoto(googletest.Photo{}).ID)
	}
	slices.Reverse(want)
	var got []string
	for item, err := range library.Items(t.Context()) {
		require.NoError(t, err)
		if len(got) == 50 {
			google.AddPhoto(googletest.Photo{})
		}
		got = append(got, item.ID)
	}
	require.Equal(t, want, got)
}

// A page token outlives the process that got it.
func TestPagesResume(t *testing.T) {
	google := start(t, googletest.Config{})
	for i := range 150 {
		google.AddAlbum(fmt.Sprint("Trip ", i))
		google.AddPhoto(googletest.Photo{})
	}
	first := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	albums, err := first.AlbumPage(t.Context(), "")
	require.NoError(t, err)
	items, err := first.ItemPage(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, albums.Albums, 50)
	require.Len(t, items.Items, 100)

	second := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	count := len(albums.Albums)
	for token := albums.NextPageToken; token != ""; {
		page, err := second.AlbumPage(t.Context(), token)
		require.NoError(t, err)
		count += len(page.Albums)
		token = page.NextPageToken
	}
	require.Equal(t, 150, count)
	rest, err := second.ItemPage(t.Context(), items.NextPageToken)
	require.NoError(t, err)
	require.Len(t, rest.Items, 50)
	require.Empty(t, rest.NextPageToken)
	_, err = second.AlbumPage(t.Context(), items.NextPageToken)
	require.ErrorContains(t, err, "400", "a token belongs to its list")
}
