package photoslibrary

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
)

// Get returns one item, with a fresh BaseURL. It needs [ScopeReadAppCreated].
func (c *Client) Get(ctx context.Context, id string) (MediaItem, error) {
	if id == "" {
		// An empty id would ask for a list.
		return MediaItem{}, errors.New("photoslibrary: get media item: the id is empty")
	}
	return c.item(ctx, request{Op: "get media item", Method: http.MethodGet, Path: "/v1/mediaItems/" + url.PathEscape(id)}, nil)
}

// UpdateItem sets what the user reads below a photo, up to 1000 characters; empty
// removes it. It returns the item as it is then, and needs [ScopeEditAppCreated].
func (c *Client) UpdateItem(ctx context.Context, id, description string) (MediaItem, error) {
	const op = "update media item"
	err := checkText("description", description, maxDescription)
	if id == "" {
		err = errors.New("the id is empty")
	}
	if err != nil {
		return MediaItem{}, fmt.Errorf("photoslibrary: %s: %w", op, err)
	}
	return c.item(ctx, request{
		Op: op, Method: http.MethodPatch, Path: "/v1/mediaItems/" + url.PathEscape(id),
		Query: url.Values{"updateMask": {"description"}}, Write: true, Idempotent: true,
	}, map[string]string{"description": description})
}

func (c *Client) item(ctx context.Context, r request, body any) (MediaItem, error) {
	asked := c.now()
	var answer mediaItemWire
	if err := c.call(ctx, r, body, &answer); err != nil {
		return MediaItem{}, err
	}
	return answer.item(asked), nil
}

// Fetched is the outcome for one id: Item, or Err.
type Fetched struct {
	ID   string
	Item MediaItem
	// Err is an [*ItemError], such as one that is [ErrNotFound], or the failure of
	// a whole request.
	Err error
}

const opBatchGet = "get media items"

// BatchGet returns items by id, each with a fresh BaseURL, in the order of ids.
// Each [MaxBatch] of them are one request. If one fails, BatchGet returns its
// error, too, and sends no more: the items of the requests before are there. It
// needs [ScopeReadAppCreated].
func (c *Client) BatchGet(ctx context.Context, ids ...string) ([]Fetched, error) {
	unique, err := uniqueIDs("item id", ids)
	if err != nil {
		return nil, fmt.Errorf("photoslibrary: %s: %w", opBatchGet, err)
	}
	known := make(map[string]Fetched, len(unique))
	var failure error
	for batch := range slices.Chunk(unique, MaxBatch) {
		if failure == nil {
			failure = c.batchGet(ctx, batch, known)
		}
		for _, id := range batch {
			if _, ok := known[id]; !ok {
				known[id] = Fetched{ID: id, Err: failure}
			}
		}
	}
	fetched := make([]Fetched, len(ids))
	for i, id := range ids {
		fetched[i] = known[id]
	}
	return fetched, failure
}

// batchGet adds the outcomes of one request to known.
func (c *Client) batchGet(ctx context.Context, ids []string, known map[string]Fetched) error {
	var answer struct {
		Results []struct {
			Status statusWire    `json:"status"`
			Item   mediaItemWire `json:"mediaItem"`
		} `json:"mediaItemResults"`
	}
	asked := c.now()
	r := request{Op: opBatchGet, Method: http.MethodGet, Path: "/v1/mediaItems:batchGet", Query: url.Values{"mediaItemIds": ids}}
	if err := c.call(ctx, r, nil, &answer); err != nil {
		return err
	}
	ordered := len(answer.Results) == len(ids)
	for i, result := range answer.Results {
		if id := result.Item.ID; id != "" && slices.Contains(ids, id) {
			known[id] = Fetched{ID: id, Item: result.Item.item(asked)}
			ordered = ordered && ids[i] == id
		}
	}
	for i, result := range answer.Results {
		// A failure does not name its item; it stands where the item would.
		if !ordered || result.Item.ID != "" {
			continue
		}
		if err := result.Status.err(opBatchGet, ids[i]); err != nil {
			known[ids[i]] = Fetched{ID: ids[i], Err: err}
		}
	}
	for _, id := range ids {
		if _, ok := known[id]; !ok {
			known[id] = Fetched{ID: id, Err: fmt.Errorf("photoslibrary: %s: the answer has nothing about %q; get it alone", opBatchGet, id)}
		}
	}
	return nil
}
