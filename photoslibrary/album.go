package photoslibrary

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
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

// GetAlbum returns one album; its items are those of a [Client.Search] with its
// AlbumID. It needs [ScopeReadAppCreated].
func (c *Client) GetAlbum(ctx context.Context, id string) (Album, error) {
	const op = "get album"
	if id == "" {
		// An empty id would ask for a list.
		return Album{}, fmt.Errorf("photoslibrary: %s: the id is empty", op)
	}
	return c.album(ctx, request{Op: op, Method: http.MethodGet, Path: "/v1/albums/" + url.PathEscape(id)}, nil)
}

// CreateAlbum makes an empty album. The title has up to 500 characters; titles
// need not be unique, and the API cannot delete an album. It needs
// [ScopeAppendOnly].
func (c *Client) CreateAlbum(ctx context.Context, title string) (Album, error) {
	const op = "create album"
	if err := checkTitle(title); err != nil {
		return Album{}, fmt.Errorf("photoslibrary: %s: %w", op, err)
	}
	body := map[string]any{"album": map[string]string{"title": title}}
	return c.album(ctx, request{Op: op, Method: http.MethodPost, Path: "/v1/albums", Write: true}, body)
}

// AlbumUpdate is a change to an album. What is empty stays as it is: Google
// takes neither an empty title nor no cover.
type AlbumUpdate struct {
	// Title has up to 500 characters.
	Title string
	// CoverItemID is an item of the album.
	CoverItemID string
}

// UpdateAlbum changes the title or the cover of an album, or both, and returns
// the album as it is then. It needs [ScopeEditAppCreated].
func (c *Client) UpdateAlbum(ctx context.Context, id string, update AlbumUpdate) (Album, error) {
	const op = "update album"
	var mask []string
	body := map[string]string{}
	if update.Title != "" {
		mask = append(mask, "title")
		body["title"] = update.Title
	}
	if update.CoverItemID != "" {
		mask = append(mask, "coverPhotoMediaItemId")
		body["coverPhotoMediaItemId"] = update.CoverItemID
	}
	err := checkText("title", update.Title, maxTitle)
	switch {
	case id == "":
		err = errors.New("the id is empty")
	case len(mask) == 0:
		err = errors.New("nothing is to be changed; set Title or CoverItemID")
	}
	if err != nil {
		return Album{}, fmt.Errorf("photoslibrary: %s: %w", op, err)
	}
	return c.album(ctx, request{
		Op: op, Method: http.MethodPatch, Path: "/v1/albums/" + url.PathEscape(id),
		Query: url.Values{"updateMask": {strings.Join(mask, ",")}}, Write: true, Idempotent: true,
	}, body)
}

func (c *Client) album(ctx context.Context, r request, body any) (Album, error) {
	var answer albumWire
	if err := c.call(ctx, r, body, &answer); err != nil {
		return Album{}, err
	}
	return answer.album(), nil
}

func checkTitle(title string) error {
	if title == "" {
		return errors.New("the title is empty; an album needs one")
	}
	return checkText("title", title, maxTitle)
}
