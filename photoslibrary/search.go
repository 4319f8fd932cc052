package photoslibrary

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

const itemsPerPage = 100

// SearchRequest selects media items. The zero value selects every item that
// this app created and that is not archived, newest first.
type SearchRequest struct {
	// AlbumID selects the items of an album, in the album's order. It excludes
	// Filters: Google refuses a request that has both.
	AlbumID string
	Filters *Filters
	// PageSize is the number of items per request, 1 to 100. Default 100.
	PageSize int
}

// Filters narrows a search; an item must match all that is set.
type Filters struct {
	// Dates and DateRanges are days of the creation time; an item matches if it
	// matches one of them. At most 5 of each.
	Dates      []Date
	DateRanges []DateRange
	// MediaType is [MediaTypePhoto] or [MediaTypeVideo]; empty is both.
	MediaType MediaType
	// Favorites selects what the user marked as a favorite.
	Favorites bool
	// IncludeCategories and ExcludeCategories are content categories such as
	// PETS or SCREENSHOTS, at most 10 of each.
	IncludeCategories, ExcludeCategories []string
	// IncludeArchived adds archived items.
	IncludeArchived bool
}

// Date is a day, a month (Day 0) or a year (Month and Day 0).
type Date struct {
	Year  int `json:"year,omitempty"`
	Month int `json:"month,omitempty"`
	Day   int `json:"day,omitempty"`
}

// DateRange includes both ends, which must be equally precise.
type DateRange struct {
	Start Date `json:"startDate"`
	End   Date `json:"endDate"`
}

// MediaType tells photos from videos.
type MediaType string

// Media types of [Filters].
const (
	MediaTypePhoto MediaType = "PHOTO"
	MediaTypeVideo MediaType = "VIDEO"
)

// Page is one answer to a search. It may have no Items and still a
// NextPageToken; only an empty NextPageToken ends the list.
type Page struct {
	Items         []MediaItem
	NextPageToken string
}

// Search lists the items that match, and ends with the first error. It needs
// [ScopeReadAppCreated].
func (c *Client) Search(ctx context.Context, r SearchRequest) iter.Seq2[MediaItem, error] {
	return googleapis.Pages(packageName, "search media items", itemID, func(pageToken string) ([]MediaItem, string, error) {
		page, err := c.SearchPage(ctx, r, pageToken)
		return page.Items, page.NextPageToken, err
	})
}

// SearchPage sends one request; pageToken is empty or the NextPageToken of the
// page before. It needs [ScopeReadAppCreated].
func (c *Client) SearchPage(ctx context.Context, r SearchRequest, pageToken string) (Page, error) {
	const op = "search media items"
	body, err := r.wire(pageToken)
	if err != nil {
		return Page{}, fmt.Errorf("photoslibrary: %s: %w", op, err)
	}
	var answer struct {
		MediaItems    []mediaItemWire `json:"mediaItems"`
		NextPageToken string          `json:"nextPageToken"`
	}
	call := request{Op: op, Method: http.MethodPost, Path: "/v1/mediaItems:search", Idempotent: true}
	if err := c.call(ctx, call, body, &answer); err != nil {
		return Page{}, err
	}
	page := Page{NextPageToken: answer.NextPageToken}
	for _, item := range answer.MediaItems {
		page.Items = append(page.Items, item.item())
	}
	return page, nil
}

type searchWire struct {
	AlbumID   string       `json:"albumId,omitempty"`
	PageSize  int          `json:"pageSize"`
	PageToken string       `json:"pageToken,omitempty"`
	Filters   *filtersWire `json:"filters,omitempty"`
}

type filtersWire struct {
	Dates      *dateFilterWire  `json:"dateFilter,omitempty"`
	Content    *contentWire     `json:"contentFilter,omitempty"`
	MediaTypes *mediaTypesWire  `json:"mediaTypeFilter,omitempty"`
	Features   *featureListWire `json:"featureFilter,omitempty"`
	Archived   bool             `json:"includeArchivedMedia,omitempty"`
}

type dateFilterWire struct {
	Dates  []Date      `json:"dates,omitempty"`
	Ranges []DateRange `json:"ranges,omitempty"`
}

type contentWire struct {
	Include []string `json:"includedContentCategories,omitempty"`
	Exclude []string `json:"excludedContentCategories,omitempty"`
}

type mediaTypesWire struct {
	MediaTypes []MediaType `json:"mediaTypes"`
}

type featureListWire struct {
	Features []string `json:"includedFeatures"`
}

func (r SearchRequest) wire(pageToken string) (searchWire, error) {
	if r.PageSize < 0 || r.PageSize > itemsPerPage {
		return searchWire{}, fmt.Errorf("PageSize is %d, want 1 to %d", r.PageSize, itemsPerPage)
	}
	out := searchWire{AlbumID: r.AlbumID, PageSize: r.PageSize, PageToken: pageToken}
	if out.PageSize == 0 {
		out.PageSize = itemsPerPage
	}
	f := r.Filters
	if f == nil {
		return out, nil
	}
	if r.AlbumID != "" {
		return searchWire{}, errors.New("AlbumID and Filters exclude each other; clear one of them")
	}
	out.Filters = &filtersWire{Archived: f.IncludeArchived}
	if len(f.Dates)+len(f.DateRanges) > 0 {
		out.Filters.Dates = &dateFilterWire{Dates: f.Dates, Ranges: f.DateRanges}
	}
	if len(f.IncludeCategories)+len(f.ExcludeCategories) > 0 {
		out.Filters.Content = &contentWire{Include: f.IncludeCategories, Exclude: f.ExcludeCategories}
	}
	if f.MediaType != "" {
		out.Filters.MediaTypes = &mediaTypesWire{MediaTypes: []MediaType{f.MediaType}}
	}
	if f.Favorites {
		out.Filters.Features = &featureListWire{Features: []string{"FAVORITES"}}
	}
	return out, nil
}
