package googletest

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Photo describes a media item to put into the library. The zero value is a
// JPEG of its own.
type Photo struct {
	// Filename defaults to IMG_0001.jpg and so on.
	Filename string
	// Bytes is a JPEG, PNG, GIF, WebP, HEIC, AVIF, MP4, MOV or 3GP file; nil makes
	// a JPEG.
	Bytes       []byte
	Description string
	// CreationTime defaults to what the file's EXIF says, then to the server's
	// clock.
	CreationTime time.Time
	// Categories are content categories such as PETS.
	Categories []string
	Favorite   bool
	Archived   bool
	// Processing keeps a video without bytes to download, for ever; for one that
	// becomes ready see [Config].VideoProcessing.
	Processing bool
	// Failed is a video that Google could not process.
	Failed bool
	// ClientID is the OAuth client that uploaded the item, and thus the only one
	// that sees it. Default [Server.ClientID].
	ClientID string
}

// Item is a media item in the library.
type Item struct {
	ID           string
	Filename     string
	MimeType     string
	Description  string
	CreationTime time.Time
	Width        int
	Height       int
	CameraMake   string
	CameraModel  string
	Favorite     bool
	Archived     bool
	ClientID     string
	// Bytes is what was uploaded; a download has no location.
	Bytes []byte
}

// Album is an album in the library.
type Album struct {
	ID       string
	Title    string
	ClientID string
	ItemIDs  []string
}

// Library is everything that the server holds.
type Library struct {
	Items  []Item // in the order of their upload
	Albums []Album
}

// item is an Item as the server keeps it.
type item struct {
	Item
	categories []string
	processing bool      // for ever
	failed     bool      // to be processed
	ready      time.Time // when it is processed
	exif       exifData
	undated    bool // the creation time is that of the upload
}

type album struct {
	Album
	cover       string // item id; empty: the first item
	enrichments []enrichment
}

// AddPhoto puts an item into the library. It panics for bytes that are not a
// supported file and for an unknown client.
func (s *Server) AddPhoto(p Photo) Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.ClientID == "" {
		p.ClientID = s.desktop.id
	}
	if s.clients[p.ClientID] == nil {
		panic("googletest: AddPhoto: no client " + p.ClientID)
	}
	n := len(s.items) + 1
	if p.Bytes == nil {
		taken := p.CreationTime
		if taken.IsZero() {
			taken = time.Date(2024, 5, 1, 10, n, 0, 0, time.UTC)
		}
		p.Bytes = JPEG(PhotoSpec{Taken: taken, Seed: uint64(n)})
	}
	if p.Filename == "" {
		p.Filename = fmt.Sprintf("IMG_%04d.jpg", n)
	}
	it, err := s.newItem(p.ClientID, p.Filename, p.Bytes)
	if err != nil {
		panic("googletest: AddPhoto: " + err.Error())
	}
	for _, category := range p.Categories {
		if !slices.Contains(contentCategories, category) {
			panic("googletest: AddPhoto: unknown category " + category)
		}
	}
	it.Description, it.Favorite, it.Archived = p.Description, p.Favorite, p.Archived
	it.categories, it.processing, it.failed = slices.Clone(p.Categories), p.Processing, p.Failed
	if !p.CreationTime.IsZero() {
		it.CreationTime, it.undated = p.CreationTime.UTC(), false
	}
	return it.public()
}

// AddAlbum makes an album with items of one client, and returns its id. It
// panics for an item that does not exist or that another client uploaded.
func (s *Server) AddAlbum(title string, itemIDs ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	owner := s.desktop.id
	for i, id := range itemIDs {
		it := s.itemByID(id)
		switch {
		case it == nil:
			panic("googletest: AddAlbum: no item " + id)
		case i == 0:
			owner = it.ClientID
		case it.ClientID != owner:
			panic("googletest: AddAlbum: the items are of several clients")
		}
	}
	a := s.newAlbum(owner, title)
	a.ItemIDs = slices.Clone(itemIDs)
	return a.ID
}

// Library returns a copy of all items and albums, of every client.
func (s *Server) Library() Library {
	s.mu.Lock()
	defer s.mu.Unlock()
	var library Library
	for _, it := range s.items {
		library.Items = append(library.Items, it.public())
	}
	for _, a := range s.albums {
		public := a.Album
		public.ItemIDs = slices.Clone(a.ItemIDs)
		library.Albums = append(library.Albums, public)
	}
	return library
}

func (it *item) public() Item {
	public := it.Item
	public.Bytes = bytes.Clone(it.Bytes)
	return public
}

func (it *item) video() bool { return strings.HasPrefix(it.MimeType, "video/") }

func (s *Server) itemByID(id string) *item { return s.itemIndex[id] }

// itemSum tells apart what a client uploaded.
type itemSum struct {
	clientID string
	bytes    [sha256.Size]byte
}

// newItem stores a file as the item of a client. The same bytes of the same
// client are one item, with the first name.
func (s *Server) newItem(clientID, filename string, data []byte) (*item, error) {
	sum := itemSum{clientID, sha256.Sum256(data)}
	if it := s.itemSums[sum]; it != nil {
		return it, nil
	}
	info, err := inspect(data)
	if err != nil {
		return nil, err
	}
	it := &item{Item: Item{
		ID: s.ids.libraryID("item"), Filename: filename, MimeType: info.mimeType, ClientID: clientID,
		Width: info.width, Height: info.height, CameraMake: info.exif.make, CameraModel: info.exif.model,
		CreationTime: info.taken, Bytes: bytes.Clone(data),
	}, exif: info.exif}
	if it.video() {
		it.ready = s.now().Add(s.config.VideoProcessing)
	}
	if it.CreationTime.IsZero() {
		it.CreationTime, it.undated = s.now().UTC().Truncate(time.Second), true
	}
	s.items = append(s.items, it)
	s.itemIndex[it.ID], s.itemSums[sum] = it, it
	return it, nil
}

func (s *Server) newAlbum(clientID, title string) *album {
	a := &album{Album: Album{ID: s.ids.libraryID("album"), Title: title, ClientID: clientID}}
	s.albums = append(s.albums, a)
	return a
}
