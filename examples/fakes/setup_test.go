package fakes_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func TestNightlyBackup(t *testing.T) {
	google := googletest.NewServer(t, googletest.Config{})
	server := truenastest.NewServer(t, truenastest.Config{Engine: truenastest.EngineFunc(threeFiles)})

	client, err := credentials.ParseClient(google.ClientSecretJSON())
	require.NoError(t, err)
	grant, err := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{
		Opener: google.Approve(), // the user who ticks every box
		HTTP:   google.Client(),
	})
	require.NoError(t, err)
	key := truenas.NewSecret(server.APIKey("backup", truenastest.RoleCloudSyncWrite))
	nas, err := truenas.Dial(t.Context(), server.URL(), truenas.APIKey("backup", key), truenas.WithRootCAs(server.RootCAs()))
	require.NoError(t, err)
	defer func() { require.NoError(t, nas.Close()) }()

	plan, err := cloudsync.Setup{
		Credentials: nas.Credentials(), Tasks: nas.Tasks(),
		CredentialName: "photos", Client: client, Grant: grant,
		Task: truenas.TaskSpec{
			Description: "nightly", Path: "/mnt/tank/photos",
			Direction: truenas.Push, TransferMode: truenas.Copy,
			Attributes: truenas.TaskAttributes{Folder: "album/NAS"},
		},
	}.Plan(t.Context())
	require.NoError(t, err)
	applied, err := plan.Apply(t.Context())
	require.NoError(t, err)
	run, err := cloudsync.NewNAS(nas).Run(t.Context(), applied.Task, cloudsync.RunOptions{})
	require.NoError(t, err)
	result, err := run.Wait(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 3, result.Files)
	require.Empty(t, google.Unexpected(), "nothing was asked that Google does not know")
}

// threeFiles is what the fake NAS does in place of rclone.
func threeFiles(_ context.Context, _ truenastest.TaskRun, report func(percent int, description string)) (truenastest.EngineResult, error) {
	report(100, "3 / 3, 9.5 MiB / 9.5 MiB, 1 MiB/s, ETA 0s")
	return truenastest.EngineResult{}, nil
}
