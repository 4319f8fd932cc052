package photoslibrary_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"google.golang.org/api/googleapi"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// List what the app uploaded, and download the newest.
func Example() {
	google, err := googletest.Start(googletest.Config{}) // a fake, so that this runs
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.AddPhoto(googletest.Photo{Filename: "cat.jpg"})
	google.AddPhoto(googletest.Photo{Filename: "dog.jpg"})

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	for item, err := range library.Search(ctx, photoslibrary.SearchRequest{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		var file bytes.Buffer
		if _, err := library.Download(ctx, item, &file); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(item.Filename, item.Metadata.CreationTime.Year(), file.Len() > 0)
	}
	// Output:
	// dog.jpg 2024 true
	// cat.jpg 2024 true
}

// Upload a photo into a new album.
func ExampleClient_CreateItems() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	album, err := library.CreateAlbum(ctx, "Trip")
	if err != nil {
		fmt.Println(err)
		return
	}
	photo := googletest.JPEG(googletest.PhotoSpec{Make: "Canon"})
	token, err := library.Upload(ctx, "beach.jpg", "image/jpeg", bytes.NewReader(photo))
	if err != nil {
		fmt.Println(err)
		return
	}
	created, err := library.CreateItems(ctx, album.ID, photoslibrary.NewItem{UploadToken: token})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(created[0].Item.Filename, created[0].Item.Metadata.Photo.CameraMake)
	// Output: beach.jpg Canon
}

func ExampleClient_Albums() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.AddAlbum("Trip", google.AddPhoto(googletest.Photo{}).ID)

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	for album, err := range library.Albums(context.Background()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(album.Title, album.MediaItemsCount)
	}
	// Output: Trip 1
}

// A method that this package lacks fails with the same errors.
func ExampleNewError() {
	google, err := googletest.Start(googletest.Config{DisabledAPI: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	resp, err := google.AuthorizedClient().Get("https://photoslibrary.googleapis.com/v1/mediaItems")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	if err := googleapi.CheckResponse(resp); err != nil {
		failure := photoslibrary.NewError("list media items", err)
		fmt.Println(failure.Status, errors.Is(failure, photoslibrary.ErrAPIDisabled))
	}
	// Output: PERMISSION_DENIED true
}
