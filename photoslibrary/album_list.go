package photoslibrary

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

const opListAlbums = "list albums"

// AlbumPage is one answer of a list of albums. It may have no Albums and still a
// NextPageToken; only an empty NextPageToken ends the list.
type AlbumPage struct {
	Albums        []Album
	NextPageToken string
}

// Albums lists the albums this app created, 50 per request, each of them once.
// The listing ends with the first error. It needs [ScopeReadAppCreated].
func (c *Client) Albums(ctx context.Context) iter.Seq2[Album, error] {
	return googleapis.Pages(packageName, opListAlbums, func(a Album) string { return a.ID }, func(pageToken string) ([]Album, string, error) {
		page, err := c.AlbumPage(ctx, pageToken)
		return page.Albums, page.NextPageToken, err
	})
}

// AlbumPage sends one request for up to 50 albums; pageToken is empty or the
// NextPageToken of the page before, of this process or an earlier one. It needs
// [ScopeReadAppCreated].
func (c *Client) AlbumPage(ctx context.Context, pageToken string) (AlbumPage, error) {
	query := url.Values{"pageSize": {strconv.Itoa(albumsPerPage)}}
	if pageToken != "" {
		query.Set("pageToken", pageToken)
	}
	var answer struct {
		Albums        []albumWire `json:"albums"`
		NextPageToken string      `json:"nextPageToken"`
	}
	r := request{Op: opListAlbums, Method: http.MethodGet, Path: "/v1/albums", Query: query}
	if err := c.call(ctx, r, nil, &answer); err != nil {
		return AlbumPage{}, err
	}
	page := AlbumPage{NextPageToken: answer.NextPageToken}
	for _, album := range answer.Albums {
		page.Albums = append(page.Albums, album.album())
	}
	return page, nil
}
