package googletest_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// The first attempt to make an album is refused for a while, the second makes
// it but the answer is lost, and the third makes another one.
func ExampleServer_Script() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.Script(googletest.Request{Method: http.MethodPost, Path: "/v1/albums"},
		googletest.Error(429).RetryAfter(30*time.Second), googletest.DropAnswer())

	client := google.AuthorizedClient()
	for range 3 {
		resp, err := client.Post("https://photoslibrary.googleapis.com/v1/albums", "application/json",
			strings.NewReader(`{"album":{"title":"Trip"}}`))
		if err != nil {
			fmt.Println("no answer")
			continue
		}
		resp.Body.Close()
		fmt.Printf("%d, Retry-After %q\n", resp.StatusCode, resp.Header.Get("Retry-After"))
	}
	fmt.Println(len(google.Library().Albums), "albums,", google.ScriptLeft(), "troubles left")
	// Output:
	// 429, Retry-After "30"
	// no answer
	// 200, Retry-After ""
	// 2 albums, 0 troubles left
}

// Each trouble is one call. Here the same request meets several, and then none.
func ExampleTrouble() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	const address = "https://photoslibrary.googleapis.com/v1/albums"
	client := google.AuthorizedClient()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	troubles := []googletest.Trouble{
		googletest.Error(500),
		googletest.ErrorPage(200),
		googletest.Garbage(),
		googletest.Redirect("https://portal.example/"),
		googletest.ShortBody(1),
	}
	google.Script(googletest.Request{Path: "/v1/albums"}, slices.Concat(troubles, []googletest.Trouble{googletest.Pass()})...)
	for google.ScriptLeft() > 0 {
		resp, err := client.Get(address)
		if err != nil {
			fmt.Println(err)
			return
		}
		resp.Body.Close()
		mime, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";")
		fmt.Println(resp.StatusCode, mime, resp.ContentLength >= 0)
	}
	// Output:
	// 500 application/json true
	// 200 text/html true
	// 200 application/json true
	// 302 text/html true
	// 200 application/json false
	// 200 application/json true
}
