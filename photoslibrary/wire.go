package photoslibrary

import (
	"bytes"
	"encoding/json"
	"math"
	"time"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

type albumWire struct {
	ID                    string            `json:"id"`
	Title                 string            `json:"title"`
	ProductURL            string            `json:"productUrl"`
	IsWriteable           bool              `json:"isWriteable"`
	MediaItemsCount       googleapis.Number `json:"mediaItemsCount"`
	CoverPhotoBaseURL     string            `json:"coverPhotoBaseUrl"`
	CoverPhotoMediaItemID string            `json:"coverPhotoMediaItemId"`
}

func (w albumWire) album() Album {
	return Album{
		ID: w.ID, Title: w.Title, ProductURL: w.ProductURL, Writeable: w.IsWriteable,
		MediaItemsCount: int64(w.MediaItemsCount),
		CoverBaseURL:    w.CoverPhotoBaseURL, CoverItemID: w.CoverPhotoMediaItemID,
	}
}

type mediaItemWire struct {
	ID          string `json:"id"`
	Description string `json:"description"`
	ProductURL  string `json:"productUrl"`
	BaseURL     string `json:"baseUrl"`
	MimeType    string `json:"mimeType"`
	Filename    string `json:"filename"`
	Metadata    struct {
		CreationTime lenient[time.Time] `json:"creationTime"`
		Width        lenient[float64]   `json:"width"`
		Height       lenient[float64]   `json:"height"`
		Photo        *photoWire         `json:"photo"`
		Video        *videoWire         `json:"video"`
	} `json:"mediaMetadata"`
}

type photoWire struct {
	CameraMake      string                      `json:"cameraMake"`
	CameraModel     string                      `json:"cameraModel"`
	FocalLength     lenient[float64]            `json:"focalLength"`
	ApertureFNumber lenient[float64]            `json:"apertureFNumber"`
	ISOEquivalent   lenient[float64]            `json:"isoEquivalent"`
	ExposureTime    lenient[googleapis.Seconds] `json:"exposureTime"`
}

type videoWire struct {
	CameraMake  string           `json:"cameraMake"`
	CameraModel string           `json:"cameraModel"`
	FPS         lenient[float64] `json:"fps"`
	Status      string           `json:"status"`
}

// lenient reads what some camera or uploader wrote, in quotes or without, and is
// zero for what makes no sense: one odd item must not hide the others of its page.
type lenient[T any] struct{ value T }

func (l *lenient[T]) UnmarshalJSON(data []byte) error {
	for _, text := range [][]byte{data, bytes.Trim(data, `"`)} {
		var value T
		if json.Unmarshal(text, &value) == nil {
			l.value = value
			break
		}
	}
	return nil
}

// whole is zero for numbers that no picture and no camera has.
func whole(number lenient[float64]) int {
	if math.Abs(number.value) > math.MaxInt32 {
		return 0
	}
	return int(number.value)
}

func (w mediaItemWire) item() MediaItem {
	item := MediaItem{
		ID: w.ID, Filename: w.Filename, MimeType: w.MimeType, Description: w.Description,
		BaseURL: w.BaseURL, ProductURL: w.ProductURL,
		Metadata: Metadata{
			CreationTime: w.Metadata.CreationTime.value,
			Width:        whole(w.Metadata.Width),
			Height:       whole(w.Metadata.Height),
		},
	}
	if p := w.Metadata.Photo; p != nil {
		item.Metadata.Photo = &Photo{
			CameraMake: p.CameraMake, CameraModel: p.CameraModel, FocalLength: p.FocalLength.value,
			ApertureFNumber: p.ApertureFNumber.value, ISOEquivalent: whole(p.ISOEquivalent),
			ExposureTime: time.Duration(p.ExposureTime.value),
		}
	}
	if v := w.Metadata.Video; v != nil {
		item.Metadata.Video = &Video{CameraMake: v.CameraMake, CameraModel: v.CameraModel, FPS: v.FPS.value, Status: v.Status}
	}
	return item
}
