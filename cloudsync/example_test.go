package cloudsync_test

import (
	"context"
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// exampleSetup is on a fake NAS; on a real one the client comes from
// credentials.ParseClient and the grant from credentials.Authorize.
func exampleSetup(nas *truenas.Client) cloudsync.Setup {
	return cloudsync.Setup{
		Credentials:    nas.Credentials(),
		Tasks:          nas.Tasks(),
		CredentialName: "google-photos",
		Client:         credentials.Client{ID: "123-abc.apps.googleusercontent.com", Secret: truenas.NewSecret("GOCSPX-x")},
		Grant: &credentials.Grant{
			AccessToken:  truenas.NewSecret("ya29.x"),
			RefreshToken: truenas.NewSecret("1//x"),
			Expiry:       time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
		},
		Task: truenas.TaskSpec{
			Description:  "Photos to Google",
			Path:         "/mnt/tank/photos",
			Attributes:   truenas.TaskAttributes{Folder: "album/NAS"},
			Direction:    truenas.Push,
			TransferMode: truenas.Copy,
		},
	}
}

func exampleNAS(ctx context.Context, engine truenastest.Engine) (*truenas.Client, func(), error) {
	server, err := truenastest.Start(truenastest.Config{Engine: engine})
	if err != nil {
		return nil, nil, err
	}
	key := truenas.NewSecret(server.APIKey("admin"))
	client, err := truenas.Dial(ctx, server.URL(), truenas.APIKey("admin", key), truenas.WithRootCAs(server.RootCAs()))
	return client, func() { _ = client.Close(); server.Close() }, err
}

// A plan shows what Apply would change; a second one, that nothing is left.
func ExampleSetup_Plan() {
	ctx := context.Background()
	nas, done, err := exampleNAS(ctx, nil)
	defer done()
	if err != nil {
		fmt.Println(err)
		return
	}
	setup := exampleSetup(nas)
	plan, err := setup.Plan(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(plan)
	if _, err := plan.Apply(ctx); err != nil {
		fmt.Println(err)
		return
	}

	setup.Task.Exclude = []string{"*.mov"}
	plan, err = setup.Plan(ctx)
	fmt.Print(plan)
	fmt.Println(err)
	// Output:
	// + create credential "google-photos"
	//     + provider.type = GOOGLE_PHOTOS
	//     + provider.client_id = 123-abc.apps.googleusercontent.com
	//     + provider.client_secret = [redacted]
	//     + provider.token = [redacted], access until 2026-11-22T12:00:00Z
	// + create task "Photos to Google"
	//     + description = Photos to Google
	//     + direction = PUSH
	//     + transfer_mode = COPY
	//     + attributes.folder = album/NAS
	//     + path = /mnt/tank/photos
	//     + schedule = 0 * * * *
	//     + enabled = true
	//     + credentials = "google-photos"
	// = keep credential "google-photos" (id 1)
	// ~ update task "Photos to Google" (id 1)
	//     ~ exclude: (none) → ["*.mov"]
	// <nil>
}

// A task runs on the NAS, and its progress is shown until it ends.
func ExampleNAS() {
	ctx := context.Background()
	nas, done, err := exampleNAS(ctx, truenastest.EngineFunc(
		func(_ context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
			report(100, "3 / 3")
			return truenastest.EngineResult{}, nil
		}))
	defer done()
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := exampleSetup(nas).Plan(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	applied, err := plan.Apply(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}

	run, err := cloudsync.NewNAS(nas).Run(ctx, applied.Task, cloudsync.RunOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var last cloudsync.Progress
	for progress, err := range run.Updates(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		last = progress // a bar would show it
	}
	result, err := run.Wait(ctx)
	fmt.Println(last.Percent, result.State, result.Files, err)
	// Output: 100 succeeded 3 <nil>
}

func ExampleCheckFolder() {
	fmt.Println(cloudsync.CheckFolder("media/by-day", truenas.Pull))
	fmt.Println(cloudsync.CheckFolder("media/all", truenas.Pull))
	// Output:
	// cloudsync: Google Photos folder "media/by-day": TrueNAS does not allow a task on it: use media/by-month, or one year such as media/by-day/2024
	// <nil>
}

func ExampleGooglePhotos() {
	provider, err := cloudsync.GooglePhotos(
		credentials.Client{ID: "123-abc.apps.googleusercontent.com", Secret: truenas.NewSecret("GOCSPX-x")},
		&credentials.Grant{
			AccessToken:  truenas.NewSecret("ya29.x"),
			RefreshToken: truenas.NewSecret("1//x"),
			Expiry:       time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
		})
	fmt.Println(provider.Token, err)
	fmt.Println(provider.Token.Reveal())
	// Output:
	// [redacted] <nil>
	// {"access_token":"ya29.x","token_type":"Bearer","refresh_token":"1//x","expiry":"2026-11-22T12:00:00Z"}
}
