package truenastest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// A test of code that sets up and runs a task: the engine stands in for rclone.
func Example() {
	ctx := context.Background()
	engine := truenastest.EngineFunc(func(_ context.Context, run truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
		report(50, "1 / 2, 50%")
		return truenastest.EngineResult{Log: "2 files copied\n"}, nil
	})
	nas, err := truenastest.Start(truenastest.Config{Engine: engine})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	nas.AddAlbum("Holidays")

	key := truenas.NewSecret(nas.APIKey("sync"))
	client, err := truenas.Dial(ctx, nas.URL(), truenas.APIKey("sync", key), truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = client.Close() }()

	credential, err := client.Credentials().Create(ctx, truenas.CredentialSpec{
		Name:     "Google Photos",
		Provider: truenas.GooglePhotos{ClientID: "id", ClientSecret: truenas.NewSecret("s"), Token: truenas.NewSecret(`{"access_token":"a"}`)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	spec := truenas.TaskSpec{
		Path: "/mnt/tank/photos", CredentialID: credential.ID, Direction: truenas.Pull, TransferMode: truenas.Copy,
		Attributes: truenas.TaskAttributes{Folder: "media"},
	}
	_, err = client.Tasks().Create(ctx, spec)
	var invalid *truenas.ValidationError
	fmt.Println(errors.As(err, &invalid)) // not the whole library

	spec.Attributes.Folder = "album/Holidays"
	task, err := client.Tasks().Create(ctx, spec)
	if err != nil {
		fmt.Println(err)
		return
	}
	job, err := client.Tasks().Run(ctx, task.ID, truenas.RunOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	status, err := job.Wait(ctx)
	fmt.Println(status.State, err)
	// Output:
	// true
	// SUCCESS <nil>
}

// A key that a client sends without TLS is gone, on the real NAS too.
func ExampleServer_KeyRevoked() {
	nas, err := truenastest.Start(truenastest.Config{Insecure: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	fmt.Println(nas.KeyRevoked(nas.APIKey("sync")))
	// Output: false
}

func ExampleServer_FailLogins() {
	ctx := context.Background()
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	nas.FailLogins("OTP_REQUIRED")

	key := truenas.NewSecret(nas.APIKey("sync"))
	_, err = truenas.Dial(ctx, nas.URL(), truenas.APIKey("sync", key), truenas.WithPinnedCertificate(nas.Fingerprint()))
	var refused *truenas.AuthError
	fmt.Println(errors.As(err, &refused))
	// Output: true
}
