package rcloneargs_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

func ExampleCommand() {
	task := truenas.Task{
		Path:         "/mnt/tank/photos",
		Direction:    truenas.Pull,
		TransferMode: truenas.Copy,
		Attributes:   truenas.TaskAttributes{Folder: "media/by-month"},
		Exclude:      []string{"*.mov"},
		Args:         "--max-age 30d",
	}
	provider := truenas.GooglePhotos{
		ClientID:     "123.apps.googleusercontent.com",
		ClientSecret: truenas.NewSecret("GOCSPX-abc"),
		Token:        truenas.NewSecret(`{"access_token":"ya29.a0Af","refresh_token":"1//0abc","expiry":"2026-11-22T19:54:49Z"}`),
	}
	cmd, err := rcloneargs.Command(task, truenas.Credential{Provider: provider}, rcloneargs.Options{Release: rcloneargs.Release25_10, DryRun: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.Join(cmd.Args, " "))
	fmt.Println(cmd.Config)
	fmt.Println(cmd.Config.Reveal())
	fmt.Println(cmd.Filter)
	// Output:
	// rclone --config CONFIG -v --stats 1s --dry-run --filter-from FILTER --max-age 30d copy remote:media/by-month /mnt/tank/photos
	// [redacted]
	// [remote]
	// type = googlephotos
	// client_id = 123.apps.googleusercontent.com
	// client_secret = GOCSPX-abc
	// token = {"access_token":"ya29.a0Af","refresh_token":"1//0abc","expiry":"2026-11-22T19:54:49Z"}
	// folder = media/by-month
	//
	// - .zfs
	// - .zfs/**
	// - *.mov
}

func ExampleTaskError() {
	task := truenas.Task{
		Path: "/mnt/tank/photos", Direction: truenas.Pull, TransferMode: truenas.Copy,
		Args: `--exclude "*.mov`,
	}
	_, err := rcloneargs.Command(task, truenas.Credential{Provider: truenas.GooglePhotos{}}, rcloneargs.Options{})
	var taskErr *rcloneargs.TaskError
	if errors.As(err, &taskErr) {
		fmt.Println(taskErr.Field)
	}
	fmt.Println(err)
	// Output:
	// args
	// rcloneargs: task field args: No closing quotation: quote the extra arguments as in a shell
}

func ExampleParseRelease() {
	release, err := rcloneargs.ParseRelease("TrueNAS-25.10.1")
	fmt.Println(release, err)
	// Output: 25.10 <nil>
}
