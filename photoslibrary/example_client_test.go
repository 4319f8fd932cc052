package photoslibrary_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// A program that shows why it waits. Here the person in front of it has enough.
func ExampleRetry() {
	google, err := googletest.Start(googletest.Config{}) // a fake, so that this runs
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.Script(googletest.Request{Path: "/v1/albums"}, googletest.Error(503).RetryAfter(20*time.Second))

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	library := &photoslibrary.Client{
		HTTP: google.AuthorizedClient(),
		Retry: photoslibrary.Retry{
			Attempts: 3,
			OnWait: func(w photoslibrary.Wait) {
				fmt.Println("attempt", w.Attempt, "to", w.Op, "failed, the next in", w.For.Truncate(10*time.Second))
				cancel()
			},
		},
	}
	for _, err := range library.Albums(ctx) {
		fmt.Println(errors.Is(err, context.Canceled))
	}
	// Output:
	// attempt 1 to list albums failed, the next in 20s
	// true
}

// A nightly program that stops before the quota of the project does, and goes on
// counting when it is started again.
func ExampleMeter() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	now := func() time.Time { return time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC) }
	meter := photoslibrary.Meter{Now: now} // shared by all clients of the project
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient(), Meter: &meter}
	if _, err := library.CreateAlbum(context.Background(), "Trip"); err != nil {
		fmt.Println(err)
		return
	}
	usage := meter.Usage()
	fmt.Println(usage.Requests.Used, "request, left for today:", usage.Requests.Left(), "until", usage.Requests.ResetsAt)
	fmt.Println("writes left for this minute:", usage.Writes.Left())

	saved, err := json.Marshal(&meter)
	if err != nil {
		fmt.Println(err)
		return
	}
	restored := photoslibrary.Meter{Now: now}
	if err := json.Unmarshal(saved, &restored); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("after a new start:", restored.Usage().Requests.Used)
	// Output:
	// 1 request, left for today: 9999 until 2026-11-23 08:00:00 +0000 UTC
	// writes left for this minute: 29
	// after a new start: 1
}

// Google has raised the quota of the project.
func ExampleLimits() {
	meter := photoslibrary.Meter{Limits: photoslibrary.Limits{RequestsPerDay: 50_000}}
	fmt.Println(meter.Usage().Requests.Left())
	// Output: 50000
}
