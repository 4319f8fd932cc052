package photoslibrary

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

const opListItems = "list media items"

// Page is one answer of a list of items or to a search. It may have no Items and
// still a NextPageToken; only an empty NextPageToken ends the list.
type Page struct {
	Items         []MediaItem
	NextPageToken string
}

// pageWire is a Page as Google writes it; an empty one is {}.
type pageWire struct {
	MediaItems    []mediaItemWire `json:"mediaItems"`
	NextPageToken string          `json:"nextPageToken"`
}

// Items lists every item that this app created and that is not archived, 100 per
// request, each of them once; a [Client.Search] can be narrower. The listing ends
// with the first error. A page is asked for when the loop comes to it. An item
// that is deleted or uploaded meanwhile may be left out. It needs
// [ScopeReadAppCreated].
func (c *Client) Items(ctx context.Context) iter.Seq2[MediaItem, error] {
	return itemList(opListItems, func(pageToken string) (Page, error) { return c.ItemPage(ctx, pageToken) })
}

// ItemPage sends one request for up to 100 items; pageToken is empty or the
// NextPageToken of the page before, of this process or an earlier one. It needs
// [ScopeReadAppCreated].
func (c *Client) ItemPage(ctx context.Context, pageToken string) (Page, error) {
	query := url.Values{"pageSize": {strconv.Itoa(itemsPerPage)}}
	if pageToken != "" {
		query.Set("pageToken", pageToken)
	}
	return c.itemPage(ctx, request{Op: opListItems, Method: http.MethodGet, Path: "/v1/mediaItems", Query: query}, nil)
}

func (c *Client) itemPage(ctx context.Context, r request, body any) (Page, error) {
	asked := c.now()
	var answer pageWire
	if err := c.call(ctx, r, body, &answer); err != nil {
		return Page{}, err
	}
	page := Page{NextPageToken: answer.NextPageToken}
	for _, item := range answer.MediaItems {
		page.Items = append(page.Items, item.item(asked))
	}
	return page, nil
}

func itemList(op string, fetch func(pageToken string) (Page, error)) iter.Seq2[MediaItem, error] {
	return googleapis.Pages(packageName, op, func(item MediaItem) string { return item.ID }, func(pageToken string) ([]MediaItem, string, error) {
		page, err := fetch(pageToken)
		return page.Items, page.NextPageToken, err
	})
}
