package photoslibrary_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// Give an album another title and another cover.
func ExampleClient_UpdateAlbum() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	photo := google.AddPhoto(googletest.Photo{Filename: "beach.jpg"})
	id := google.AddAlbum("Trip", photo.ID)

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	if _, err := library.UpdateAlbum(ctx, id, photoslibrary.AlbumUpdate{Title: "Italy"}); err != nil {
		fmt.Println(err)
		return
	}
	album, err := library.UpdateAlbum(ctx, id, photoslibrary.AlbumUpdate{CoverItemID: photo.ID})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(album.Title, album.CoverItemID == photo.ID)
	// Output: Italy true
}

func ExampleClient_GetAlbum() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	id := google.AddAlbum("Trip")

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	album, err := library.GetAlbum(context.Background(), id)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(album.Title, album.MediaItemsCount)
	// Output: Trip 0
}

// Read a list in parts, and go on with it later.
func ExampleClient_AlbumPage() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	for i := range 70 {
		google.AddAlbum(fmt.Sprint("Trip ", i))
	}

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	token := "" // kept in a file, say
	for {
		page, err := library.AlbumPage(ctx, token)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(len(page.Albums))
		if token = page.NextPageToken; token == "" {
			return
		}
	}
	// Output:
	// 50
	// 20
}

// More items than one request may have: when one fails, the error tells which
// are left.
func ExampleClient_AddToAlbum() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	var ids []string
	for range 70 {
		ids = append(ids, google.AddPhoto(googletest.Photo{}).ID)
	}
	album := google.AddAlbum("Trip")
	google.Script(googletest.Request{Path: "/v1/albums/*"}, googletest.Pass(), googletest.Error(403))

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	err = library.AddToAlbum(ctx, album, ids...)
	var partial *photoslibrary.PartialError
	if errors.As(err, &partial) {
		fmt.Println(len(partial.Done), "done,", len(partial.Left), "left")
		err = library.AddToAlbum(ctx, album, partial.Left...)
	}
	fmt.Println(err)
	// Output:
	// 50 done, 20 left
	// <nil>
}

func ExampleClient_RemoveFromAlbum() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	photo := google.AddPhoto(googletest.Photo{})
	id := google.AddAlbum("Trip", photo.ID)

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	if err := library.RemoveFromAlbum(ctx, id, photo.ID); err != nil {
		fmt.Println(err)
		return
	}
	album, err := library.GetAlbum(ctx, id)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(album.MediaItemsCount)
	// Output: 0
}
