package picker_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

// Let the user pick, download what was picked, and clean up.
func Example() {
	google, err := googletest.Start(googletest.Config{}) // a fake, so that this runs
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	cat := google.AddPhoto(googletest.Photo{Filename: "cat.jpg"})
	google.AddPhoto(googletest.Photo{Filename: "dog.jpg"})

	ctx := context.Background()
	photos := &picker.Client{HTTP: google.AuthorizedClient(picker.Scope)}
	session, err := photos.CreateSession(ctx, picker.CreateOptions{MaxItemCount: 10})
	if err != nil {
		fmt.Println(err)
		return
	}
	// Show session.PickerURI to the user; here a fake user picks at once.
	if err := google.Pick(session.PickerURI, cat.ID); err != nil {
		fmt.Println(err)
		return
	}
	if _, err := photos.Wait(ctx, session); err != nil {
		fmt.Println(err)
		return
	}
	for item, err := range photos.Items(ctx, session.ID) {
		if err != nil {
			fmt.Println(err)
			return
		}
		var file bytes.Buffer
		if _, err := photos.Download(ctx, item, &file); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(item.Filename, item.Metadata.CreationTime.Year(), file.Len() > 0)
	}
	fmt.Println(photos.DeleteSession(ctx, session.ID))
	// Output:
	// cat.jpg 2024 true
	// <nil>
}

func ExampleClient_CreateSession() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	photos := &picker.Client{HTTP: google.AuthorizedClient(picker.Scope)}
	session, err := photos.CreateSession(context.Background(), picker.CreateOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(session.MaxItemCount, session.Polling.Interval, session.Picked)
	// Output: 2000 5s false
}

// A caller that has a loop of its own asks for the state instead of waiting.
func ExampleClient_Session() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	cat := google.AddPhoto(googletest.Photo{})

	ctx := context.Background()
	photos := &picker.Client{HTTP: google.AuthorizedClient(picker.Scope)}
	session, err := photos.CreateSession(ctx, picker.CreateOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := google.Pick(session.PickerURI, cat.ID); err != nil {
		fmt.Println(err)
		return
	}
	session, err = photos.Session(ctx, session.ID)
	fmt.Println(session.Picked, err)
	// Output: true <nil>
}

// The user never pressed Done; here Google's time to wait is over at once.
func ExampleClient_Wait() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	ctx := context.Background()
	photos := &picker.Client{HTTP: google.AuthorizedClient(picker.Scope)}
	session, err := photos.CreateSession(ctx, picker.CreateOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	session.Polling.Timeout = 0
	_, err = photos.Wait(ctx, session)
	fmt.Println(errors.Is(err, picker.ErrTimeout))
	// Output: true
}

func ExampleClient_Items() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	ctx := context.Background()
	photos := &picker.Client{HTTP: google.AuthorizedClient(picker.Scope)}
	session, err := photos.CreateSession(ctx, picker.CreateOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, err := range photos.Items(ctx, session.ID) {
		fmt.Println("too early:", errors.Is(err, picker.ErrPending))
	}
	// Output: too early: true
}

func ExampleClient_Download() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	photos := &picker.Client{HTTP: google.AuthorizedClient(picker.Scope)}
	film := picker.Item{Filename: "trip.mp4", MimeType: "video/mp4", Metadata: photoslibrary.Metadata{
		Video: &photoslibrary.Video{Status: "PROCESSING"},
	}}
	_, err = photos.Download(context.Background(), film, &bytes.Buffer{})
	fmt.Println(film.IsVideo(), errors.Is(err, photoslibrary.ErrVideoNotReady))
	// Output: true true
}

func ExampleClient_DeleteSession() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	ctx := context.Background()
	photos := &picker.Client{HTTP: google.AuthorizedClient(picker.Scope)}
	session, err := photos.CreateSession(ctx, picker.CreateOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(photos.DeleteSession(ctx, session.ID))
	_, err = photos.Session(ctx, session.ID)
	fmt.Println(errors.Is(err, photoslibrary.ErrNotFound))
	// Output:
	// <nil>
	// true
}
