package cloudsync_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// These tests go over the wire, to a fake that validates as TrueNAS does.

func connect(t *testing.T, release truenas.Release, engine truenastest.Engine, roles ...string) (*truenas.Client, *truenastest.Server) {
	t.Helper()
	server := truenastest.NewServer(t, truenastest.Config{Release: release, Engine: engine})
	server.AddAlbum("NAS")
	key := truenas.NewSecret(server.APIKey("svc", roles...))
	client, err := truenas.Dial(t.Context(), server.URL(), truenas.APIKey("svc", key), truenas.WithRootCAs(server.RootCAs()))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client, server
}

func on(client *truenas.Client) cloudsync.Setup {
	setup, _, _ := newSetup()
	setup.Credentials, setup.Tasks = client.Credentials(), client.Tasks()
	return setup
}

func applied(t *testing.T, setup cloudsync.Setup) cloudsync.Applied {
	t.Helper()
	done, err := planned(t, setup).Apply(t.Context())
	require.NoError(t, err)
	return done
}

// everyRelease runs test against each TrueNAS.
func everyRelease(t *testing.T, test func(t *testing.T, release truenas.Release)) {
	t.Helper()
	for _, release := range truenas.Releases() {
		t.Run(string(release), func(t *testing.T) { test(t, release) })
	}
}

func everyDirection(t *testing.T, test func(t *testing.T, release truenas.Release, direction truenas.Direction)) {
	t.Helper()
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		for _, direction := range []truenas.Direction{truenas.Pull, truenas.Push} {
			t.Run(string(direction), func(t *testing.T) { test(t, release, direction) })
		}
	})
}

// changed is a task that differs in every field a Setup manages.
func changed(task truenas.TaskSpec) truenas.TaskSpec {
	bandwidth, transfers := int64(1<<20), 8
	task.Path = "/mnt/tank/other/"
	task.Attributes.Folder = "/media/by-month/"
	task.TransferMode = truenas.Sync
	task.Schedule = truenas.Schedule{Minute: "5", Hour: "*/2", Dow: "1-5"}
	task.Enabled = truenas.Set(false)
	task.Transfers = &transfers
	task.BWLimit = []truenas.BandwidthLimit{{Time: "8:0", Bandwidth: &bandwidth}, {Time: "9:30"}}
	task.Include, task.Exclude = []string{"/2024/**"}, []string{"*.mov"}
	task.Args = "--gphotos-include-archived"
	task.PreScript, task.PostScript = "#!/bin/sh\ntrue\n", "#!/bin/sh\nfalse\n"
	task.FollowSymlinks, task.CreateEmptySrcDirs = true, true
	task.Encryption, task.FilenameEncryption = true, true
	task.EncryptionPassword, task.EncryptionSalt = truenas.NewSecret("pw"), truenas.NewSecret("salt")
	if task.Direction == truenas.Push {
		task.Attributes.Folder = "/album/Other/"
		task.Snapshot = true
	}
	return task
}

func TestSetupOverTheWire(t *testing.T) {
	everyDirection(t, func(t *testing.T, release truenas.Release, direction truenas.Direction) {
		client, _ := connect(t, release, nil)
		setup := on(client)
		setup.Task.Direction = direction
		setup.Task.Attributes.Folder = "album/NAS"
		first := applied(t, setup)
		require.True(t, planned(t, setup).Empty(), planned(t, setup))
		original := setup.Task

		// Every field that a Setup manages survives a change and a round trip.
		setup.Task = changed(setup.Task)
		plan := planned(t, setup)
		require.Equal(t, cloudsync.Update, plan.Task.Action)
		require.NotContains(t, plan.String(), "pw")
		second := applied(t, setup)
		require.Equal(t, first.Task.ID, second.Task.ID)
		require.Equal(t, []string{"*.mov"}, second.Task.Exclude)
		require.True(t, planned(t, setup).Empty(), planned(t, setup))

		// And back, which clears lists and optional numbers.
		setup.Task = original
		applied(t, setup)
		require.True(t, planned(t, setup).Empty(), planned(t, setup))
		task, err := client.Tasks().Get(t.Context(), first.Task.ID)
		require.NoError(t, err)
		require.Empty(t, task.Exclude)
		require.Empty(t, task.BWLimit)
		require.Nil(t, task.Transfers)
		require.True(t, task.Enabled)
		require.True(t, task.EncryptionPassword.IsZero())
		require.Equal(t, "00", task.Schedule.Minute)

		tasks, err := client.Tasks().List(t.Context())
		require.NoError(t, err)
		require.Len(t, tasks, 1)
	})
}

// A task that is made with everything set is as good as one that is changed.
func TestFullSetupOverTheWire(t *testing.T) {
	everyDirection(t, func(t *testing.T, release truenas.Release, direction truenas.Direction) {
		client, _ := connect(t, release, nil)
		setup := on(client)
		setup.Task.Direction = direction
		setup.Task = changed(setup.Task)
		applied(t, setup)
		require.True(t, planned(t, setup).Empty(), planned(t, setup))
		setup.Client.Secret = truenas.NewSecret("GOCSPX-rotated")
		plan := planned(t, setup)
		require.Equal(t, cloudsync.Update, plan.Credential.Action)
		require.Equal(t, cloudsync.Keep, plan.Task.Action)
		applied(t, setup)
		require.True(t, planned(t, setup).Empty(), planned(t, setup))
	})
}

// A login that may write cloud sync tasks and nothing else is enough.
func TestSetupWithOneRole(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		client, _ := connect(t, release, nil, truenastest.RoleCloudSyncWrite)
		setup := on(client)
		applied(t, setup)
		setup.Task.Exclude = []string{"*.mov"}
		applied(t, setup)
		require.True(t, planned(t, setup).Empty(), planned(t, setup))
	})
}

func TestSetupIsRefusedOverTheWire(t *testing.T) {
	everyRelease(t, testRefusals)
}

func testRefusals(t *testing.T, release truenas.Release) {
	t.Helper()
	t.Run("a reader cannot compare secrets", func(t *testing.T) {
		admin, server := connect(t, release, nil)
		applied(t, on(admin))
		key := truenas.NewSecret(server.APIKey("reader", truenastest.RoleCloudSyncRead))
		reader, err := truenas.Dial(t.Context(), server.URL(), truenas.APIKey("reader", key), truenas.WithRootCAs(server.RootCAs()))
		require.NoError(t, err)
		defer func() { _ = reader.Close() }()
		_, err = on(reader).Plan(t.Context())
		require.ErrorIs(t, err, truenas.ErrRedacted)
	})
	t.Run("a path outside a pool", func(t *testing.T) {
		client, _ := connect(t, release, nil)
		setup := on(client)
		setup.Task.Path = "/mnt/nowhere/photos"
		_, err := planned(t, setup).Apply(t.Context())
		var invalid *truenas.ValidationError
		require.ErrorAs(t, err, &invalid)
		_, ok := invalid.Field("path")
		require.True(t, ok)
		// What was made before the refusal is found again, not made twice.
		setup.Task.Path = "/mnt/tank/photos"
		require.Equal(t, cloudsync.Keep, planned(t, setup).Credential.Action)
		applied(t, setup)
	})
}
