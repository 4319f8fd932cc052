package googletest

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
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

// sizeSuffix is =w100-h100 and =w100-h100-c.
var sizeSuffix = regexp.MustCompile(`^w(\d{1,5})-h(\d{1,5})(-c)?$`)

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
	it, status, text := s.checkBaseURL(r, prefix, address)
	if status != http.StatusOK {
		writeHTMLError(w, status, text)
		return
	}
	data, contentType := it.Bytes, it.MimeType
	size := sizeSuffix.FindStringSubmatch(suffix)
	switch {
	case suffix == "d" && !it.video():
		data = withoutLocation(data)
	case suffix == "dv" && it.video() && !it.processing:
	case size != nil && !it.video():
		width, _ := strconv.Atoi(size[1])
		height, _ := strconv.Atoi(size[2])
		if width < 1 || height < 1 || width > 16383 || height > 16383 {
			writeHTMLError(w, http.StatusBadRequest, "The size is out of range.")
			return
		}
		scaled, err := scale(data, width, height, size[3] != "")
		if err != nil {
			writeHTMLError(w, http.StatusNotFound, "The image cannot be shown.")
			return
		}
		data, contentType = scaled, "image/jpeg"
	case suffix == "":
		// Google's rule: a base URL is never used as it is.
		writeHTMLError(w, http.StatusBadRequest, "The address has no suffix.")
		return
	default:
		writeHTMLError(w, http.StatusNotFound, "The address has no such form.")
		return
	}
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Cache-Control", "private, max-age=86400, no-transform")
	header.Set("X-Content-Type-Options", "nosniff")
	if suffix == "d" || suffix == "dv" {
		header.Set("Content-Disposition", fmt.Sprintf("attachment;filename=%q", it.Filename))
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// checkBaseURL returns a copy of the item that the address leads to, or the
// status of a refusal.
func (s *Server) checkBaseURL(r *http.Request, prefix, address string) (*item, int, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.openBaseURL(prefix, address)
	token := s.live(bearerToken(r))
	switch {
	case b == nil:
		return nil, http.StatusNotFound, "The requested URL was not found on this server."
	case s.now().Sub(b.minted) >= baseURLLifetime:
		return nil, http.StatusForbidden, "The address has expired."
	case r.Header.Get("Authorization") != "" && token == nil:
		return nil, http.StatusUnauthorized, "The access token is not valid."
	case b.client != nil && !token.picks(b.client):
		return nil, http.StatusForbidden, "The address is for the app that the item was picked for."
	case !s.spendDownload(b):
		return nil, http.StatusTooManyRequests, "The quota of the project is exhausted."
	}
	found := *b.item // the bytes of an item never change
	return &found, http.StatusOK, ""
}
