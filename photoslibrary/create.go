package photoslibrary

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// NewItem is an upload that shall become a media item.
type NewItem struct {
	// UploadToken comes from [Client.Upload] or [Client.UploadFile] and is valid
	// for a day.
	UploadToken string
	// Filename is what the item is called, up to 255 characters; empty keeps the
	// name of the upload.
	Filename string
	// Description is what the user reads below the photo, up to 1000 characters.
	Description string
}

// Position is a place in an album. The zero value is its end.
type Position struct {
	// First is in front of all items.
	First bool
	// After is the id of the item to stand behind; it must be in the album.
	After string
}

// Created is the outcome for one [NewItem]: Item, or Err.
type Created struct {
	Item MediaItem
	// Err is an [*ItemError], [ErrNotSent], or the failure of a whole request.
	Err error
}

// ErrNotSent says that a request before the one for the item failed, so Google does not
// know of the item yet.
var ErrNotSent = errors.New("photoslibrary: not sent, because an earlier request failed")

const opCreateItems = "create media items"

// CreateItems turns uploads into media items, at the end of an album unless
// albumID is empty; see [Client.CreateItemsAt].
func (c *Client) CreateItems(ctx context.Context, albumID string, items ...NewItem) ([]Created, error) {
	return c.CreateItemsAt(ctx, albumID, Position{}, items...)
}

// CreateItemsAt turns uploads into media items, at a place of an album. Outcomes
// are in the order of items: one bad upload does not stop the others. Bytes that
// the library has already give the item that is there. It needs
// [ScopeAppendOnly].
//
// Each [MaxBatch] items are one request, and the items of the next stand behind
// those of the one before. If a request fails, CreateItemsAt sends no more and
// returns its error, too; each outcome tells what is known: an Item, the failure
// for the items of that request, [ErrNotSent] for the rest. A failure that is
// [ErrUncertain] leaves open whether the items exist: list the library first.
func (c *Client) CreateItemsAt(ctx context.Context, albumID string, at Position, items ...NewItem) ([]Created, error) {
	if err := checkNewItems(albumID, at, items); err != nil {
		return nil, fmt.Errorf("photoslibrary: %s: %w", opCreateItems, err)
	}
	created := make([]Created, 0, len(items))
	var failure error
	for batch := range slices.Chunk(items, MaxBatch) {
		outcomes := make([]Created, len(batch))
		if failure != nil {
			fill(outcomes, ErrNotSent)
		} else if failure = c.createBatch(ctx, albumID, at, batch, outcomes); failure != nil {
			fill(outcomes, failure)
		}
		created = append(created, outcomes...)
		if at == (Position{}) {
			continue
		}
		for _, outcome := range outcomes {
			if outcome.Err == nil {
				at = Position{After: outcome.Item.ID}
			}
		}
	}
	return created, failure
}

// fill is for outcomes that a request did not give.
func fill(outcomes []Created, err error) {
	for i := range outcomes {
		outcomes[i] = Created{Err: err}
	}
}

func checkNewItems(albumID string, at Position, items []NewItem) error {
	switch {
	case len(items) == 0:
		return errors.New("no item is given; give at least one")
	case albumID == "" && at != (Position{}):
		return errors.New("a Position needs an album id")
	case at.First && at.After != "":
		return errors.New("the Position is both First and After; choose one")
	}
	tokens := make(map[string]bool, len(items))
	for i, item := range items {
		err := checkText("description", item.Description, maxDescription)
		if err == nil {
			err = checkText("file name", item.Filename, maxFilename)
		}
		switch {
		case item.UploadToken == "":
			err = errors.New("the upload token is empty; upload the bytes first")
		case tokens[item.UploadToken]:
			err = errors.New("another item has the same upload token; give it once")
		}
		tokens[item.UploadToken] = true
		if err != nil {
			return fmt.Errorf("item %d of %d (%q): %w", i+1, len(items), item.Filename, err)
		}
	}
	return nil
}

type createWire struct {
	AlbumID  string        `json:"albumId,omitempty"`
	Position *positionWire `json:"albumPosition,omitempty"`
	Items    []newItemWire `json:"newMediaItems"`
}

type positionWire struct {
	Position string `json:"position"`
	After    string `json:"relativeMediaItemId,omitempty"`
}

type newItemWire struct {
	Description string     `json:"description,omitempty"`
	Simple      simpleWire `json:"simpleMediaItem"`
}

type simpleWire struct {
	UploadToken string `json:"uploadToken"`
	FileName    string `json:"fileName,omitempty"`
}

type createdWire struct {
	UploadToken string        `json:"uploadToken"`
	Status      statusWire    `json:"status"`
	Item        mediaItemWire `json:"mediaItem"`
}

// createBatch sends one request and fills in the outcomes.
func (c *Client) createBatch(ctx context.Context, albumID string, at Position, items []NewItem, outcomes []Created) error {
	body := createWire{AlbumID: albumID}
	switch {
	case at.First:
		body.Position = &positionWire{Position: "FIRST_IN_ALBUM"}
	case at.After != "":
		body.Position = &positionWire{Position: "AFTER_MEDIA_ITEM", After: at.After}
	}
	for _, item := range items {
		body.Items = append(body.Items, newItemWire{
			Description: item.Description,
			Simple:      simpleWire{UploadToken: item.UploadToken, FileName: item.Filename},
		})
	}
	var answer struct {
		Results []createdWire `json:"newMediaItemResults"`
	}
	asked := c.now()
	if err := c.call(ctx, request{Op: opCreateItems, Method: http.MethodPost, Path: "/v1/mediaItems:batchCreate", Write: true}, body, &answer); err != nil {
		return err
	}
	for i, result := range matchResults(items, answer.Results) {
		name := items[i].Filename
		if name == "" {
			name = fmt.Sprint("item ", i+1)
		}
		switch err := result.Status.err(opCreateItems, name); {
		case err != nil:
			outcomes[i].Err = err
		case result.Item.ID == "":
			outcomes[i].Err = fmt.Errorf("photoslibrary: %s: %q: the answer does not have it: %w", opCreateItems, name, ErrUncertain)
		default:
			outcomes[i].Item = result.Item.item(asked)
		}
	}
	return nil
}

// matchResults puts results in the order of items: by upload token, and by place
// where Google gives none. A result that is not there is zero.
func matchResults(items []NewItem, results []createdWire) []createdWire {
	byToken := map[string]createdWire{}
	for _, result := range results {
		// An item that is there is there, whatever is said of it besides.
		if byToken[result.UploadToken].Item.ID == "" {
			byToken[result.UploadToken] = result
		}
	}
	matched := make([]createdWire, len(items))
	for i, item := range items {
		result, ok := byToken[item.UploadToken]
		if !ok && len(results) == len(items) && results[i].UploadToken == "" {
			result = results[i]
		}
		matched[i] = result
	}
	return matched
}
