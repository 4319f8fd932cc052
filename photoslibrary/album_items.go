package photoslibrary

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

// PartialError is a change to an album of which a part was done, because it took
// several requests and one of them failed.
type PartialError struct {
	Op string
	// Done are the ids of the requests that succeeded.
	Done []string
	// Left are the others. If Err is [ErrUncertain], Google may have done the
	// first [MaxBatch] of them.
	Left []string
	// Err is the failure.
	Err error
}

// Error tells how far the change came.
func (e *PartialError) Error() string {
	return fmt.Sprintf("photoslibrary: %s: done for %d of %d items: %v", e.Op, len(e.Done), len(e.Done)+len(e.Left), e.Err)
}

// Unwrap returns Err.
func (e *PartialError) Unwrap() error { return e.Err }

// AddToAlbum puts items at the end of an album; both must have been created by
// this app, and an album holds 20,000. Items that are in it stay where they are.
// It needs [ScopeAppendOnly] or [ScopeEditAppCreated].
//
// Each [MaxBatch] items are one request, which Google does whole or not at all.
// If one fails after others, the error is a [*PartialError]: add its Left again.
func (c *Client) AddToAlbum(ctx context.Context, albumID string, itemIDs ...string) error {
	return c.changeAlbum(ctx, request{Op: "add items to album", Idempotent: true}, "batchAddMediaItems", albumID, itemIDs)
}

// RemoveFromAlbum takes items out of an album; they stay in the library. Google
// refuses a request that names an item which is not in the album. It needs
// [ScopeEditAppCreated].
//
// Each [MaxBatch] items are one request, which Google does whole or not at all.
// If one fails after others, the error is a [*PartialError].
func (c *Client) RemoveFromAlbum(ctx context.Context, albumID string, itemIDs ...string) error {
	return c.changeAlbum(ctx, request{Op: "remove items from album"}, "batchRemoveMediaItems", albumID, itemIDs)
}

func (c *Client) changeAlbum(ctx context.Context, r request, verb, albumID string, itemIDs []string) error {
	ids, err := uniqueIDs("item id", itemIDs)
	if albumID == "" {
		err = errors.New("the album id is empty")
	}
	if err != nil {
		return fmt.Errorf("photoslibrary: %s: %w", r.Op, err)
	}
	r.Method, r.Write, r.Path = http.MethodPost, true, "/v1/albums/"+url.PathEscape(albumID)+":"+verb
	done := 0
	for batch := range slices.Chunk(ids, MaxBatch) {
		err := c.call(ctx, r, map[string]any{"mediaItemIds": batch}, &struct{}{})
		switch {
		case err != nil && done > 0:
			return &PartialError{Op: r.Op, Done: ids[:done], Left: ids[done:], Err: err}
		case err != nil:
			return err
		}
		done += len(batch)
	}
	return nil
}
