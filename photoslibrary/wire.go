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
		CreationTime time.Time         `json:"creationTime"`
		Width        googleapis.Number `json:"width"`
		Height       googleapis.Number `json:"height"`
		Photo        *photoWire        `json:"photo"`
		Video        *Video            `json:"video"`
	} `json:"mediaMetadata"`
}

type photoWire struct {
	CameraMake      string             `json:"cameraMake"`
	CameraModel     string             `json:"cameraModel"`
	FocalLength     float64            `json:"focalLength"`
	ApertureFNumber float64            `json:"apertureFNumber"`
	ISOEquivalent   int                `json:"isoEquivalent"`
	ExposureTime    googleapis.Seconds `json:"exposureTime"`
}

func (w mediaItemWire) item() MediaItem {
	item := MediaItem{
		ID: w.ID, Filename: w.Filename, MimeType: w.MimeType, Description: w.Description,
		BaseURL: w.BaseURL, ProductURL: w.ProductURL,
		Metadata: Metadata{
			CreationTime: w.Metadata.CreationTime,
			Width:        int(w.Metadata.Width),
			Height:       int(w.Metadata.Height),
			Video:        w.Metadata.Video,
		},
	}
	if p := w.Metadata.Photo; p != nil {
		item.Metadata.Photo = &Photo{
			CameraMake: p.CameraMake, CameraModel: p.CameraModel, FocalLength: p.FocalLength,
			ApertureFNumber: p.ApertureFNumber, ISOEquivalent: p.ISOEquivalent,
			ExposureTime: time.Duration(p.ExposureTime),
		}
	}
	return item
}
