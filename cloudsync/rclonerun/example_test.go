package rclonerun_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/cloudsync/rclonerun"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/truenas"
)

// A task runs in this process, against a fake Google. For the real one leave
// Opener, HTTP and Transport out, and Root too.
func ExampleRunner() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.AddPhoto(googletest.Photo{Filename: "beach.jpg"})
	root, err := os.MkdirTemp("", "example-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(root) }()

	result, err := pull(context.Background(), google, root)
	fmt.Println(result.State, result.Files, err)
	// Output: succeeded 1 <nil>
}

func pull(ctx context.Context, google *googletest.Server, root string) (cloudsync.Result, error) {
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	if err != nil {
		return cloudsync.Result{}, err
	}
	grant, err := credentials.Authorize(ctx, client, credentials.AuthorizeOptions{Opener: google.Approve(), HTTP: google.Client()})
	if err != nil {
		return cloudsync.Result{}, err
	}
	provider, err := cloudsync.GooglePhotos(client, grant)
	if err != nil {
		return cloudsync.Result{}, err
	}
	task := truenas.Task{
		Path:         "/mnt/tank/photos",
		Direction:    truenas.Pull,
		TransferMode: truenas.Copy,
		Attributes:   truenas.TaskAttributes{Folder: "media/all"},
		Credential:   truenas.Credential{Provider: provider},
	}
	if err := os.MkdirAll(filepath.Join(root, task.Path), 0o755); err != nil {
		return cloudsync.Result{}, err
	}
	runner := &rclonerun.Runner{Root: root, Transport: google.Transport()}
	run, err := runner.Run(ctx, task, cloudsync.RunOptions{})
	if err != nil {
		return cloudsync.Result{}, err
	}
	return run.Wait(ctx)
}
