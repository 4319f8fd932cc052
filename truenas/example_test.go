package truenas_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// copyEngine stands in for rclone on the fake NAS.
var copyEngine = truenastest.EngineFunc(func(_ context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
	report(100, "3 / 3")
	return truenastest.EngineResult{Log: "3 photos copied"}, nil
})

// exampleNAS starts a fake NAS and logs in to it. The examples ignore errors
// that cannot happen here.
func exampleNAS() (client *truenas.Client, stop func()) {
	nas, err := truenastest.Start(truenastest.Config{Engine: copyEngine})
	if err != nil {
		panic(err)
	}
	nas.AddAlbum("Holidays")
	key := truenas.NewSecret(nas.APIKey("sync"))
	client, err = truenas.Dial(context.Background(), nas.URL(), truenas.APIKey("sync", key), truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		panic(err)
	}
	return client, func() {
		_ = client.Close()
		nas.Close()
	}
}

// examplePhotos stores a credential and a task, and returns their ids.
func examplePhotos(ctx context.Context, client *truenas.Client) (credentialID, taskID int) {
	credential, err := client.Credentials().Create(ctx, truenas.CredentialSpec{
		Name: "photos", Provider: truenas.GooglePhotos{Token: truenas.NewSecret(`{"access_token":"a"}`)},
	})
	if err != nil {
		panic(err)
	}
	task, err := client.Tasks().Create(ctx, truenas.TaskSpec{
		Path: "/mnt/tank/photos", CredentialID: credential.ID,
		Attributes: truenas.TaskAttributes{Folder: "album/Holidays"},
		Direction:  truenas.Pull, TransferMode: truenas.Copy,
	})
	if err != nil {
		panic(err)
	}
	return credential.ID, task.ID
}

func ExampleDial() {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	key := truenas.NewSecret(nas.APIKey("sync"))

	ctx := context.Background()
	client, err := truenas.Dial(ctx, nas.URL(), truenas.APIKey("sync", key), truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = client.Close() }()
	version, err := client.Version(ctx)
	fmt.Println(version, err)
	// Output: TrueNAS-25.10.6 <nil>
}

// A NAS with the self-signed certificate of its installation: look at the
// fingerprint once, then pin it.
func ExampleWithPinnedCertificate() {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	auth := truenas.APIKey("sync", truenas.NewSecret(nas.APIKey("sync")))

	ctx := context.Background()
	_, err = truenas.Dial(ctx, nas.URL(), auth)
	untrusted, ok := errors.AsType[*truenas.CertificateError](err)
	fmt.Println(ok, untrusted.Fingerprint == nas.Fingerprint())

	client, err := truenas.Dial(ctx, nas.URL(), auth, truenas.WithPinnedCertificate(untrusted.Fingerprint))
	fmt.Println(err)
	_ = client.Close()
	// Output:
	// true true
	// <nil>
}

func ExampleAPIKey() {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()

	wrong := truenas.NewSecret("1-notTheKey")
	_, err = truenas.Dial(context.Background(), nas.URL(), truenas.APIKey("sync", wrong), truenas.WithRootCAs(nas.RootCAs()))
	fmt.Println(err)
	fmt.Println(errors.Is(err, truenas.ErrNotAuthenticated))
	// Output:
	// truenas: login with API_KEY_PLAIN refused (AUTH_ERR): check that the key is complete, not revoked, and belongs to user "sync"
	// true
}

func ExampleClient_Call() {
	client, stop := exampleNAS()
	defer stop()

	var pong string
	err := client.Call(context.Background(), "core.ping", nil, &pong)
	fmt.Println(pong, err)
	// Output: pong <nil>
}

func ExampleCredentialService_Create() {
	client, stop := exampleNAS()
	defer stop()

	credential, err := client.Credentials().Create(context.Background(), truenas.CredentialSpec{
		Name: "photos",
		Provider: truenas.GooglePhotos{
			ClientID:     "1234.apps.googleusercontent.com",
			ClientSecret: truenas.NewSecret("GOCSPX-…"),
			Token:        truenas.NewSecret(`{"access_token":"…","refresh_token":"…"}`),
		},
	})
	fmt.Println(credential.ID, credential.Name, credential.Provider.ProviderType(), err)
	fmt.Println(credential.Provider.(truenas.GooglePhotos).Token)
	// Output:
	// 1 photos GOOGLE_PHOTOS <nil>
	// [redacted]
}

func ExampleCredentialService_Update() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	id, _ := examplePhotos(ctx, client)

	stored, _ := client.Credentials().Get(ctx, id)
	photos := stored.Provider.(truenas.GooglePhotos)
	photos.ClientSecret = truenas.NewSecret("GOCSPX-…")
	updated, err := client.Credentials().Update(ctx, id, truenas.CredentialUpdate{Provider: photos})
	fmt.Println(updated.Name, err)
	// Output: photos <nil>
}

func ExampleCredentialService_List() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	examplePhotos(ctx, client)

	credentials, err := client.Credentials().List(ctx)
	for _, c := range credentials {
		fmt.Println(c.ID, c.Name, c.Provider.ProviderType())
	}
	fmt.Println(err)
	// Output:
	// 1 photos GOOGLE_PHOTOS
	// <nil>
}

