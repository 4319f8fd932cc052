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

// mintBaseURL returns an address for the bytes of an item. It holds the item, the
// time and a check sum, so the server need not remember it.
func (s *Server) mintBaseURL(it *item) string {
	plain := fmt.Sprintf("%s.%d", it.ID, s.now().Unix())
	sum := sha256.Sum256([]byte("base url/" + plain))
	return "https://" + hostBytes + "/lr/" + base64.RawURLEncoding.EncodeToString(append(sum[:12], plain...))
}

// openBaseURL returns the item and the time of the address.
func (s *Server) openBaseURL(text string) (*item, time.Time) {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(data) < 12 {
		return nil, time.Time{}
	}
	sum := sha256.Sum256(append([]byte("base url/"), data[12:]...))
	id, seconds, _ := strings.Cut(string(data[12:]), ".")
	minted, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || !bytes.Equal(sum[:12], data[:12]) {
		return nil, time.Time{}
	}
	return s.itemByID(id), time.Unix(minted, 0)
}

// sizeSuffix is =w100-h100 and =w100-h100-c.
var sizeSuffix = regexp.MustCompile(`^w(\d{1,5})-h(\d{1,5})(-c)?$`)

// serveBytes serves lh3.googleusercontent.com, whose errors are pages, not JSON.
func (s *Server) serveBytes(w http.ResponseWriter, r *http.Request) {
	if s.unavailable(w) {
		return
	}
	path, ok := strings.CutPrefix(r.URL.Path, "/lr/")
	if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.notFound(w, r)
		return
	}
	address, suffix, _ := strings.Cut(path, "=")
	it, status, text := s.checkBaseURL(r, address)
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
func (s *Server) checkBaseURL(r *http.Request, address string) (*item, int, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	it, minted := s.openBaseURL(address)
	switch {
	case it == nil:
		return nil, http.StatusNotFound, "The requested URL was not found on this server."
	case s.now().Sub(minted) >= baseURLLifetime:
		return nil, http.StatusForbidden, "The address has expired."
	case r.Header.Get("Authorization") != "" && s.live(bearerToken(r)) == nil:
		return nil, http.StatusUnauthorized, "The access token is not valid."
	case !s.spendDownload(s.clients[it.ClientID].project):
		return nil, http.StatusTooManyRequests, "The quota of the project is exhausted."
	}
	found := *it // the bytes of an item never change
	return &found, http.StatusOK, ""
}
