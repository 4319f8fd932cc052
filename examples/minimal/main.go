// Minimal backs photos up from a NAS to an album in Google Photos.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/truenas"
)

func main() {
	ctx := context.Background()
	client := must(credentials.ParseClient(must(os.ReadFile("client_secret.json"))))
	grant := must(credentials.Authorize(ctx, client, credentials.AuthorizeOptions{}))
	report := credentials.Check(ctx, client, grant, credentials.CheckOptions{})
	key := truenas.NewSecret(os.Getenv("TRUENAS_API_KEY"))
	nas := must(truenas.Dial(ctx, "wss://nas.example.com", truenas.APIKey("admin", key)))
	plan := must(cloudsync.Setup{
		Credentials: nas.Credentials(), Tasks: nas.Tasks(),
		CredentialName: "google-photos", Client: client, Grant: report.Grant, Report: &report,
		Task: truenas.TaskSpec{
			Description: "Photos to Google", Path: "/mnt/tank/photos",
			Direction: truenas.Push, TransferMode: truenas.Copy,
			Attributes: truenas.TaskAttributes{Folder: "album/NAS"},
			Schedule:   truenas.Schedule{Minute: "0", Hour: "3"},
		},
	}.Plan(ctx))
	fmt.Print(plan)
	task := must(plan.Apply(ctx)).Task
	run := must(cloudsync.NewNAS(nas).Run(ctx, task, cloudsync.RunOptions{}))
	fmt.Println(must(run.Wait(ctx)))
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
