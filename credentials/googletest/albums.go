package googletest

import (
	"slices"
	"unicode/utf8"
)

// maxAlbumItems is the number of items an album can hold.
const maxAlbumItems = 20_000

type albumJSON struct {
	ID              string `json:"id"`
	Title           string `json:"title,omitempty"`
	ProductURL      string `json:"productUrl"`
	IsWriteable     bool   `json:"isWriteable"`
	MediaItemsCount int64  `json:"mediaItemsCount,string,omitempty"`
	CoverBaseURL    string `json:"coverPhotoBaseUrl,omitempty"`
	CoverItemID     string `json:"coverPhotoMediaItemId,omitempty"`
}

func (s *Server) albumJSON(a *album) albumJSON {
	out := albumJSON{
		ID: a.ID, Title: a.Title, IsWriteable: true, MediaItemsCount: int64(len(a.ItemIDs)),
		ProductURL: "https://photos.google.com/lr/album/" + a.ID,
	}
	cover := a.cover
	if !slices.Contains(a.ItemIDs, cover) && len(a.ItemIDs) > 0 {
		cover = a.ItemIDs[0]
	}
	if it := s.itemByID(cover); it != nil && len(a.ItemIDs) > 0 {
		out.CoverItemID, out.CoverBaseURL = it.ID, s.mintBaseURL(libraryBytes, it, "")
	}
	return out
}

func (s *Server) listAlbums(c *call) (answer, *apiError) {
	size, failure := queryPageSize(c.query.Get("pageSize"), 20, 50)
	if failure != nil {
		return answer{}, failure
	}
	if failure := c.queryBool("excludeNonAppCreatedData"); failure != nil {
		return answer{}, failure
	}
	var own []*album
	for _, a := range s.albums {
		if a.ClientID == c.client.id {
			own = append(own, a)
		}
	}
	page, next, failure := paginate(s, c, own, func(a *album) string { return a.ID }, size, c.query.Get("pageToken"), "albums "+c.client.id)
	if failure != nil {
		return answer{}, failure
	}
	var out struct {
		Albums        []albumJSON `json:"albums,omitempty"`
		NextPageToken string      `json:"nextPageToken,omitempty"`
	}
	out.NextPageToken = next
	for _, a := range page {
		out.Albums = append(out.Albums, s.albumJSON(a))
	}
	return answer{json: out}, nil
}

// findAlbum returns an album of the caller's client.
func (s *Server) findAlbum(c *client, id string) (*album, *apiError) {
	if !libraryIDShape(id) {
		return nil, invalidArgument("Invalid album ID.")
	}
	i := slices.IndexFunc(s.albums, func(a *album) bool { return a.ID == id })
	if i < 0 || s.albums[i].ClientID != c.id {
		return nil, entityNotFound()
	}
	return s.albums[i], nil
}

func (s *Server) getAlbum(c *call) (answer, *apiError) {
	a, failure := s.findAlbum(c.client, c.id)
	if failure != nil {
		return answer{}, failure
	}
	return answer{json: s.albumJSON(a)}, nil
}

func checkTitle(title string) *apiError {
	switch {
	case title == "":
		return invalidArgument("Request must have an album title.")
	case utf8.RuneCountInString(title) > 500:
		return invalidArgument("Album title must not be longer than 500 characters.")
	}
	return nil
}

// albumBody is an album in a request; Google ignores what only it can set.
type albumBody struct {
	ID              string `json:"id"`
	Title           string `json:"title"`
	ProductURL      string `json:"productUrl"`
	IsWriteable     bool   `json:"isWriteable"`
	MediaItemsCount int64  `json:"mediaItemsCount"`
	CoverBaseURL    string `json:"coverPhotoBaseUrl"`
	CoverItemID     string `json:"coverPhotoMediaItemId"`
}

func (s *Server) createAlbum(c *call) (answer, *apiError) {
	var body struct {
		Album *albumBody `json:"album"`
	}
	if failure := decode(c.body, &body); failure != nil {
		return answer{}, failure
	}
	if body.Album == nil {
		return answer{}, invalidArgument("Request must have an album.")
	}
	if failure := checkTitle(body.Album.Title); failure != nil {
		return answer{}, failure
	}
	return answer{json: s.albumJSON(s.newAlbum(c.client.id, body.Album.Title))}, nil
}

func (s *Server) patchAlbum(c *call) (answer, *apiError) {
	var body albumBody
	if failure := decode(c.body, &body); failure != nil {
		return answer{}, failure
	}
	a, failure := s.findAlbum(c.client, c.id)
	if failure != nil {
		return answer{}, failure
	}
	mask := cleanMask(c.query.Get("updateMask"))
	for i, field := range mask {
		if field == "cover_photo_media_item_id" {
			mask[i] = "coverPhotoMediaItemId"
		}
	}
	if len(mask) == 0 {
		return answer{}, invalidArgument("Invalid update mask: it is empty.")
	}
	for _, field := range mask {
		var failure *apiError
		switch field {
		case "title":
			failure = checkTitle(body.Title)
		case "coverPhotoMediaItemId":
			if !slices.Contains(a.ItemIDs, body.CoverItemID) {
				failure = invalidArgument("The cover photo must be in the album.")
			}
		default:
			failure = invalidArgument("Invalid update mask: %s", field)
		}
		if failure != nil {
			return answer{}, failure
		}
	}
	if slices.Contains(mask, "title") {
		a.Title = body.Title
	}
	if slices.Contains(mask, "coverPhotoMediaItemId") {
		a.cover = body.CoverItemID
	}
	return answer{json: s.albumJSON(a)}, nil
}

// albumItems reads the ids of a change to an album; one bad id refuses all.
func (s *Server) albumItems(c *call) (*album, []string, *apiError) {
	var body struct {
		IDs []string `json:"mediaItemIds"`
	}
	if failure := decode(c.body, &body); failure != nil {
		return nil, nil, failure
	}
	a, failure := s.findAlbum(c.client, c.id)
	if failure != nil {
		return nil, nil, failure
	}
	if failure := checkBatch(body.IDs); failure != nil {
		return nil, nil, failure
	}
	for _, id := range body.IDs {
		if _, failure := s.findItem(c.client, id); failure != nil {
			return nil, nil, invalidArgument("Request contains an invalid media item id.")
		}
	}
	return a, body.IDs, nil
}

func (s *Server) addToAlbum(c *call) (answer, *apiError) {
	a, ids, failure := s.albumItems(c)
	if failure != nil {
		return answer{}, failure
	}
	if failure := a.insert(len(a.ItemIDs), ids); failure != nil {
		return answer{}, failure
	}
	return answer{json: struct{}{}}, nil
}

func albumFull() *apiError {
	return invalidArgument("The album cannot have more than %d items.", maxAlbumItems)
}

// insert puts items into the album; those that are in it stay where they are.
func (a *album) insert(at int, ids []string) *apiError {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(a.ItemIDs, id) })
	if len(a.ItemIDs)+len(ids) > maxAlbumItems {
		return albumFull()
	}
	a.ItemIDs = slices.Insert(a.ItemIDs, at, ids...)
	return nil
}

func (s *Server) removeFromAlbum(c *call) (answer, *apiError) {
	a, ids, failure := s.albumItems(c)
	if failure != nil {
		return answer{}, failure
	}
	for _, id := range ids {
		if !slices.Contains(a.ItemIDs, id) {
			return answer{}, invalidArgument("Request contains a media item that is not in the album.")
		}
	}
	a.ItemIDs = slices.DeleteFunc(a.ItemIDs, func(id string) bool { return slices.Contains(ids, id) })
	return answer{json: struct{}{}}, nil
}
