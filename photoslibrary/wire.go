package photoslibrary

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// number reads an integer in both spellings Google uses: "12" and 12.
type number int64

func (n *number) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	if text == "" || text == "null" {
		*n = 0
		return nil
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("want a whole number, got %q", text)
	}
	*n = number(value)
	return nil
}

// seconds reads a protobuf duration such as "0.001s".
type seconds time.Duration

func (s *seconds) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("want a duration such as \"1.5s\"")
	}
	if text == "" {
		*s = 0
		return nil
	}
	value, err := time.ParseDuration(text)
	if err != nil || !strings.HasSuffix(text, "s") {
		return fmt.Errorf("want a duration such as \"1.5s\", got %q", text)
	}
	*s = seconds(value)
	return nil
}

type albumWire struct {
	ID                    string `json:"id"`
	Title                 string `json:"title"`
	ProductURL            string `json:"productUrl"`
	IsWriteable           bool   `json:"isWriteable"`
	MediaItemsCount       number `json:"mediaItemsCount"`
	CoverPhotoBaseURL     string `json:"coverPhotoBaseUrl"`
	CoverPhotoMediaItemID string `json:"coverPhotoMediaItemId"`
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
		CreationTime time.Time  `json:"creationTime"`
		Width        number     `json:"width"`
		Height       number     `json:"height"`
		Photo        *photoWire `json:"photo"`
		Video        *Video     `json:"video"`
	} `json:"mediaMetadata"`
}

type photoWire struct {
	CameraMake      string  `json:"cameraMake"`
	CameraModel     string  `json:"cameraModel"`
	FocalLength     float64 `json:"focalLength"`
	ApertureFNumber float64 `json:"apertureFNumber"`
	ISOEquivalent   int     `json:"isoEquivalent"`
	ExposureTime    seconds `json:"exposureTime"`
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
