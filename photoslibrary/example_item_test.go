package photoslibrary_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// Search the photos of two winters, oldest first.
func ExampleClient_Search() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	for _, month := range []time.Month{time.January, time.July, time.December} {
		google.AddPhoto(googletest.Photo{Filename: month.String() + ".jpg", CreationTime: time.Date(2024, month, 24, 18, 0, 0, 0, time.UTC)})
	}

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	request := photoslibrary.SearchRequest{
		OrderBy: photoslibrary.OldestFirst,
		Filters: &photoslibrary.Filters{
			DateRanges: []photoslibrary.DateRange{
				{Start: photoslibrary.Date{Year: 2023, Month: 12}, End: photoslibrary.Date{Year: 2024, Month: 2}},
				{Start: photoslibrary.Date{Year: 2024, Month: 12}, End: photoslibrary.Date{Year: 2025, Month: 2}},
			},
		},
	}
	for item, err := range library.Search(context.Background(), request) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(item.Filename)
	}
	// Output:
	// January.jpg
	// December.jpg
}

// Search leaves out what is not wanted: here films and screenshots.
func ExampleFilters() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.AddPhoto(googletest.Photo{Filename: "beach.jpg"})
	google.AddPhoto(googletest.Photo{Filename: "screen.jpg", Categories: []string{"SCREENSHOTS"}})

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	request := photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{
		MediaType:         photoslibrary.MediaTypePhoto,
		ExcludeCategories: []string{"SCREENSHOTS"},
	}}
	for item, err := range library.Search(context.Background(), request) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(item.Filename)
	}
	// Output: beach.jpg
}

// How many pages of an album are there?
func ExampleClient_SearchPage() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	id := google.AddAlbum("Trip", google.AddPhoto(googletest.Photo{}).ID, google.AddPhoto(googletest.Photo{}).ID)

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	request := photoslibrary.SearchRequest{AlbumID: id, PageSize: 1}
	pages, token := 0, ""
	for {
		page, err := library.SearchPage(context.Background(), request, token)
		if err != nil {
			fmt.Println(err)
			return
		}
		pages++
		if token = page.NextPageToken; token == "" {
			break
		}
	}
	fmt.Println(pages)
	// Output: 2
}

func ExampleClient_Items() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.AddPhoto(googletest.Photo{Filename: "cat.jpg"})

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	for item, err := range library.Items(context.Background()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(item.Filename, item.IsVideo())
	}
	// Output: cat.jpg false
}

// Look whether there is anything, for one request.
func ExampleClient_ItemPage() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	page, err := library.ItemPage(context.Background(), "")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(page.Items), page.NextPageToken == "")
	// Output: 0 true
}

func ExampleClient_Get() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	id := google.AddPhoto(googletest.Photo{Filename: "cat.jpg"}).ID

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	item, err := library.Get(context.Background(), id)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(item.Filename)
	// Output: cat.jpg
}

// Read many items by id: those that are gone do not hide the others.
func ExampleClient_BatchGet() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	cat := google.AddPhoto(googletest.Photo{Filename: "cat.jpg"}).ID

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	fetched, err := library.BatchGet(context.Background(), cat, "no item")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, each := range fetched {
		var failure *photoslibrary.ItemError
		if errors.As(each.Err, &failure) {
			fmt.Println(each.ID, failure.Status())
			continue
		}
		fmt.Println(each.Item.Filename)
	}
	// Output:
	// cat.jpg
	// no item INVALID_ARGUMENT
}

func ExampleClient_UpdateItem() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	id := google.AddPhoto(googletest.Photo{Filename: "cat.jpg"}).ID

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	item, err := library.UpdateItem(context.Background(), id, "asleep, as ever")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(item.Filename+":", item.Description)
	// Output: cat.jpg: asleep, as ever
}

// Download a photo of which only the id was kept.
func ExampleClient_Download() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	photo := google.AddPhoto(googletest.Photo{Filename: "cat.jpg"})

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	var file bytes.Buffer
	n, err := library.Download(context.Background(), photoslibrary.MediaItem{ID: photo.ID}, &file)
	fmt.Println(n == int64(len(photo.Bytes)), err)
	// Output: true <nil>
}

func ExampleClient_DownloadPreview() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	id := google.AddPhoto(googletest.Photo{Filename: "cat.jpg"}).ID

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	item, err := library.Get(ctx, id)
	if err != nil {
		fmt.Println(err)
		return
	}
	var picture bytes.Buffer
	_, err = library.DownloadPreview(ctx, item, photoslibrary.Size{Width: 64, Height: 64, Crop: true}, &picture)
	fmt.Println(picture.Len() > 0, err)
	// Output: true <nil>
}

// A list that was read an hour ago gets new base URLs, 50 per request.
func ExampleClient_Refresh() {
	now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	google, err := googletest.Start(googletest.Config{Now: clock, AccessTokenTTL: 24 * time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.AddPhoto(googletest.Photo{Filename: "cat.jpg"})
	google.AddPhoto(googletest.Photo{Filename: "dog.jpg"})

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient(), Now: clock}
	page, err := library.ItemPage(ctx, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	now = now.Add(time.Hour)
	if err := library.Refresh(ctx, page.Items); err != nil {
		fmt.Println(err)
		return
	}
	for _, item := range page.Items {
		fmt.Println(item.Filename, clock().Sub(item.BaseURLTime))
	}
	// Output:
	// dog.jpg 0s
	// cat.jpg 0s
}
