package googletest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// ask sends a request to the server without a connection. Whatever the request,
// the answer is JSON of Google's shape, or a token, or a page.
func ask(t *testing.T, s *googletest.Server, token, method, path, query, body string, header http.Header) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(body))
	r.Host = "photoslibrary.googleapis.com"
	r.URL = &url.URL{Path: path, RawQuery: query}
	for name, values := range header {
		r.Header[name] = values
	}
	r.Header.Set("Authorization", "Bearer "+token)
	w := httptest.NewRecorder()
	s.Serve(w, r)
	switch {
	case w.Code >= 500:
		t.Fatalf("%d for %s %s?%s %q", w.Code, method, path, query, body)
	case strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") && !json.Valid(w.Body.Bytes()):
		t.Fatalf("no JSON: %q", w.Body)
	}
	return w
}

func fuzzed(f *testing.F) (s *googletest.Server, token, album string) {
	f.Helper()
	s = googletest.NewServer(f, googletest.Config{DailyRequests: 1 << 40, WritesPerMinute: 1 << 40})
	photo := s.AddPhoto(googletest.Photo{})
	return s, s.Issue().AccessToken.Reveal(), s.AddAlbum("Trip", photo.ID)
}

func FuzzSearch(f *testing.F) {
	for _, body := range []string{
		``, `{}`, `[]`, `{"pageSize":1}`, `{"page_size":"1"}`, `{"pageSize":1e400}`, `{"pageToken":"eyJBZnRlciI6IiJ9"}`,
		`{"filters":{"dateFilter":{"dates":[{"year":2024,"month":2,"day":30}],"ranges":[{"startDate":{"year":1},"endDate":{"year":9999}}]}}}`,
		`{"orderBy":"MediaMetadata.creation_time","filters":{"dateFilter":{"dates":[{"year":2024}]}}}`,
		`{"filters":{"contentFilter":{"includedContentCategories":["PETS"]},"mediaTypeFilter":{"mediaTypes":["PHOTO"]},"featureFilter":{"includedFeatures":["FAVORITES"]}}}`,
		`{"filters":{"mediaTypeFilter":{},"dateFilter":null}}`, `{"filters":[[[[`, "\xff",
	} {
		f.Add(body)
	}
	s, token, _ := fuzzed(f)
	f.Fuzz(func(t *testing.T, body string) {
		w := ask(t, s, token, http.MethodPost, "/v1/mediaItems:search", "", body, nil)
		if w.Code != http.StatusOK && w.Code != http.StatusBadRequest && w.Code != http.StatusNotFound {
			t.Fatalf("%d for %q", w.Code, body)
		}
	})
}

func FuzzQuery(f *testing.F) {
	for _, query := range []string{"", "pageSize=1", "page_size=%31", "fields=mediaItems(id,mediaMetadata/*),nextPageToken", "fields=a(b(c", "alt=json&prettyPrint=false", "pageToken=x", "%zz", "a=b;c=d"} {
		f.Add("/v1/mediaItems", query)
	}
	f.Add("/v1/mediaItems/AGj1", "")
	f.Add("/v1/albums/:share", "")
	f.Add("/v1/albums/a/b:c", "")
	f.Add("//", "")
	s, token, _ := fuzzed(f)
	f.Fuzz(func(t *testing.T, path, query string) {
		ask(t, s, token, http.MethodGet, path, query, "", nil)
	})
}

func FuzzUploadHeaders(f *testing.F) {
	f.Add("raw", "", "", "", "image/jpeg", "bytes")
	f.Add("resumable", "start", "", "10", "image/jpeg", "")
	f.Add("", "upload, finalize", "0", "", "", "0123456789")
	f.Add("", "query", "-1", "999999999999999999999999", "", "")
	s, token, _ := fuzzed(f)
	f.Fuzz(func(t *testing.T, protocol, command, offset, size, contentType, body string) {
		header := http.Header{
			"X-Goog-Upload-Protocol": {protocol}, "X-Goog-Upload-Command": {command}, "X-Goog-Upload-Offset": {offset},
			"X-Goog-Upload-Raw-Size": {size}, "X-Goog-Upload-Content-Type": {contentType},
		}
		ask(t, s, token, http.MethodPost, "/v1/uploads", "", body, header)
		begun := ask(t, s, token, http.MethodPost, "/v1/uploads", "", "", http.Header{
			"X-Goog-Upload-Protocol": {"resumable"}, "X-Goog-Upload-Command": {"start"}, "X-Goog-Upload-Raw-Size": {"10"}, "X-Goog-Upload-Content-Type": {"image/jpeg"},
		})
		_, query, _ := strings.Cut(begun.Header().Get("X-Goog-Upload-URL"), "?")
		sent := ask(t, s, token, http.MethodPost, "/v1/uploads", query, body, header)
		if status := sent.Header().Get("X-Goog-Upload-Status"); status == "final" && len(body) != 10 {
			t.Fatalf("%d bytes of 10 are complete", len(body))
		}
	})
}

func FuzzAlbums(f *testing.F) {
	s, token, album := fuzzed(f)
	for _, body := range []string{`{"album":{"title":"x"}}`, `{"mediaItemIds":["x"]}`, `{"albumPosition":{"position":"FIRST_IN_ALBUM"},"newMediaItems":[{"simpleMediaItem":{"uploadToken":"x"}}]}`, `{"newEnrichmentItem":{"textEnrichment":{"text":"x"}},"albumPosition":{}}`, `{"title":"x"}`} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{"/v1/albums", "/v1/albums/" + album + ":batchAddMediaItems", "/v1/albums/" + album + ":batchRemoveMediaItems", "/v1/albums/" + album + ":addEnrichment", "/v1/mediaItems:batchCreate"} {
			ask(t, s, token, http.MethodPost, path, "", body, nil)
		}
		ask(t, s, token, http.MethodPatch, "/v1/albums/"+album, "updateMask=title", body, nil)
	})
}

func FuzzMediaFile(f *testing.F) {
	for _, file := range [][]byte{
		movie(), brand("mif1", "heic"), brand("avif"), []byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x000123456789"),
		[]byte("\x00\x00\x00\x01ftyp\xff\xff\xff\xff\xff\xff\xff\xff"), googletest.JPEG(googletest.PhotoSpec{Width: 1, Height: 1}),
	} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		mimeType, width, height, _, err := googletest.Inspect(file)
		if err == nil && !strings.HasPrefix(mimeType, "image/") && !strings.HasPrefix(mimeType, "video/") {
			t.Fatalf("took %q", mimeType)
		}
		if width < 0 || height < 0 {
			t.Fatalf("%d by %d", width, height)
		}
	})
}
