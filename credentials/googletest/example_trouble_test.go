package googletest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// The pages of a listing are not what they should be: the second starts with the
// last entry of the first, then one is empty, and one comes twice.
func ExampleOverlapPages() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	for _, name := range []string{"d", "c", "b", "a"} {
		google.AddPhoto(googletest.Photo{Filename: name})
	}
	google.Script(googletest.Request{Path: "/v1/mediaItems:search"},
		googletest.OverlapPages(), googletest.EmptyPage(), googletest.RepeatPageToken())

	client, token := google.AuthorizedClient(), ""
	for {
		resp, err := client.Post("https://photoslibrary.googleapis.com/v1/mediaItems:search", "application/json",
			strings.NewReader(fmt.Sprintf(`{"pageSize":2,"pageToken":%q}`, token)))
		if err != nil {
			fmt.Println(err)
			return
		}
		var page struct {
			MediaItems    []struct{ Filename string }
			NextPageToken string
		}
		err = json.NewDecoder(resp.Body).Decode(&page)
		resp.Body.Close()
		if fmt.Println(page.MediaItems); err != nil || page.NextPageToken == "" {
			return
		}
		token = page.NextPageToken
	}
	// Output:
	// [{a} {b}]
	// []
	// [{b} {c}]
	// [{b} {c}]
	// [{d}]
}

// A download ends early: once the client is told, and once it is not.
func ExampleCutBody() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.Script(googletest.Request{Path: "/v1/albums"}, googletest.CutBody(1), googletest.ShortBody(1))
	for range 2 {
		resp, err := google.AuthorizedClient().Get("https://photoslibrary.googleapis.com/v1/albums")
		if err != nil {
			fmt.Println(err)
			return
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		fmt.Printf("%s %v\n", body, err)
	}
	// Output:
	// { unexpected EOF
	// { <nil>
}

// The connection ends without an answer, before and after an album is made.
func ExampleDrop() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.Script(googletest.Request{Path: "/v1/albums"}, googletest.Drop(), googletest.DropAnswer())
	for range 2 {
		resp, err := google.AuthorizedClient().Post("https://photoslibrary.googleapis.com/v1/albums", "application/json",
			strings.NewReader(`{"album":{"title":"Trip"}}`))
		if err == nil {
			resp.Body.Close()
		}
		fmt.Println(errors.Is(err, io.EOF), len(google.Library().Albums))
	}
	// Output:
	// true 0
	// true 1
}

// A resumable upload loses its connection, and goes on where it was.
func ExampleCutUpload() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	client := google.AuthorizedClient()
	send := func(address string, body []byte, pairs ...string) (http.Header, error) {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		for i := 0; i < len(pairs); i += 2 {
			req.Header.Set("X-Goog-Upload-"+pairs[i], pairs[i+1])
		}
		resp, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		return resp.Header, nil
	}
	file := googletest.JPEG(googletest.PhotoSpec{})
	begun, err := send("https://photoslibrary.googleapis.com/v1/uploads", nil,
		"Protocol", "resumable", "Command", "start", "Content-Type", "image/jpeg", "Raw-Size", strconv.Itoa(len(file)))
	if err != nil {
		fmt.Println(err)
		return
	}
	address := begun.Get("X-Goog-Upload-URL")

	google.Script(googletest.Request{Path: "/v1/uploads"}, googletest.CutUpload(100))
	_, err = send(address, file, "Command", "upload, finalize", "Offset", "0")
	fmt.Println(err != nil)
	asked, err := send(address, nil, "Command", "query")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(asked.Get("X-Goog-Upload-Size-Received"))
	done, err := send(address, file[100:], "Command", "upload, finalize", "Offset", "100")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(done.Get("X-Goog-Upload-Status"))
	// Output:
	// true
	// 100
	// final
}

// A request that is never answered ends when the client has had enough.
func ExampleStall() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.Script(googletest.Request{}, googletest.Stall())
	ctx, cancel := context.WithCancel(context.Background())
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { cancel() }})
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://photoslibrary.googleapis.com/v1/albums", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	resp, err := google.AuthorizedClient().Do(req)
	if err == nil {
		resp.Body.Close()
	}
	fmt.Println(errors.Is(err, context.Canceled))
	// Output: true
}

// An answer that begins and does not go on ends when the client has had enough.
func ExampleStallBody() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.Script(googletest.Request{}, googletest.StallBody(1))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://photoslibrary.googleapis.com/v1/albums", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	resp, err := google.AuthorizedClient().Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	first := make([]byte, 1)
	_, err = io.ReadFull(resp.Body, first)
	fmt.Printf("%s %v\n", first, err)
	cancel()
	_, err = resp.Body.Read(first)
	fmt.Println(errors.Is(err, context.Canceled))
	// Output:
	// { <nil>
	// true
}

// The answer comes after ten minutes of the server's own time.
func ExampleDelay() {
	google, err := googletest.Start(googletest.Config{Sleep: func(_ context.Context, d time.Duration) error {
		fmt.Println("waits", d)
		return nil
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.Script(googletest.Request{}, googletest.Delay(10*time.Minute))
	resp, err := google.AuthorizedClient().Get("https://photoslibrary.googleapis.com/v1/albums")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.StatusCode)
	// Output:
	// waits 10m0s
	// 200
}
