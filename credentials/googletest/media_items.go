package googletest

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// mediaItemJSON is a media item on the wire; whole numbers are strings.
type mediaItemJSON struct {
	ID          string       `json:"id"`
	Description string       `json:"description,omitempty"`
	ProductURL  string       `json:"productUrl"`
	BaseURL     string       `json:"baseUrl,omitempty"`
	MimeType    string       `json:"mimeType"`
	Metadata    metadataJSON `json:"mediaMetadata"`
	Filename    string       `json:"filename"`
}

type metadataJSON struct {
	CreationTime time.Time  `json:"creationTime"`
	Width        int64      `json:"width,string"`
	Height       int64      `json:"height,string"`
	Photo        *photoJSON `json:"photo,omitempty"`
	Video        *videoJSON `json:"video,omitempty"`
}

type photoJSON struct {
	CameraMake  string  `json:"cameraMake,omitempty"`
	CameraModel string  `json:"cameraModel,omitempty"`
	FocalLength float64 `json:"focalLength,omitempty"`
	FNumber     float64 `json:"apertureFNumber,omitempty"`
	ISO         int     `json:"isoEquivalent,omitempty"`
	Exposure    string  `json:"exposureTime,omitempty"`
}

type videoJSON struct {
	CameraMake  string  `json:"cameraMake,omitempty"`
	CameraModel string  `json:"cameraModel,omitempty"`
	FPS         float64 `json:"fps,omitempty"`
	Status      string  `json:"status"`
}

func (s *Server) itemJSON(it *item) mediaItemJSON {
	out := mediaItemJSON{
		ID: it.ID, Description: it.Description, MimeType: it.MimeType, Filename: it.Filename,
		ProductURL: "https://photos.google.com/lr/photo/" + it.ID,
		BaseURL:    s.mintBaseURL(libraryBytes, it, ""),
		Metadata:   metadataJSON{CreationTime: it.CreationTime, Width: int64(it.Width), Height: int64(it.Height)},
	}
	if !it.video() {
		out.Metadata.Photo = &photoJSON{it.CameraMake, it.CameraModel, it.exif.focalLength, it.exif.fNumber, it.exif.iso, it.exif.exposureJSON()}
		return out
	}
	out.Metadata.Video = &videoJSON{CameraMake: it.CameraMake, CameraModel: it.CameraModel, FPS: 30, Status: s.videoStatus(it)}
	return out
}

func (e *exifData) exposureJSON() string {
	if e.exposure == 0 {
		return ""
	}
	return secondsJSON(e.exposure)
}

func (s *Server) itemsJSON(items []*item) []mediaItemJSON {
	var out []mediaItemJSON
	for _, it := range items {
		out = append(out, s.itemJSON(it))
	}
	return out
}

// visible returns the items that a client uploaded, newest first: since
// 31 March 2025 it sees no others.
func (s *Server) visible(c *client) []*item {
	var out []*item
	for _, it := range s.items {
		if it.ClientID == c.id {
			out = append(out, it)
		}
	}
	slices.SortStableFunc(out, func(a, b *item) int { return b.CreationTime.Compare(a.CreationTime) })
	return out
}

func itemID(it *item) string { return it.ID }

// itemPage is the answer of a listing; an empty one is {}.
type itemPage struct {
	MediaItems    []mediaItemJSON `json:"mediaItems,omitempty"`
	NextPageToken string          `json:"nextPageToken,omitempty"`
}

func (s *Server) listItems(c *call) (answer, *apiError) {
	size, failure := queryPageSize(c.query.Get("pageSize"), 25, 100)
	if failure != nil {
		return answer{}, failure
	}
	all := slices.DeleteFunc(s.visible(c.client), func(it *item) bool { return it.Archived })
	page, next, failure := paginate(s, c, all, itemID, size, c.query.Get("pageToken"), "list "+c.client.id)
	if failure != nil {
		return answer{}, failure
	}
	return answer{json: itemPage{s.itemsJSON(page), next}}, nil
}

// findItem returns an item of the caller's client.
func (s *Server) findItem(c *client, id string) (*item, *apiError) {
	if !libraryIDShape(id) {
		return nil, invalidArgument("Invalid media item ID.")
	}
	it := s.itemByID(id)
	if it == nil || it.ClientID != c.id {
		return nil, entityNotFound()
	}
	return it, nil
}

func (s *Server) getItem(c *call) (answer, *apiError) {
	it, failure := s.findItem(c.client, c.id)
	if failure != nil {
		return answer{}, failure
	}
	return answer{json: s.itemJSON(it)}, nil
}

// rpcStatus is a google.rpc.Status inside of an answer.
type rpcStatus struct {
	Code    int    `json:"code,omitempty"`
	Message string `json:"message"`
}

const (
	codeInvalidArgument = 3
	codeNotFound        = 5
)

func (e *apiError) rpc() *rpcStatus {
	if e.Status == "NOT_FOUND" {
		return &rpcStatus{codeNotFound, e.Message}
	}
	return &rpcStatus{codeInvalidArgument, e.Message}
}

func (s *Server) batchGetItems(c *call) (answer, *apiError) {
	ids := c.query["mediaItemIds"]
	if failure := checkBatch(ids); failure != nil {
		return answer{}, failure
	}
	type result struct {
		MediaItem *mediaItemJSON `json:"mediaItem,omitempty"`
		Status    *rpcStatus     `json:"status,omitempty"`
	}
	var results []result
	for _, id := range ids {
		it, failure := s.findItem(c.client, id)
		if failure != nil {
			results = append(results, result{Status: failure.rpc()})
			continue
		}
		wire := s.itemJSON(it)
		results = append(results, result{MediaItem: &wire})
	}
	return answer{json: struct {
		Results []result `json:"mediaItemResults"`
	}{results}}, nil
}

// checkBatch applies the rules for a list of ids.
func checkBatch(ids []string) *apiError {
	switch {
	case len(ids) == 0:
		return invalidArgument("Request must have at least one media item id.")
	case len(ids) > 50:
		return invalidArgument("Request must not have more than 50 media item ids.")
	}
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			return invalidArgument("Request must not contain duplicated ids.")
		}
	}
	return nil
}

func (s *Server) patchItem(c *call) (answer, *apiError) {
	var body struct {
		ID          string  `json:"id"`
		Description *string `json:"description"`
	}
	if failure := decode(c.body, &body); failure != nil {
		return answer{}, failure
	}
	it, failure := s.findItem(c.client, c.id)
	switch {
	case failure != nil:
		return answer{}, failure
	case c.query.Get("updateMask") != "description":
		return answer{}, invalidArgument("Invalid update mask: only 'description' can be updated.")
	}
	var text string
	if body.Description != nil {
		text = *body.Description
	}
	if failure := checkDescription(text); failure != nil {
		return answer{}, failure
	}
	it.Description = text
	return answer{json: s.itemJSON(it)}, nil
}

func checkDescription(text string) *apiError {
	if utf8.RuneCountInString(text) > 1000 {
		return invalidArgument("Description must not be longer than 1000 characters.")
	}
	return nil
}

// cleanMask splits an update mask.
func cleanMask(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}
