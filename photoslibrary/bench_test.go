package photoslibrary_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

// One operation is a list of 100,000 items.
func BenchmarkItems(b *testing.B) {
	const pages, perPage = 1000, 100
	answers := make([]string, pages)
	for page := range answers {
		items := make([]string, perPage)
		for i := range items {
			items[i] = fmt.Sprintf(`{"id":"AGj1%072d","filename":"IMG_%d.jpg","mimeType":"image/jpeg","baseUrl":"https://lh3.googleusercontent.com/lr/%d",`+
				`"mediaMetadata":{"creationTime":"2024-05-01T10:00:00Z","width":"4032","height":"3024","photo":{"cameraModel":"Pixel 8","exposureTime":"0.001s"}}}`, page*perPage+i, i, i)
		}
		answers[page] = fmt.Sprintf(`{"mediaItems":[%s],"nextPageToken":"%d"}`, strings.Join(items, ","), page+1)
	}
	library := &photoslibrary.Client{HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
		page, body := 0, `{}`
		_, _ = fmt.Sscan(r.URL.Query().Get("pageToken"), &page)
		if page < pages {
			body = answers[page]
		}
		return &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	})}}
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range library.Items(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != pages*perPage {
			b.Fatal(n)
		}
	}
}

// The bytes of a large photo, there and back.
const benchSize = 16 << 20

func BenchmarkDownload(b *testing.B) {
	photo := make([]byte, benchSize)
	library := &photoslibrary.Client{HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
		return &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, ContentLength: benchSize, Body: io.NopCloser(bytes.NewReader(photo))}
	})}}
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := library.Download(b.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}, io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUploadFile(b *testing.B) {
	photo := bytes.NewReader(make([]byte, benchSize))
	library := &photoslibrary.Client{HTTP: &http.Client{Transport: starting{roundTripper(func(r *http.Request) *http.Response {
		_, _ = io.Copy(io.Discard, r.Body)
		return &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("token"))}
	})}}}
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := library.UploadFile(b.Context(), "a.jpg", "", photo, benchSize, photoslibrary.UploadOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
