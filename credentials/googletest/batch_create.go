package googletest

import (
	"crypto/sha256"
	"net/http"
	"slices"
	"unicode/utf8"
)

type batchCreateBody struct {
	AlbumID  string         `json:"albumId"`
	Items    []newMediaItem `json:"newMediaItems"`
	Position *albumPosition `json:"albumPosition"`
}

type newMediaItem struct {
	Description string `json:"description"`
	Simple      *struct {
		UploadToken string `json:"uploadToken"`
		FileName    string `json:"fileName"`
	} `json:"simpleMediaItem"`
}

type newItemResult struct {
	UploadToken string         `json:"uploadToken"`
	Status      rpcStatus      `json:"status"`
	MediaItem   *mediaItemJSON `json:"mediaItem,omitempty"`
}

func (s *Server) batchCreate(c *call) (answer, *apiError) {
	var body batchCreateBody
	if failure := decode(c.body, &body); failure != nil {
		return answer{}, failure
	}
	target, at, failure := s.batchTarget(c, &body)
	if failure != nil {
		return answer{}, failure
	}
	if !s.fits(c.client, body.Items) {
		return answer{}, invalidArgument("The remaining storage in the user's account is not enough to perform this operation.")
	}
	var results []newItemResult
	var created []string
	for _, entry := range body.Items {
		result := newItemResult{UploadToken: entry.Simple.UploadToken, Status: rpcStatus{Message: "Success"}}
		it, problem := s.createItem(c.client, entry)
		if problem != nil {
			result.Status = *problem
		} else {
			wire := s.itemJSON(it)
			result.MediaItem = &wire
			if !slices.Contains(created, it.ID) {
				created = append(created, it.ID)
			}
		}
		results = append(results, result)
	}
	if target != nil {
		if failure := target.insert(at, created); failure != nil {
			return answer{}, failure // cannot be, batchTarget has counted
		}
	}
	out := answer{json: struct {
		Results []newItemResult `json:"newMediaItemResults"`
	}{results}}
	if slices.ContainsFunc(results, func(r newItemResult) bool { return r.Status.Code != 0 }) {
		out.status = http.StatusMultiStatus
	}
	return out, nil
}

// batchTarget checks the request as a whole and returns the album, if one is
// named, with the place for the items.
func (s *Server) batchTarget(c *call, body *batchCreateBody) (*album, int, *apiError) {
	switch {
	case len(body.Items) == 0:
		return nil, 0, invalidArgument("Request must have at least one new media item.")
	case len(body.Items) > 50:
		return nil, 0, invalidArgument("Request must have less than 50 items.")
	}
	for _, entry := range body.Items {
		if entry.Simple == nil || entry.Simple.UploadToken == "" {
			return nil, 0, invalidArgument("Request must contain a valid upload token.")
		}
		if utf8.RuneCountInString(entry.Simple.FileName) > 255 {
			return nil, 0, invalidArgument("A file name must not be longer than 255 characters.")
		}
		if failure := checkDescription(entry.Description); failure != nil {
			return nil, 0, failure
		}
	}
	if body.AlbumID == "" {
		if body.Position != nil {
			return nil, 0, invalidArgument("An album position needs an album id.")
		}
		return nil, 0, nil
	}
	a, failure := s.findAlbum(c.client, body.AlbumID)
	if failure != nil {
		if failure.Code == http.StatusNotFound {
			failure.Message = "The provided ID does not match any albums."
		}
		return nil, 0, failure
	}
	if len(a.ItemIDs)+len(body.Items) > maxAlbumItems {
		return nil, 0, albumFull() // before anything is created
	}
	at, failure := a.place(body.Position)
	return a, at, failure
}

// fits reports whether the account has room for what is new in the request.
// Source: https://github.com/dtinit/data-transfer-project/issues/885
func (s *Server) fits(c *client, entries []newMediaItem) bool {
	if s.config.Storage == 0 {
		return true
	}
	var used, added int64
	for _, it := range s.itemsOf(c.user) {
		used += int64(len(it.Bytes))
	}
	for _, entry := range entries {
		u := s.uploads[entry.Simple.UploadToken]
		if u != nil && s.itemSums[itemSum{c.id, sha256.Sum256(u.data)}] == nil {
			added += int64(len(u.data))
		}
	}
	return added == 0 || used+added <= s.config.Storage
}

func (s *Server) createItem(c *client, entry newMediaItem) (*item, *rpcStatus) {
	u := s.uploads[entry.Simple.UploadToken]
	if u == nil || u.client != c || u.token != entry.Simple.UploadToken || s.now().Sub(u.started) > uploadLifetime {
		return nil, &rpcStatus{codeInvalidArgument, "Failed: The upload token is invalid or has expired."}
	}
	filename := entry.Simple.FileName
	if filename == "" {
		filename = u.filename
	}
	known := len(s.items)
	it, err := s.newItem(c.id, filename, u.data)
	if err != nil {
		return nil, &rpcStatus{codeInvalidArgument, "Failed: There was an error while trying to create this media item."}
	}
	if len(s.items) > known { // not for bytes that were there before
		it.Description = entry.Description
	}
	return it, nil
}
