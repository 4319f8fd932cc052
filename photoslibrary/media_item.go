package photoslibrary

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// MediaItem is a photo or a video.
type MediaItem struct {
	ID          string
	Filename    string
	MimeType    string
	Description string
	// BaseURL leads to the bytes for 60 minutes, and only with a suffix; see
	// [Client.Download]. Keep the ID, not this.
	BaseURL string
	// ProductURL is the item's page in Google Photos, for its owner.
	ProductURL string
	Metadata   Metadata
}

func itemID(item MediaItem) string { return item.ID }

// IsVideo reports whether the item is a video.
func (m MediaItem) IsVideo() bool {
	return m.Metadata.Video != nil || strings.HasPrefix(m.MimeType, "video/")
}

// Metadata is what Google knows of an item. The API does not tell its size in
// bytes.
type Metadata struct {
	// CreationTime is when the photo was taken, not when it was uploaded.
	CreationTime time.Time
	// Width and Height are in pixels.
	Width, Height int
	// Photo is nil for a video, Video for a photo.
	Photo *Photo
	Video *Video
}

// Photo is what the camera noted; each field may be zero.
type Photo struct {
	CameraMake, CameraModel string
	FocalLength             float64 // millimetres
	ApertureFNumber         float64
	ISOEquivalent           int
	ExposureTime            time.Duration
}

// Video is what Google knows of a video.
type Video struct {
	CameraMake, CameraModel string
	FPS                     float64
	// Status is PROCESSING, READY or FAILED. Only a READY video has bytes.
	Status string
}

// Get returns one item, with a fresh BaseURL. It needs [ScopeReadAppCreated].
func (c *Client) Get(ctx context.Context, id string) (MediaItem, error) {
	if id == "" {
		// An empty id would ask for a list.
		return MediaItem{}, errors.New("photoslibrary: get media item: the id is empty")
	}
	var answer mediaItemWire
	r := request{Op: "get media item", Method: http.MethodGet, Path: "/v1/mediaItems/" + url.PathEscape(id)}
	if err := c.call(ctx, r, nil, &answer); err != nil {
		return MediaItem{}, err
	}
	return answer.item(), nil
}
