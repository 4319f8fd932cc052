package photoslibrary

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
)

// SearchRequest selects media items. The zero value selects every item that
// this app created and that is not archived, newest first.
type SearchRequest struct {
	// AlbumID selects the items of an album, in the album's order. It excludes
	// Filters: Google refuses a request that has both.
	AlbumID string
	Filters *Filters
	// OrderBy needs a date in Filters, and goes with no other filter than
	// IncludeArchived: Google orders nothing else. Default [NewestFirst].
	OrderBy OrderBy
	// PageSize is the number of items per request, 1 to 100. Default 100.
	PageSize int
}

// OrderBy is the order of what a search by date finds.
type OrderBy string

// Orders of a [SearchRequest], by the time a photo was taken.
const (
	OldestFirst OrderBy = "MediaMetadata.creation_time"
	NewestFirst OrderBy = "MediaMetadata.creation_time desc"
)

const opSearch = "search media items"

// Search lists the items that match, each of them once, and ends with the first
// error. A request that is over a limit of the API is an error before one is
// sent. It needs [ScopeReadAppCreated].
func (c *Client) Search(ctx context.Context, r SearchRequest) iter.Seq2[MediaItem, error] {
	return itemList(opSearch, func(pageToken string) (Page, error) { return c.SearchPage(ctx, r, pageToken) })
}

// SearchPage sends one request; pageToken is empty or the NextPageToken of the
// page before, of this process or an earlier one: it goes with the same request,
// of which only PageSize may change. It needs [ScopeReadAppCreated].
func (c *Client) SearchPage(ctx context.Context, r SearchRequest, pageToken string) (Page, error) {
	body, err := r.wire(pageToken)
	if err != nil {
		return Page{}, fmt.Errorf("photoslibrary: %s: %w", opSearch, err)
	}
	return c.itemPage(ctx, request{Op: opSearch, Method: http.MethodPost, Path: "/v1/mediaItems:search", Idempotent: true}, body)
}

type searchWire struct {
	AlbumID   string       `json:"albumId,omitempty"`
	PageSize  int          `json:"pageSize"`
	PageToken string       `json:"pageToken,omitempty"`
	Filters   *filtersWire `json:"filters,omitempty"`
	OrderBy   OrderBy      `json:"orderBy,omitempty"`
}

func (r SearchRequest) wire(pageToken string) (searchWire, error) {
	size, err := pageSize(r.PageSize, itemsPerPage)
	if err != nil {
		return searchWire{}, err
	}
	f := r.Filters
	switch {
	case r.AlbumID != "" && f != nil:
		return searchWire{}, errors.New("AlbumID and Filters exclude each other; clear one of them")
	case r.OrderBy != "" && (f == nil || len(f.Dates)+len(f.DateRanges) == 0):
		return searchWire{}, errors.New("OrderBy needs a date in Filters; clear it, or add a DateRange")
	case r.OrderBy != "" && !f.onlyDates():
		return searchWire{}, errors.New("OrderBy goes with dates and IncludeArchived only; clear it, or the other Filters")
	case r.OrderBy != "" && r.OrderBy != OldestFirst && r.OrderBy != NewestFirst:
		return searchWire{}, fmt.Errorf("OrderBy is %q, want OldestFirst or NewestFirst", r.OrderBy)
	}
	out := searchWire{AlbumID: r.AlbumID, PageSize: size, PageToken: pageToken, OrderBy: r.OrderBy}
	if f != nil {
		if err := f.check(); err != nil {
			return searchWire{}, err
		}
		out.Filters = f.wire()
	}
	return out, nil
}
