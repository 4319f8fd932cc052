// Minimal backs photos up from a NAS to an album in Google Photos.
package main

import (
	"context"
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
	nas := must(truenas.Dial(ctx, "wss://nas.example.com", truenas.APIKey("admin", truenas.NewSecret(os.Getenv("TRUENAS_API_KEY")))))
	plan := must(cloudsync.Setup{
		Credentials: nas.Credentials(), Tasks: nas.Tasks(), CredentialName: "google-photos", Client: client, Grant: grant,
		Task: truenas.TaskSpec{
			Description: "Photos to Google", Path: "/mnt/tank/photos", Direction: truenas.Push,
			TransferMode: truenas.Copy, Attributes: truenas.TaskAttributes{Folder: "album/NAS"},
		},
	}.Plan(ctx))
	log.Print(plan)
	run := must(cloudsync.NewNAS(nas).Run(ctx, must(plan.Apply(ctx)).Task, cloudsync.RunOptions{}))
	log.Print(must(run.Wait(ctx)))
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
