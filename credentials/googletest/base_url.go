package googletest

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// baseURLLifetime is how long a base URL works.
const baseURLLifetime = 60 * time.Minute

// Paths of base URLs, by the API that hands them out.
const (
	libraryBytes = "/lr/"
	pickerBytes  = "/ppa/"
)

// baseURL is what an address for the bytes of an item holds, with a check sum, so
// that the server need not remember it.
type baseURL struct {
	item   *item
	minted time.Time
	client *client // that may use it; nil: whoever has it
}

func baseURLSum(path, plain string) []byte {
	sum := sha256.Sum256([]byte("base url" + path + plain))
	return sum[:12]
}

func (s *Server) mintBaseURL(path string, it *item, forClient string) string {
	plain := fmt.Sprintf("%s.%d.%s", it.ID, s.now().Unix(), forClient)
	return "https://" + hostBytes + path + base64.RawURLEncoding.EncodeToString(append(baseURLSum(path, plain), plain...))
}

// openBaseURL returns nil for an address that the server did not hand out.
func (s *Server) openBaseURL(path, text string) *baseURL {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(data) < 12 {
		return nil
	}
	parts := strings.SplitN(string(data[12:]), ".", 3)
	if !bytes.Equal(baseURLSum(path, string(data[12:])), data[:12]) || len(parts) != 3 {
		return nil
	}
	minted, err := strconv.ParseInt(parts[1], 10, 64)
	it := s.itemByID(parts[0])
	if err != nil || it == nil {
		return nil
	}
	return &baseURL{item: it, minted: time.Unix(minted, 0), client: s.clients[parts[2]]}
}

// serveBytes serves lh3.googleusercontent.com, whose errors are pages, not JSON.
func (s *Server) serveBytes(w http.ResponseWriter, r *http.Request) {
	if s.unavailable(w) {
		return
	}
	prefix := publicPath(r)
	path, ok := strings.CutPrefix(r.URL.Path, prefix)
	if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.notFound(w, r)
		return
	}
	address, suffix, _ := strings.Cut(path, "=")
	it, ready, status, text := s.checkBaseURL(r, prefix, address)
	if status != http.StatusOK {
		writeHTMLError(w, status, text)
		return
	}
	shown, status, text := it.render(suffix, ready)
	if status == http.StatusNotFound {
		writeBrokenImage(w)
		return
	}
	if status != http.StatusOK {
		writeHTMLError(w, status, text)
		return
	}
	header := w.Header()
	header.Set("Content-Type", shown.contentType)
	header.Set("Cache-Control", "private, max-age=86400, no-transform")
	header.Set("X-Content-Type-Options", "nosniff")
	if shown.attachment {
		header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": it.Filename}))
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(shown.data))
}

// writeBrokenImage answers 404 with an image, as Google does for an item without
// such bytes.
func writeBrokenImage(w http.ResponseWriter) {
	broken := encodeJPEG(picture(PhotoSpec{Width: 16, Height: 16}))
	header := w.Header()
	header.Set("Content-Type", "image/jpeg")
	header.Set("Content-Length", strconv.Itoa(len(broken)))
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(broken)
}

// checkBaseURL returns a copy of the item that the address leads to and whether
// its bytes are there, or the status of a refusal.
func (s *Server) checkBaseURL(r *http.Request, prefix, address string) (found *item, ready bool, status int, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.openBaseURL(prefix, address)
	token := s.live(bearerToken(r))
	switch {
	case b == nil:
		return nil, false, http.StatusNotFound, "The requested URL was not found on this server."
	case s.now().Sub(b.minted) >= baseURLLifetime:
		return nil, false, http.StatusForbidden, "The address has expired."
	case r.Header.Get("Authorization") != "" && token == nil:
		return nil, false, http.StatusUnauthorized, "The access token is not valid."
	case b.client != nil && !token.picks(b.client):
		return nil, false, http.StatusForbidden, "The address is for the app that the item was picked for."
	}
	if refusal := s.spendDownload(b); refusal != "" {
		return nil, false, http.StatusTooManyRequests, refusal
	}
	it := *b.item // the bytes of an item never change
	return &it, s.videoStatus(b.item) == videoReady, http.StatusOK, ""
}
