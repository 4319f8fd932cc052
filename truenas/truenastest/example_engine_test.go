package truenastest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// What the jobs of a test do. The token is what rclone would have refreshed.
func ExampleEngineFunc() {
	engine := truenastest.EngineFunc(func(_ context.Context, run truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
		if run.DryRun {
			return truenastest.EngineResult{Log: "would copy 3 files\n"}, nil
		}
		report(60, "3 / 5, 9.5 MiB / 16 MiB, 1 MiB/s, ETA 7s")
		return truenastest.EngineResult{Token: `{"access_token":"new"}`}, errors.New("googlephotos: quota exceeded")
	})
	ctx := context.Background()
	nas, client, task := photosNAS(ctx, engine)
	defer nas.Close()
	defer func() { _ = client.Close() }()

	for _, dry := range []bool{true, false} {
		job, err := client.Tasks().Run(ctx, task, truenas.RunOptions{DryRun: dry})
		if err != nil {
			fmt.Println(err)
			return
		}
		status, err := job.Wait(ctx)
		fmt.Println(status.State, status.Error, err != nil)
	}
	stored, err := client.Tasks().Get(ctx, task)
	if photos, ok := stored.Credential.Provider.(truenas.GooglePhotos); ok {
		fmt.Println(photos.Token.Reveal(), err)
	}
	// Output:
	// SUCCESS  false
	// FAILED [EFAULT] googlephotos: quota exceeded true
	// {"access_token":"new"} <nil>
}

// Albums that a task can name.
func ExampleServer_AddAlbum() {
	ctx := context.Background()
	nas, client, _ := photosNAS(ctx, nil)
	defer nas.Close()
	defer func() { _ = client.Close() }()

	nas.AddAlbum("Holidays", "Family")
	entries, err := client.Tasks().ListDirectory(ctx, truenas.ListRequest{
		CredentialID: 1, Attributes: truenas.TaskAttributes{Folder: "album"},
	})
	for _, e := range entries {
		fmt.Println(e.Name)
	}
	fmt.Println(err)
	// Output:
	// Family
	// Holidays
	// <nil>
}

// Job events end; a client that watches a job has to notice.
func ExampleServer_EndSubscriptions() {
	ctx := context.Background()
	nas, client, _ := photosNAS(ctx, nil)
	defer nas.Close()
	defer func() { _ = client.Close() }()

	var subscription string
	err := client.Call(ctx, "core.subscribe", []any{"core.get_jobs"}, &subscription)
	nas.EndSubscriptions("core.get_jobs", "the middleware restarts")
	fmt.Println(subscription != "", err)
	// Output: true <nil>
}
