package photoslibrary

import (
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
		CreationTime googleapis.Lenient[time.Time] `json:"creationTime"`
		Width        googleapis.Lenient[float64]   `json:"width"`
		Height       googleapis.Lenient[float64]   `json:"height"`
		Photo        *photoWire                    `json:"photo"`
		Video        *videoWire                    `json:"video"`
	} `json:"mediaMetadata"`
}

type photoWire struct {
	CameraMake      string                                 `json:"cameraMake"`
	CameraModel     string                                 `json:"cameraModel"`
	FocalLength     googleapis.Lenient[float64]            `json:"focalLength"`
	ApertureFNumber googleapis.Lenient[float64]            `json:"apertureFNumber"`
	ISOEquivalent   googleapis.Lenient[float64]            `json:"isoEquivalent"`
	ExposureTime    googleapis.Lenient[googleapis.Seconds] `json:"exposureTime"`
}

type videoWire struct {
	CameraMake  string                      `json:"cameraMake"`
	CameraModel string                      `json:"cameraModel"`
	FPS         googleapis.Lenient[float64] `json:"fps"`
	Status      string                      `json:"status"`
}

// item is the item of an answer to what was asked at that time.
func (w mediaItemWire) item(asked time.Time) MediaItem {
	item := MediaItem{
		ID: w.ID, Filename: w.Filename, MimeType: w.MimeType, Description: w.Description,
		BaseURL: w.BaseURL, BaseURLTime: asked, ProductURL: w.ProductURL,
		Metadata: Metadata{
			CreationTime: w.Metadata.CreationTime.Value,
			Width:        googleapis.Whole(w.Metadata.Width),
			Height:       googleapis.Whole(w.Metadata.Height),
		},
	}
	if p := w.Metadata.Photo; p != nil {
		item.Metadata.Photo = &Photo{
			CameraMake: p.CameraMake, CameraModel: p.CameraModel, FocalLength: p.FocalLength.Value,
			ApertureFNumber: p.ApertureFNumber.Value, ISOEquivalent: googleapis.Whole(p.ISOEquivalent),
			ExposureTime: time.Duration(p.ExposureTime.Value),
		}
	}
	if v := w.Metadata.Video; v != nil {
		item.Metadata.Video = &Video{CameraMake: v.CameraMake, CameraModel: v.CameraModel, FPS: v.FPS.Value, Status: v.Status}
	}
	return item
}
