package truenas_test

import (
	"context"
	"fmt"

	"github.com/nasphotos/nasphotos/truenas"
)

func ExampleTaskService_List() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	examplePhotos(ctx, client)

	tasks, err := client.Tasks().List(ctx)
	for _, task := range tasks {
		fmt.Println(task.Path, task.Schedule.Describe(), task.Redacted())
	}
	fmt.Println(err)
	// Output:
	// /mnt/tank/photos every hour at minute 0 false
	// <nil>
}

func ExampleTaskService_Query() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	examplePhotos(ctx, client)

	tasks, err := client.Tasks().Query(ctx, truenas.Query{
		Filter:  truenas.Where("enabled", "=", true).And("path", "^", "/mnt/tank/"),
		OrderBy: []string{"-id"},
		Limit:   10,
	})
	for _, task := range tasks {
		fmt.Println(task.ID, task.Path)
	}
	fmt.Println(err)
	// Output:
	// 1 /mnt/tank/photos
	// <nil>
}

func ExampleTaskService_Count() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	examplePhotos(ctx, client)

	pulls, err := client.Tasks().Count(ctx, truenas.Where("direction", "=", truenas.Pull))
	fmt.Println(pulls, err)
	// Output: 1 <nil>
}

func ExampleTaskService_All() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	examplePhotos(ctx, client)

	for task, err := range client.Tasks().All(ctx, truenas.Filter{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(task.ID, task.Path)
	}
	// Output: 1 /mnt/tank/photos
}

func ExampleTaskService_RunOnce() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	credentialID, _ := examplePhotos(ctx, client)

	job, err := client.Tasks().RunOnce(ctx, truenas.TaskSpec{
		Path: "/mnt/tank/photos", CredentialID: credentialID,
		Attributes: truenas.TaskAttributes{Folder: "feature/favorites"},
		Direction:  truenas.Pull, TransferMode: truenas.Copy,
	}, truenas.RunOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	status, err := job.Wait(ctx)
	fmt.Println(status.State, err)
	// Output: SUCCESS <nil>
}

func ExampleTaskService_Restore() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)

	task, err := client.Tasks().Restore(ctx, taskID, truenas.RestoreSpec{
		Description: "back again", TransferMode: truenas.Copy, Path: "/mnt/tank/restored",
	})
	fmt.Println(task.Direction, task.Enabled, err)
	// Output: PUSH false <nil>
}

func ExampleTaskService_Providers() {
	client, stop := exampleNAS()
	defer stop()

	providers, err := client.Tasks().Providers(context.Background())
	for _, p := range providers {
		if p.Name == "GOOGLE_PHOTOS" {
			fmt.Println(p.Title, p.Buckets, p.Attributes, p.OAuthURL == "")
		}
	}
	fmt.Println(err)
	// Output:
	// Google Photos false [folder] true
	// <nil>
}

func ExampleTaskService_ListBuckets() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	photosID, _ := examplePhotos(ctx, client)

	_, err := client.Tasks().ListBuckets(ctx, photosID)
	fmt.Println(err)
	// Output: truenas: cloudsync.list_buckets: [EFAULT] This provider does not use buckets
}

func ExampleTaskService_CreateBucket() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	account, err := client.Credentials().Create(ctx, truenas.CredentialSpec{
		Name: "blobs", Provider: truenas.AzureBlob{Account: "me", Key: truenas.NewSecret("…")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = client.Tasks().CreateBucket(ctx, account.ID, "backups")
	fmt.Println(err) // only Storj
	// Output: truenas: cloudsync.create_bucket: [EFAULT] This provider can't create buckets
}

// A copy of a task, with another folder.
func ExampleTask_Spec() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)

	task, _ := client.Tasks().Get(ctx, taskID)
	spec, err := task.Spec()
	if err != nil {
		fmt.Println(err)
		return
	}
	spec.Path, spec.Attributes.Folder = "/mnt/tank/all", "media/all"
	created, err := client.Tasks().Create(ctx, spec)
	fmt.Println(created.Path, created.Attributes.Folder, err)
	// Output: /mnt/tank/all media/all <nil>
}

func ExampleTaskSpec_Update() {
	spec := truenas.TaskSpec{Path: "/mnt/tank/photos", Transfers: nil}
	update := spec.Update()
	enabled, _ := update.Enabled.Value()
	fmt.Println(enabled, update.Transfers.IsNull())
	// Output: true true
}

func ExampleOr() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	examplePhotos(ctx, client)

	failedOrNew := truenas.Or(truenas.Where("job", "=", nil), truenas.Where("job.state", "=", "FAILED"))
	n, err := client.Tasks().Count(ctx, failedOrNew.And("enabled", "=", true))
	fmt.Println(n, err)
	// Output: 1 <nil>
}

func ExampleWhere() {
	filter := truenas.Where("description", "C^", "photos").And("credentials.id", "in", []int{1, 2})
	text, err := filter.MarshalJSON()
	fmt.Println(string(text), err)
	// Output: [["description","C^","photos"],["credentials.id","in",[1,2]]] <nil>
}

func ExampleCredentialService_Query() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	examplePhotos(ctx, client)

	named, err := client.Credentials().Query(ctx, truenas.Query{Filter: truenas.Where("name", "=", "photos")})
	n, _ := client.Credentials().Count(ctx, truenas.Filter{})
	fmt.Println(named[0].ID, n, err)
	// Output: 1 1 <nil>
}

func ExampleCredentialService_All() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	examplePhotos(ctx, client)

	for credential, err := range client.Credentials().All(ctx, truenas.Filter{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(credential.Name, credential.Redacted())
	}
	// Output: photos false
}

// Another provider than Google Photos.
func ExampleS3() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()

	credential, err := client.Credentials().Create(ctx, truenas.CredentialSpec{
		Name: "backups",
		Provider: truenas.S3{
			AccessKeyID: "AKIA…", SecretAccessKey: truenas.NewSecret("…"), Region: "eu-west-1",
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	switch p := credential.Provider.(type) {
	case truenas.S3:
		fmt.Println(p.Region, p.SecretAccessKey)
	case truenas.Unknown:
		fmt.Println("of a newer TrueNAS:", p.Type)
	}
	// Output: eu-west-1 [redacted]
}
