package truenastest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// connect logs in to the fake as a full admin.
func connect(ctx context.Context, nas *truenastest.Server) (*truenas.Client, error) {
	key := truenas.NewSecret(nas.APIKey("sync"))
	return truenas.Dial(ctx, nas.URL(), truenas.APIKey("sync", key), truenas.WithRootCAs(nas.RootCAs()))
}

// What the code under test asked for.
func ExampleServer_Requests() {
	ctx := context.Background()
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	client, err := connect(ctx, nas)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = client.Close() }()
	_, _ = client.Version(ctx)
	fmt.Println(nas.Requests())
	// Output: [auth.login_ex system.version]
}

// A network that goes away: the client comes back.
func ExampleServer_DropConnections() {
	ctx := context.Background()
	nas, client, end := fakeNAS(ctx, truenastest.Config{})
	defer end()
	nas.DropConnections()
	<-client.Done()
	_, err := client.Version(ctx)
	fmt.Println(errors.Is(err, truenas.ErrConnectionLost))
	// Output: true
}

// A user who may only look.
func ExampleServer_APIKey() {
	ctx := context.Background()
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	key := truenas.NewSecret(nas.APIKey("viewer", truenastest.RoleCloudSyncRead))
	client, err := truenas.Dial(ctx, nas.URL(), truenas.APIKey("viewer", key), truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = client.Close() }()
	err = client.Tasks().Delete(ctx, 1)
	fmt.Println(errors.Is(err, truenas.ErrNotAuthorized))
	// Output: true
}

// drive is an engine that lists, too.
type drive struct{ truenastest.Engine }

func (drive) List(_ context.Context, _ map[string]any, path string) ([]truenastest.RemoteEntry, error) {
	if path != "" {
		return nil, truenastest.ErrNoDirectory
	}
	return []truenastest.RemoteEntry{{Name: "Photos", Dir: true}, {Name: "notes.txt", Size: 7}}, nil
}

// Folders of a provider other than Google Photos.
func ExampleLister() {
	ctx := context.Background()
	nas, err := truenastest.Start(truenastest.Config{Engine: drive{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	client, err := connect(ctx, nas)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = client.Close() }()
	verdict, err := client.Credentials().Verify(ctx, truenas.Unknown{
		Type: "BOX", Raw: truenas.NewSecret(`{"type": "BOX", "token": "{}"}`),
	})
	fmt.Println(verdict.Valid, err)
	// Output: true <nil>
}