func ExampleCredentialService_Delete() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	credentialID, taskID := examplePhotos(ctx, client)

	fmt.Println(client.Credentials().Delete(ctx, credentialID) != nil) // a task uses it
	fmt.Println(client.Tasks().Delete(ctx, taskID))
	fmt.Println(client.Credentials().Delete(ctx, credentialID))
	// Output:
	// true
	// <nil>
	// <nil>
}

func ExampleCredentialService_Verify() {
	client, stop := exampleNAS()
	defer stop()

	verification, err := client.Credentials().Verify(context.Background(), truenas.GooglePhotos{
		Token: truenas.NewSecret(`{"access_token":"a"}`),
	})
	fmt.Println(verification.Valid, err)
	// Output: true <nil>
}

func ExampleTaskService_Create() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	credentialID, _ := examplePhotos(ctx, client)

	task, err := client.Tasks().Create(ctx, truenas.TaskSpec{
		Description:  "favorites",
		Path:         "/mnt/tank/favorites",
		CredentialID: credentialID,
		Attributes:   truenas.TaskAttributes{Folder: "feature/favorites"},
		Schedule:     truenas.Schedule{Minute: "30", Hour: "3"},
		Direction:    truenas.Pull,
		TransferMode: truenas.Copy,
	})
	fmt.Println(task.Description, task.Enabled, task.Schedule.Hour, err)
	// Output: favorites true 3 <nil>
}

func ExampleTaskService_Update() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)

	task, err := client.Tasks().Update(ctx, taskID, truenas.TaskUpdate{
		Enabled:   truenas.Set(false),
		Transfers: truenas.Null[int](),
	})
	fmt.Println(task.Enabled, task.Transfers == nil, err)
	// Output: false true <nil>
}

func ExampleTaskService_Get() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)

	task, err := client.Tasks().Get(ctx, taskID)
	fmt.Println(task.Path, task.Attributes.Folder, task.Direction, err)
	_, err = client.Tasks().Get(ctx, 99)
	fmt.Println(errors.Is(err, truenas.ErrNotFound))
	// Output:
	// /mnt/tank/photos album/Holidays PULL <nil>
	// true
}

func ExampleTaskService_ListDirectory() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	credentialID, _ := examplePhotos(ctx, client)

	albums, err := client.Tasks().ListDirectory(ctx, truenas.ListRequest{
		CredentialID: credentialID, Attributes: truenas.TaskAttributes{Folder: "album"},
	})
	for _, album := range albums {
		fmt.Println(album.Name, album.IsDir)
	}
	fmt.Println(err)
	// Output:
	// Holidays true
	// <nil>
}

func ExampleTaskService_Run() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)

	job, err := client.Tasks().Run(ctx, taskID, truenas.RunOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	status, err := job.Wait(ctx)
	fmt.Println(status.State, status.LogsExcerpt, err)
	// Output: SUCCESS 3 photos copied <nil>
}

func ExampleJob_Watch() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)

	job, _ := client.Tasks().Run(ctx, taskID, truenas.RunOptions{DryRun: true})
	for update, err := range job.Watch(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if update.Final {
			fmt.Println(update.Status.State, update.Status.Progress.Percent)
		}
	}
	// Output: SUCCESS 100
}

func ExampleTaskService_Abort() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)

	aborted, err := client.Tasks().Abort(ctx, taskID)
	fmt.Println(aborted, err) // nothing was running
	// Output: false <nil>
}

func ExampleJobService_Attach() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)
	started, _ := client.Tasks().Run(ctx, taskID, truenas.RunOptions{})

	job, err := client.Jobs().Attach(ctx, started.ID())
	if err != nil {
		fmt.Println(err)
		return
	}
	status, err := job.Wait(ctx)
	fmt.Println(job.TaskID() == taskID, status.State, err)
	// Output: true SUCCESS <nil>
}

func ExampleValidationError_Field() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)

	_, err := client.Tasks().Update(ctx, taskID, truenas.TaskUpdate{
		Attributes: truenas.Set(truenas.TaskAttributes{Folder: "media"}),
	})
	if invalid, ok := errors.AsType[*truenas.ValidationError](err); ok {
		folder, _ := invalid.Field("attributes.folder")
		fmt.Println(folder.Message)
	}
	// Output: Pulling from the media directory is not allowed. Please, select a specific directory.
}

func ExampleOpt() {
	update := struct {
		A truenas.Opt[int] `json:"a,omitzero"`
		B truenas.Opt[int] `json:"b,omitzero"`
		C truenas.Opt[int] `json:"c,omitzero"`
	}{A: truenas.Set(1), B: truenas.Null[int]()}
	text, _ := json.Marshal(update)
	fmt.Println(string(text))
	// Output: {"a":1,"b":null}
}

func ExampleTime() {
	text, _ := json.Marshal(truenas.Time{Time: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	fmt.Println(string(text))
	// Output: {"$date":1767225600000}
}
