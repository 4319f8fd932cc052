package photoslibrary

import (
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
	// BaseURLTime is when Google was asked for BaseURL, by the client's clock;
	// zero is unknown.
	BaseURLTime time.Time
	// ProductURL is the item's page in Google Photos, for its owner.
	ProductURL string
	Metadata   Metadata
}

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
