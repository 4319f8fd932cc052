package truenas_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/truenas"
)

// What a check without the NAS needs to know of it. A program may keep it, and
// check as often as it likes.
func ExampleKnown() {
	ctx := context.Background()
	client, stop := exampleNAS()
	defer stop()

	version, err := client.Version(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	release, err := truenas.ParseRelease(version)
	if err != nil {
		fmt.Println(err)
		return
	}
	var known truenas.Known
	if known.Credentials, err = client.Credentials().List(ctx); err != nil {
		fmt.Println(err)
		return
	}
	if known.Tasks, err = client.Tasks().List(ctx); err != nil {
		fmt.Println(err)
		return
	}
	datasets, err := client.Datasets().List(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range datasets {
		known.Datasets = append(known.Datasets, d.ID)
		if d.ID == d.Pool {
			known.Pools = append(known.Pools, d.Pool)
		}
	}

	err = truenas.TaskSpec{
		Path: "/mnt/attic/photos", CredentialID: 99, Direction: truenas.Push, TransferMode: truenas.Copy,
	}.Validate(release, known)
	var refused *truenas.ValidationError
	if errors.As(err, &refused) {
		for _, f := range refused.Fields {
			fmt.Println(f.Attribute+":", f.Message)
		}
	}
	// Output:
	// cloud_sync_create.credentials: Invalid credentials
	// cloud_sync_create.path: The path must reside within a pool mount point
}

// Whether a stored task still is as it was set up: TrueNAS has filled in what was
// left out, so only what was set is compared.
func ExampleTask() {
	want := truenas.TaskSpec{Path: "/mnt/tank/photos", Schedule: truenas.Schedule{Hour: "3"}}
	stored := truenas.Task{Path: "/mnt/tank/photos", Schedule: truenas.Schedule{Minute: "00", Hour: "4", Dom: "*", Month: "*", Dow: "*"}}

	if stored.Path != want.Path {
		fmt.Println("path:", stored.Path)
	}
	if stored.Schedule.String() != want.Schedule.String() {
		fmt.Println("schedule:", stored.Schedule.Describe())
	}
	// Output: schedule: every day at 04:00
}

// Import by name: names are not unique.
func ExampleTaskService_Query_byName() {
	ctx := context.Background()
	client, stop := exampleNAS()
	defer stop()

	found, err := client.Tasks().Query(ctx, truenas.Query{Filter: truenas.Where("description", "=", "nightly"), Limit: 2})
	switch {
	case err != nil:
		fmt.Println(err)
	case len(found) == 1:
		fmt.Println("task", found[0].ID)
	default:
		fmt.Println("want one task of that name, there are", len(found))
	}
	// Output: want one task of that name, there are 0
}

func ExampleSchedule_Describe() {
	fmt.Println(truenas.Schedule{Minute: "*/15", Dow: "6,7"}.Describe())
	// Output: every 15 minutes on Saturday and Sunday
}

func ExampleKey_Raw() {
	key, err := truenas.ParseKey([]byte(`{"raw_key": "12-AbC"}`))
	auth := truenas.APIKey("sync", key.Raw())
	fmt.Println(key, auth != nil, err)
	// Output: API key 12 true <nil>
}

// A login of one's own: here, one that asks for its key each time, so that a key
// that was replaced is found.
type freshKey struct {
	read func() (truenas.Secret, error)
}

func (f freshKey) Login(ctx context.Context, session truenas.LoginSession) error {
	key, err := f.read()
	if err != nil {
		return err
	}
	return truenas.APIKey("sync", key).Login(ctx, session)
}

func ExampleAuth() {
	nas := exampleStart()
	defer nas.Close()
	auth := freshKey{read: func() (truenas.Secret, error) { return truenas.NewSecret(nas.APIKey("sync")), nil }}
	client, err := truenas.Dial(context.Background(), nas.URL(), auth, truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.Close())
	// Output: <nil>
}
