package photoslibrary

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

// Limits of the API.
const (
	albumsPerPage = 50
	// MaxBatch is the number of items one [Client.CreateItems] or
	// [Client.AddToAlbum] call may have.
	MaxBatch = 50
)

// Album is an album that this app created.
type Album struct {
	ID    string
	Title string
	// ProductURL is the album's page in Google Photos, for its owner.
	ProductURL string
	// Writeable reports whether this app may add items.
	Writeable       bool
	MediaItemsCount int64
	// CoverBaseURL leads to the cover's bytes for 60 minutes.
	CoverBaseURL string
	CoverItemID  string
}

// Albums lists the albums this app created, 50 per request. The listing ends
// with the first error. It needs [ScopeReadAppCreated].
func (c *Client) Albums(ctx context.Context) iter.Seq2[Album, error] {
	const op = "list albums"
	return googleapis.Pages(packageName, op, func(a Album) string { return a.ID }, func(pageToken string) ([]Album, string, error) {
		query := url.Values{"pageSize": {strconv.Itoa(albumsPerPage)}}
		if pageToken != "" {
			query.Set("pageToken", pageToken)
		}
		var answer struct {
			Albums        []albumWire `json:"albums"`
			NextPageToken string      `json:"nextPageToken"`
		}
		r := request{Op: op, Method: http.MethodGet, Path: "/v1/albums", Query: query}
		if err := c.call(ctx, r, nil, &answer); err != nil {
			return nil, "", err
		}
		albums := make([]Album, len(answer.Albums))
		for i, album := range answer.Albums {
			albums[i] = album.album()
		}
		return albums, answer.NextPageToken, nil
	})
}

// CreateAlbum makes an empty album. Titles need not be unique, and the API
// cannot delete an album. It needs [ScopeAppendOnly].
func (c *Client) CreateAlbum(ctx context.Context, title string) (Album, error) {
	body := map[string]any{"album": map[string]string{"title": title}}
	var answer albumWire
	r := request{Op: "create album", Method: http.MethodPost, Path: "/v1/albums", Write: true}
	if err := c.call(ctx, r, body, &answer); err != nil {
		return Album{}, err
	}
	return answer.album(), nil
}

// AddToAlbum puts up to [MaxBatch] items at the end of an album; both must have
// been created by this app. It needs [ScopeAppendOnly] or
// [ScopeEditAppCreated].
func (c *Client) AddToAlbum(ctx context.Context, albumID string, itemIDs ...string) error {
	const op = "add items to album"
	if albumID == "" {
		return fmt.Errorf("photoslibrary: %s: the album id is empty", op)
	}
	if len(itemIDs) == 0 || len(itemIDs) > MaxBatch {
		return fmt.Errorf("photoslibrary: %s: want 1 to %d items, got %d", op, MaxBatch, len(itemIDs))
	}
	body := map[string]any{"mediaItemIds": itemIDs}
	r := request{Op: op, Method: http.MethodPost, Path: "/v1/albums/" + url.PathEscape(albumID) + ":batchAddMediaItems", Write: true}
	return c.call(ctx, r, body, &struct{}{})
}
