package googletest

import (
	"slices"
	"time"
)

// pickedJSON is an item of the Picker API, where whole numbers are numbers.
type pickedJSON struct {
	ID         string    `json:"id"`
	CreateTime time.Time `json:"createTime"`
	Type       string    `json:"type"`
	File       struct {
		BaseURL  string         `json:"baseUrl"`
		MimeType string         `json:"mimeType"`
		Filename string         `json:"filename"`
		Metadata pickedMetadata `json:"mediaFileMetadata"`
	} `json:"mediaFile"`
}

type pickedMetadata struct {
	Width       int          `json:"width,omitempty"`
	Height      int          `json:"height,omitempty"`
	CameraMake  string       `json:"cameraMake,omitempty"`
	CameraModel string       `json:"cameraModel,omitempty"`
	Photo       *pickedPhoto `json:"photoMetadata,omitempty"`
	Video       *pickedVideo `json:"videoMetadata,omitempty"`
}

type pickedPhoto struct {
	FocalLength float64 `json:"focalLength,omitempty"`
	FNumber     float64 `json:"apertureFNumber,omitempty"`
	ISO         int     `json:"isoEquivalent,omitempty"`
	Exposure    string  `json:"exposureTime,omitempty"`
}

type pickedVideo struct {
	FPS    float64 `json:"fps,omitempty"`
	Status string  `json:"processingStatus"`
}

func (s *Server) pickedJSON(p *pickerSession, it *item) pickedJSON {
	out := pickedJSON{ID: it.ID, CreateTime: it.CreationTime, Type: "PHOTO"}
	out.File.BaseURL = s.mintBaseURL(pickerBytes, it, p.client.id)
	out.File.MimeType, out.File.Filename = it.MimeType, it.Filename
	out.File.Metadata = pickedMetadata{
		Width: it.Width, Height: it.Height, CameraMake: it.CameraMake, CameraModel: it.CameraModel,
	}
	if !it.video() {
		out.File.Metadata.Photo = &pickedPhoto{it.exif.focalLength, it.exif.fNumber, it.exif.iso, it.exif.exposureJSON()}
		return out
	}
	out.Type = "VIDEO"
	out.File.Metadata.Video = &pickedVideo{FPS: 30, Status: s.videoStatus(it)}
	return out
}

// picks reports whether the token may read bytes that were picked for c.
func (a *accessToken) picks(c *client) bool {
	return a != nil && a.grant.library == c && slices.Contains(a.scopes, scopePicker)
}
