package googletest_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// The library holds what another program of the same client left in an album.
func ExampleServer_AddAlbum() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	cat := google.AddPhoto(googletest.Photo{Filename: "cat.jpg"})
	google.AddPhoto(googletest.Photo{Filename: "dog.jpg"})
	google.AddAlbum("Cats", cat.ID)

	for _, album := range google.Library().Albums {
		fmt.Println(album.Title, len(album.ItemIDs))
	}
	// Output: Cats 1
}

// A program with an HTTP client of its own gets only the way to the fake.
func ExampleServer_Transport() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	client := &http.Client{Transport: google.Transport(), Timeout: 10 * time.Second}
	resp, err := client.Get("https://photoslibrary.googleapis.com/v1/albums")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	fmt.Println(resp.Status)
	// Output: 401 Unauthorized
}

// In a bubble of testing/synctest a server in memory has the bubble's clock, and
// waiting takes no time.
func ExampleConfig() {
	google, err := googletest.Start(googletest.Config{InMemory: true, Email: "ann@example.org", DailyRequests: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	client := google.AuthorizedClient()
	for range 2 {
		resp, err := client.Get("https://photoslibrary.googleapis.com/v1/albums")
		if err != nil {
			fmt.Println(err)
			return
		}
		resp.Body.Close()
		fmt.Println(resp.Status)
	}
	// Output:
	// 200 OK
	// 429 Too Many Requests
}
