package picker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/internal/googleapis"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

const itemsPerPage = 100

// Item is a photo or video that the user picked.
type Item struct {
	// ID is the same in every session: keep it to know an item again.
	ID       string
	Type     photoslibrary.MediaType
	Filename string
	MimeType string
	// BaseURL leads to the bytes for 60 minutes, and only with a suffix and the
	// access token; see [Client.Download].
	BaseURL  string
	Metadata photoslibrary.Metadata
}

// IsVideo reports whether the item is a video.
func (i Item) IsVideo() bool {
	switch i.Type {
	case photoslibrary.MediaTypeVideo:
		return true
	case photoslibrary.MediaTypePhoto:
		return false
	}
	return strings.HasPrefix(i.MimeType, "video/")
}

// Items lists what the user picked, 100 per request, each item once; the listing
// ends with the first error. A page is asked for when the loop comes to it:
// download within the loop, and the base URLs are young. Before the user has pressed Done that is [ErrPending].
func (c *Client) Items(ctx context.Context, sessionID string) iter.Seq2[Item, error] {
	return googleapis.Pages(packageName, opList, func(i Item) string { return i.ID }, func(pageToken string) ([]Item, string, error) {
		if sessionID == "" {
			return nil, "", errors.New("picker: " + opList + ": the session id is empty")
		}
		query := url.Values{"sessionId": {sessionID}, "pageSize": {strconv.Itoa(itemsPerPage)}}
		if pageToken != "" {
			query.Set("pageToken", pageToken)
		}
		var answer struct {
			MediaItems    []itemWire `json:"mediaItems"`
			NextPageToken string     `json:"nextPageToken"`
		}
		r := request{Op: opList, Method: http.MethodGet, Path: "/v1/mediaItems", Query: query}
		if err := c.caller().Call(ctx, r, nil, &answer); err != nil {
			return nil, "", err
		}
		items := make([]Item, len(answer.MediaItems))
		for i, item := range answer.MediaItems {
			items[i] = item.item()
		}
		return items, answer.NextPageToken, nil
	})
}

// Download writes the bytes of an item to w and returns how many there were;
// after an error w may hold a part. Google serves photos without their location
// and videos compressed again: the originals are not available.
//
// A video that is not READY fails with [photoslibrary.ErrVideoNotReady], and an
// item listed over 60 minutes ago with [photoslibrary.ErrBaseURLExpired]: list
// again. What is said of cuts at [photoslibrary.Client.Download] applies here,
// too.
func (c *Client) Download(ctx context.Context, item Item, w io.Writer) (int64, error) {
	bytes := photoslibrary.MediaItem{Filename: item.Filename, BaseURL: item.BaseURL}
	if item.IsVideo() {
		status := "unknown"
		if video := item.Metadata.Video; video != nil && video.Status != "" {
			status = video.Status
		}
		if status != "READY" {
			return 0, fmt.Errorf("picker: download %q: status %s: %w", item.Filename, status, photoslibrary.ErrVideoNotReady)
		}
		bytes.Metadata.Video = item.Metadata.Video
	}
	// Base URLs of both APIs follow the same rules.
	library := photoslibrary.Client{HTTP: c.HTTP, BaseURL: c.BaseURL, Retry: c.Retry}
	return library.Download(ctx, bytes, w)
}

type itemWire struct {
	ID         string                        `json:"id"`
	CreateTime googleapis.Lenient[time.Time] `json:"createTime"`
	Type       photoslibrary.MediaType       `json:"type"`
	File       struct {
		BaseURL  string       `json:"baseUrl"`
		MimeType string       `json:"mimeType"`
		Filename string       `json:"filename"`
		Metadata metadataWire `json:"mediaFileMetadata"`
	} `json:"mediaFile"`
}

type metadataWire struct {
	Width       googleapis.Lenient[float64] `json:"width"`
	Height      googleapis.Lenient[float64] `json:"height"`
	CameraMake  string                      `json:"cameraMake"`
	CameraModel string                      `json:"cameraModel"`
	Photo       struct {
		FocalLength     googleapis.Lenient[float64]            `json:"focalLength"`
		ApertureFNumber googleapis.Lenient[float64]            `json:"apertureFNumber"`
		ISOEquivalent   googleapis.Lenient[float64]            `json:"isoEquivalent"`
		ExposureTime    googleapis.Lenient[googleapis.Seconds] `json:"exposureTime"`
	} `json:"photoMetadata"`
	Video struct {
		FPS    googleapis.Lenient[float64] `json:"fps"`
		Status string                      `json:"processingStatus"`
	} `json:"videoMetadata"`
}

func (w itemWire) item() Item {
	m := w.File.Metadata
	item := Item{
		ID: w.ID, Type: w.Type, Filename: w.File.Filename, MimeType: w.File.MimeType, BaseURL: w.File.BaseURL,
		Metadata: photoslibrary.Metadata{CreationTime: w.CreateTime.Value, Width: googleapis.Whole(m.Width), Height: googleapis.Whole(m.Height)},
	}
	if item.IsVideo() {
		item.Metadata.Video = &photoslibrary.Video{
			CameraMake: m.CameraMake, CameraModel: m.CameraModel, FPS: m.Video.FPS.Value, Status: m.Video.Status,
		}
		return item
	}
	item.Metadata.Photo = &photoslibrary.Photo{
		CameraMake: m.CameraMake, CameraModel: m.CameraModel, FocalLength: m.Photo.FocalLength.Value,
		ApertureFNumber: m.Photo.ApertureFNumber.Value, ISOEquivalent: googleapis.Whole(m.Photo.ISOEquivalent),
		ExposureTime: time.Duration(m.Photo.ExposureTime.Value),
	}
	return item
}
