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

// Google's own words and codes are there for those who know them.
func ExampleError() {
	google, err := googletest.Start(googletest.Config{}) // a fake, so that this runs
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	_, err = library.Get(context.Background(), "no-such-item")
	if failure, ok := errors.AsType[*photoslibrary.Error](err); ok {
		fmt.Println(failure.Op, failure.Err.Code, failure.Status)
	}
	// Output: get media item 400 INVALID_ARGUMENT
}

// The API is still off in the project of the OAuth client.
func ExampleAPIDisabledError() {
	google, err := googletest.Start(googletest.Config{DisabledAPI: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	_, err = library.SearchPage(context.Background(), photoslibrary.SearchRequest{}, "")
	if disabled, ok := errors.AsType[*photoslibrary.APIDisabledError](err); ok {
		fmt.Println("open", disabled.ActivationURL)
		fmt.Println("which is for project", disabled.Project)
	}
	// Output:
	// open https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=742138104895
	// which is for project 742138104895
}

// Uploads count against the storage of the user's account.
func ExampleError_storageFull() {
	google, err := googletest.Start(googletest.Config{Storage: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	token, err := library.Upload(ctx, "a.jpg", "image/jpeg", bytes.NewReader(googletest.JPEG(googletest.PhotoSpec{})))
	if err == nil {
		_, err = library.CreateItems(ctx, "", photoslibrary.NewItem{UploadToken: token})
	}
	fmt.Println(errors.Is(err, photoslibrary.ErrStorageFull))
	// Output: true
}

// The user has left a box empty.
func ExampleScopeError() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient(photoslibrary.ScopeReadAppCreated)}
	_, err = library.CreateAlbum(context.Background(), "Trip")
	if scope, ok := errors.AsType[*photoslibrary.ScopeError](err); ok {
		fmt.Println(scope.Method)
	}
	fmt.Println(err)
	// Output:
	// google.photos.library.v1.PhotosLibrary.CreateAlbum
	// photoslibrary: create album: 403: Request had insufficient authentication scopes. (sign in again and tick every box)
}

// The requests of the day are spent. The client does not wait until midnight, but
// says when that is.
func ExampleQuotaError() {
	now := func() time.Time { return time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC) }
	google, err := googletest.Start(googletest.Config{DailyRequests: 1, Now: now})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	library := &photoslibrary.Client{HTTP: google.AuthorizedClient(), Now: now}
	for range 2 {
		_, err = library.SearchPage(context.Background(), photoslibrary.SearchRequest{}, "")
	}
	if quota, ok := errors.AsType[*photoslibrary.QuotaError](err); ok {
		fmt.Println(quota.Limit, quota.Value, quota.PerDay)
		fmt.Println("go on in", quota.ResetsAt.Sub(now()))
	}
	// Output:
	// ApiCallsPerProjectPerDay 1 true
	// go on in 12h0m0s
}

// Google creates an album, and its answer is lost on the way. The client does not
// create another one: the program looks first.
func ExampleClient_CreateAlbum_uncertain() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.Script(googletest.Request{Path: "/v1/albums"}, googletest.DropAnswer())

	ctx := context.Background()
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	_, err = library.CreateAlbum(ctx, "Trip")
	if errors.Is(err, photoslibrary.ErrUncertain) {
		for album, err := range library.Albums(ctx) {
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Println("there is", album.Title)
		}
	}
	// Output: there is Trip
}
