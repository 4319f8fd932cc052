package rcloneargs_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

func ExampleCommand() {
	transfers := 4
	task := truenas.Task{
		Path:         "/mnt/tank/photos",
		Direction:    truenas.Pull,
		TransferMode: truenas.Copy,
		Attributes:   truenas.TaskAttributes{Folder: "media/by-month"},
		Transfers:    &transfers,
	}
	credential := truenas.Credential{Provider: truenas.GooglePhotos{
		ClientID:     "123.apps.googleusercontent.com",
		ClientSecret: truenas.NewSecret("GOCSPX-abc"),
		Token:        truenas.NewSecret(`{"access_token":"ya29.a0Af","refresh_token":"1//0abc","expiry":"2026-11-22T19:54:49Z"}`),
	}}
	cmd, err := rcloneargs.Command(task, credential, rcloneargs.Options{Release: rcloneargs.Release25_10})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.Join(cmd.Args, " "))
	fmt.Println(cmd.Config)
	fmt.Println(cmd.Config.Reveal())
	fmt.Println(cmd.Filter)
	// Output:
	// rclone --config CONFIG -v --stats 1s --transfers 4 --filter-from FILTER copy remote:media/by-month /mnt/tank/photos
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
}

// The command line is for people; task arguments that may hold secrets are
// redacted.
func ExampleCmd_String() {
	task := truenas.Task{
		Path: "/mnt/tank/my photos", Direction: truenas.Push, TransferMode: truenas.Sync,
		Attributes: truenas.TaskAttributes{Bucket: "backup", Folder: "photos"},
		Args:       `--exclude "*.tmp" --header "Authorization: abc"`,
	}
	credential := truenas.Credential{Provider: truenas.B2{Account: "0012", Key: truenas.NewSecret("K0015")}}
	cmd, err := rcloneargs.Command(task, credential, rcloneargs.Options{DryRun: true})
	fmt.Println(cmd, err)
	// Output:
	// rclone --config CONFIG -v --stats 1s --dry-run --filter-from FILTER --exclude '*.tmp' --header [redacted] sync '/mnt/tank/my photos' remote:backup/photos <nil>
}

// To repeat by hand what the NAS does, the files are written to a folder of their
// own. What a run costs is up to the caller: this one is not started.
func ExampleCmd_Write() {
	task := truenas.Task{
		Path: "/mnt/tank/in", Direction: truenas.Pull, TransferMode: truenas.Copy,
		Attributes: truenas.TaskAttributes{Folder: "out"},
	}
	credential := truenas.Credential{Provider: truenas.SFTP{Host: "nas2.example", User: "sync", PrivateKey: truenas.Set(3)}}
	cmd, err := rcloneargs.Command(task, credential, rcloneargs.Options{
		DryRun:     true,
		PrivateKey: truenas.NewSecret("-----BEGIN OPENSSH PRIVATE KEY-----\n..."), // of the key pair 3
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	folder, err := os.MkdirTemp("", "task-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	args, err := cmd.Write(folder)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(exec.Command(args[0], args[1:]...).Args[2] == filepath.Join(folder, "rclone.conf"))
	files, _ := filepath.Glob(folder + "/*")
	for _, file := range files {
		info, _ := os.Stat(file)
		fmt.Println(info.Mode(), info.Name())
	}
	// Output:
	// true
	// -rw------- filter.txt
	// -rw------- key.pem
	// -rw------- rclone.conf
}

// A task with a snapshot reads it instead of its folder.
func ExampleSnapshotPath() {
	task := truenas.Task{
		ID: 7, Path: "/mnt/tank/data/photos", Direction: truenas.Push, TransferMode: truenas.Copy, Snapshot: true,
		Attributes: truenas.TaskAttributes{Folder: "photos"},
	}
	taken := time.Date(2026, 8, 22, 1, 0, 0, 0, time.UTC)
	path, err := rcloneargs.SnapshotPath(task, "/mnt/tank/data", taken)
	if err != nil {
		fmt.Println(err)
		return
	}
	credential := truenas.Credential{Provider: truenas.WebDAV{URL: "https://dav.example", Vendor: "OTHER"}}
	cmd, err := rcloneargs.Command(task, credential, rcloneargs.Options{SnapshotPath: path})
	fmt.Println(cmd.Args[len(cmd.Args)-2], err)
	// Output: /mnt/tank/data/.zfs/snapshot/cloud_sync-7-20260822010000/photos <nil>
}

// Some credentials are stored, and every run with them fails.
func ExampleCredentialError() {
	var task truenas.Task
	err := json.Unmarshal([]byte(`{
		"path": "/mnt/tank/in", "direction": "PULL", "transfer_mode": "COPY", "attributes": {"folder": "out"},
		"credentials": {"id": 1, "name": "key only", "provider": {
			"type": "SFTP", "host": "nas2.example", "port": 22, "user": "sync", "pass": null, "private_key": 3}}
	}`), &task)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = rcloneargs.Command(task, task.Credential, rcloneargs.Options{
		Release: rcloneargs.Release25_10, PrivateKey: truenas.NewSecret("..."),
	})
	var refusal *rcloneargs.CredentialError
	if errors.As(err, &refusal) {
		fmt.Println(refusal.Field, "|", refusal.Reason, "|", refusal.Remedy)
	}
	// Output: pass | 'NoneType' object has no attribute 'encode' | store an empty password
}

func ExampleUnsupportedProviderError() {
	credential := truenas.Credential{Provider: truenas.Mega{User: "me"}}
	_, err := rcloneargs.Command(truenas.Task{}, credential, rcloneargs.Options{Release: rcloneargs.Release25_10})
	fmt.Println(err)
	// Output: rcloneargs: provider "MEGA" does not run on this release ('MEGA'): use a credential of another, or another release
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
