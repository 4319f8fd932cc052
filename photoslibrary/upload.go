package photoslibrary

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// NewItem is an upload that shall become a media item.
type NewItem struct {
	// UploadToken comes from [Client.Upload] and is valid for a day.
	UploadToken string
	// Filename is what the item is called; empty keeps the name of the upload.
	Filename string
	// Description is what the user reads below the photo, up to 1000 characters.
	Description string
}

// Created is the outcome for one [NewItem]: Item, or Err.
type Created struct {
	Item MediaItem
	Err  error
}

// Upload sends the bytes of one photo or video in one request and returns an
// upload token for [Client.CreateItems]: until then the user sees nothing. The
// bytes are kept in original quality and count against the user's storage.
// It needs [ScopeAppendOnly].
func (c *Client) Upload(ctx context.Context, filename, mimeType string, body io.Reader) (string, error) {
	const op = "upload"
	if strings.ContainsAny(filename, "\r\n") {
		return "", fmt.Errorf("photoslibrary: %s: the file name %q has a line break", op, filename)
	}
	header := http.Header{
		"Content-Type":            {"application/octet-stream"},
		"X-Goog-Upload-Protocol":  {"raw"},
		"X-Goog-Upload-File-Name": {filename},
	}
	if mimeType != "" {
		header.Set("X-Goog-Upload-Content-Type", mimeType)
	}
	data, err := c.caller().Send(ctx, request{Op: op, Method: http.MethodPost, Path: "/v1/uploads", Header: header, Body: body})
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(data))
	if token == "" {
		return "", errors.New("photoslibrary: upload: the answer has no upload token; upload again")
	}
	return token, nil
}

// CreateItems turns up to [MaxBatch] uploads into media items, in albumID
// unless that is empty. Outcomes are in the order of items: one bad upload does
// not stop the others. It needs [ScopeAppendOnly].
func (c *Client) CreateItems(ctx context.Context, albumID string, items ...NewItem) ([]Created, error) {
	const op = "create media items"
	if len(items) == 0 || len(items) > MaxBatch {
		return nil, fmt.Errorf("photoslibrary: %s: want 1 to %d items, got %d", op, MaxBatch, len(items))
	}
	type simple struct {
		UploadToken string `json:"uploadToken"`
		FileName    string `json:"fileName,omitempty"`
	}
	type newItem struct {
		Description string `json:"description,omitempty"`
		Simple      simple `json:"simpleMediaItem"`
	}
	body := struct {
		AlbumID string    `json:"albumId,omitempty"`
		Items   []newItem `json:"newMediaItems"`
	}{AlbumID: albumID}
	for _, item := range items {
		body.Items = append(body.Items, newItem{
			Description: item.Description,
			Simple:      simple{UploadToken: item.UploadToken, FileName: item.Filename},
		})
	}
	var answer struct {
		Results []struct {
			Status struct {
				Code    int    `json:"code"`
				Message string `json:"message"`
			} `json:"status"`
			Item mediaItemWire `json:"mediaItem"`
		} `json:"newMediaItemResults"`
	}
	if err := c.call(ctx, request{Op: op, Method: http.MethodPost, Path: "/v1/mediaItems:batchCreate", Write: true}, body, &answer); err != nil {
		return nil, err
	}
	if len(answer.Results) != len(items) {
		return nil, fmt.Errorf("photoslibrary: %s: sent %d items, the answer has %d; list the library to see which exist", op, len(items), len(answer.Results))
	}
	created := make([]Created, len(items))
	for i, result := range answer.Results {
		// The text of a success has changed over the years, the code has not.
		if result.Status.Code != 0 {
			created[i].Err = fmt.Errorf("photoslibrary: %s: %q: %s (code %d)", op, items[i].Filename, result.Status.Message, result.Status.Code)
			continue
		}
		created[i].Item = result.Item.item()
	}
	return created, nil
}
