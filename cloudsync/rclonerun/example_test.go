package rclonerun_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/cloudsync/rclonerun"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

// A task runs in this process, against a fake Google. For the real one leave
// Transport out.
func ExampleRunner() {
	google := googletest.New(googletest.Config{})
	defer google.Close()
	google.AddPhoto(googletest.Photo{Filename: "beach.jpg"})
	tokens := google.Issue()
	token, err := rclonecfg.Token{AccessToken: tokens.AccessToken, RefreshToken: tokens.RefreshToken, Expiry: tokens.Expiry}.Format()
	if err != nil {
		fmt.Println(err)
		return
	}
	var client struct {
		Installed struct {
			Secret string `json:"client_secret"`
		} `json:"installed"`
	}
	if err := json.Unmarshal(google.ClientSecretJSON(), &client); err != nil {
		fmt.Println(err)
		return
	}
	root, err := os.MkdirTemp("", "example-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(root) }()
	if err := os.MkdirAll(filepath.Join(root, "/mnt/tank/photos"), 0o755); err != nil {
		fmt.Println(err)
		return
	}

	ctx := context.Background()
	runner := &rclonerun.Runner{Root: root, Transport: google.Transport()}
	run, err := runner.Run(ctx, truenas.Task{
		Path:         "/mnt/tank/photos",
		Direction:    truenas.Pull,
		TransferMode: truenas.Copy,
		Attributes:   truenas.TaskAttributes{Folder: "media/all"},
		Credential: truenas.Credential{Provider: truenas.GooglePhotos{
			ClientID:     google.ClientID(),
			ClientSecret: truenas.NewSecret(client.Installed.Secret),
			Token:        token,
		}},
	}, cloudsync.RunOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := run.Wait(ctx)
	fmt.Println(result.State, result.Files, err)
	// Output: succeeded 1 <nil>
}
