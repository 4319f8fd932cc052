package truenastest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// photosNAS is a fake with a task on tank/photos, and a client of it.
func photosNAS(ctx context.Context, engine truenastest.Engine) (*truenastest.Server, *truenas.Client, int) {
	nas, err := truenastest.Start(truenastest.Config{Datasets: []string{"tank/photos"}, Engine: engine})
	if err != nil {
		log.Fatal(err)
	}
	key := truenas.NewSecret(nas.APIKey("sync"))
	client, err := truenas.Dial(ctx, nas.URL(), truenas.APIKey("sync", key), truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		log.Fatal(err)
	}
	var made struct {
		ID int `json:"id"`
	}
	must(client.Call(ctx, "cloudsync.credentials.create", []any{map[string]any{
		"name": "gp", "provider": map[string]any{"type": "GOOGLE_PHOTOS", "token": `{"access_token":"a"}`},
	}}, &made))
	must(client.Call(ctx, "cloudsync.create", []any{map[string]any{
		"description": "nightly", "path": "/mnt/tank/photos", "credentials": made.ID,
		"attributes": map[string]any{"folder": "album"}, "direction": "PULL", "transfer_mode": "COPY",
	}}, &made))
	return nas, client, made.ID
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// A task whose dataset is locked does not run.
func ExampleServer_LockDataset() {
	ctx := context.Background()
	nas, client, task := photosNAS(ctx, nil)
	defer nas.Close()
	defer func() { _ = client.Close() }()

	var entry struct {
		Locked bool `json:"locked"`
	}
	nas.LockDataset("tank/photos")
	must(client.Call(ctx, "cloudsync.get_instance", []any{task}, &entry))
	fmt.Println(entry.Locked)
	nas.UnlockDataset("tank/photos")
	must(client.Call(ctx, "cloudsync.get_instance", []any{task}, &entry))
	fmt.Println(entry.Locked)
	// Output:
	// true
	// false
}

// A dataset need not be mounted below /mnt under its name.
func ExampleServer_Mount() {
	ctx := context.Background()
	nas, client, _ := photosNAS(ctx, nil)
	defer nas.Close()
	defer func() { _ = client.Close() }()

	nas.Mount("tank/photos", "/mnt/tank/pictures")
	var dataset struct {
		Mountpoint string `json:"mountpoint"`
	}
	must(client.Call(ctx, "pool.dataset.query", []any{[]any{[]any{"id", "=", "tank/photos"}}, map[string]any{"get": true}}, &dataset))
	fmt.Println(dataset.Mountpoint)
	// Output: /mnt/tank/pictures
}

// Files are there for clients that look at the NAS before they set up a task.
func ExampleServer_AddFile() {
	ctx := context.Background()
	nas, client, _ := photosNAS(ctx, nil)
	defer nas.Close()
	defer func() { _ = client.Close() }()

	nas.AddDirectory("/mnt/tank/photos/2024")
	nas.AddFile("/mnt/tank/photos/list.txt", 100)
	var entries []struct {
		Name string `json:"name"`
		Type string `json:"type"`
	}
	must(client.Call(ctx, "filesystem.listdir", []any{"/mnt/tank/photos"}, &entries))
	for _, e := range entries {
		fmt.Println(e.Type, e.Name)
	}
	// Output:
	// DIRECTORY 2024
	// FILE list.txt
}

// A run of the schedule belongs to nobody. What the engine logs shows while it
// runs.
func ExampleServer_RunScheduled() {
	ctx := context.Background()
	logged, end := make(chan struct{}), make(chan struct{})
	nas, client, task := photosNAS(ctx, truenastest.EngineFunc(
		func(_ context.Context, run truenastest.TaskRun, _ func(int, string)) (truenastest.EngineResult, error) {
			_, _ = fmt.Fprintln(run.Log, "IMG_1.jpg: Copied (new)")
			close(logged)
			<-end
			return truenastest.EngineResult{}, nil
		}))
	defer nas.Close()
	defer func() { _ = client.Close() }()

	id := nas.RunScheduled(task)
	<-logged
	var job struct {
		State       string          `json:"state"`
		LogsPath    string          `json:"logs_path"`
		Credentials json.RawMessage `json:"credentials"`
	}
	must(client.Call(ctx, "core.get_jobs", []any{[]any{[]any{"id", "=", id}}, map[string]any{"get": true}}, &job))
	fmt.Println(job.State, job.LogsPath, string(job.Credentials))
	close(end)
	// Output: RUNNING /var/log/jobs/1.log null
}

// account is an engine that knows the drives of a Microsoft account.
type account struct{ truenastest.EngineFunc }

func (account) Drives(context.Context, map[string]any) ([]truenastest.Drive, error) {
	return []truenastest.Drive{{Type: "PERSONAL", ID: "b!1", Name: "OneDrive"}}, nil
}

func ExampleDriveLister() {
	ctx := context.Background()
	nas, client, _ := photosNAS(ctx, account{})
	defer nas.Close()
	defer func() { _ = client.Close() }()

	var drives []struct {
		ID string `json:"drive_id"`
	}
	must(client.Call(ctx, "cloudsync.onedrive_list_drives", []any{map[string]any{"token": "{}"}}, &drives))
	fmt.Println(drives[0].ID)
	// Output: b!1
}
