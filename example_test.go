package nasphotos_test

import (
	"context"
	"fmt"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// From the file of the Google console to a task that has run. The fakes stand in
// for Google and the NAS; without them the Opener and HTTP fields stay empty.
func Example() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	nasServer, err := truenastest.Start(truenastest.Config{Engine: truenastest.EngineFunc(copyOnePhoto)})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nasServer.Close()

	ctx := context.Background()
	if err := flow(ctx, google, nasServer); err != nil {
		fmt.Println(err)
	}
	// Output:
	// the grant works: true
	// create credential, create task
	// nothing left to do: true
	// succeeded: 1 files copied, 0 unchanged, 0 deleted
}

func flow(ctx context.Context, google *googletest.Server, nasServer *truenastest.Server) error {
	// The OAuth client, as the Google console downloads it.
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	if err != nil {
		return err
	}
	// The consent, in the user's browser.
	grant, err := credentials.Authorize(ctx, client, credentials.AuthorizeOptions{
		Opener: google.Approve(),
		HTTP:   google.Client(),
	})
	if err != nil {
		return err
	}
	report := credentials.Check(ctx, client, grant, credentials.CheckOptions{HTTP: google.Client()})
	fmt.Println("the grant works:", report.OK())

	// The NAS, by API key.
	key := truenas.NewSecret(nasServer.APIKey("admin"))
	nas, err := truenas.Dial(ctx, nasServer.URL(), truenas.APIKey("admin", key), truenas.WithRootCAs(nasServer.RootCAs()))
	if err != nil {
		return err
	}
	defer func() { _ = nas.Close() }()

	// What the NAS should have; Plan shows what that changes, Apply does it.
	setup := cloudsync.Setup{
		Credentials:    nas.Credentials(),
		Tasks:          nas.Tasks(),
		CredentialName: "google-photos",
		Client:         client,
		Grant:          report.Grant,
		Report:         &report,
		Task: truenas.TaskSpec{
			Description:  "Photos to tank",
			Path:         "/mnt/tank/photos",
			Attributes:   truenas.TaskAttributes{Folder: "media/all"},
			Direction:    truenas.Pull,
			TransferMode: truenas.Copy,
		},
	}
	plan, err := setup.Plan(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%s credential, %s task\n", plan.Credential.Action, plan.Task.Action)
	applied, err := plan.Apply(ctx)
	if err != nil {
		return err
	}
	again, err := setup.Plan(ctx)
	if err != nil {
		return err
	}
	fmt.Println("nothing left to do:", again.Empty())

	// The run, on the NAS.
	run, err := cloudsync.NewNAS(nas).Run(ctx, applied.Task, cloudsync.RunOptions{})
	if err != nil {
		return err
	}
	result, err := run.Wait(ctx)
	result.Bytes = 0 // the fake's engine below has none
	result.Started = result.Finished
	fmt.Println(result)
	return err
}

// copyOnePhoto is what the fake NAS does instead of running rclone.
func copyOnePhoto(_ context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
	report(100, "1 / 1")
	return truenastest.EngineResult{}, nil
}
