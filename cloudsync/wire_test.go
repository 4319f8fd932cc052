package cloudsync_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/cloudsync/cloudsynctest"
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// These tests go over the wire, to a fake that validates as TrueNAS does.

func connect(t *testing.T, engine truenastest.Engine, roles ...string) (*truenas.Client, *truenastest.Server) {
	t.Helper()
	server := truenastest.NewServer(t, truenastest.Config{Engine: engine})
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

func TestSetupOverTheWire(t *testing.T) {
	client, _ := connect(t, nil, truenastest.RoleCloudSyncWrite)
	setup := on(client)
	first := applied(t, setup)
	require.True(t, planned(t, setup).Empty())

	// Every field that a Setup manages survives a change and a round trip.
	bandwidth := int64(1 << 20)
	transfers := 8
	setup.Task.Path = "/mnt/tank/other"
	setup.Task.Attributes.Folder = "/media/by-month/"
	setup.Task.TransferMode = truenas.Sync
	setup.Task.Schedule = truenas.Schedule{Minute: "5", Hour: "*/2", Dow: "1-5"}
	setup.Task.Enabled = truenas.Set(false)
	setup.Task.Transfers = &transfers
	setup.Task.BWLimit = []truenas.BandwidthLimit{{Time: "08:00", Bandwidth: &bandwidth}, {Time: "20:00"}}
	setup.Task.Include, setup.Task.Exclude = []string{"/2024/**"}, []string{"*.mov"}
	setup.Task.Args = "--gphotos-include-archived"
	setup.Task.FollowSymlinks, setup.Task.CreateEmptySrcDirs = true, true
	setup.Task.Encryption, setup.Task.FilenameEncryption = true, true
	setup.Task.EncryptionPassword, setup.Task.EncryptionSalt = truenas.NewSecret("pw"), truenas.NewSecret("salt")
	plan := planned(t, setup)
	require.Equal(t, cloudsync.Update, plan.Task.Action)
	require.NotContains(t, plan.String(), "pw")
	second := applied(t, setup)
	require.Equal(t, first.Task.ID, second.Task.ID)
	require.Equal(t, []string{"*.mov"}, second.Task.Exclude)
	require.True(t, planned(t, setup).Empty(), planned(t, setup))

	// And back, which clears lists and optional numbers.
	back := on(client)
	applied(t, back)
	require.True(t, planned(t, back).Empty(), planned(t, back))
	task, err := client.Tasks().Get(t.Context(), first.Task.ID)
	require.NoError(t, err)
	require.Empty(t, task.Exclude)
	require.Nil(t, task.Transfers)
	require.True(t, task.Enabled)
	require.Equal(t, "00", task.Schedule.Minute)

	tasks, err := client.Tasks().List(t.Context())
	require.NoError(t, err)
	require.Len(t, tasks, 1)
}

func TestSetupIsRefusedOverTheWire(t *testing.T) {
	t.Run("a reader cannot compare secrets", func(t *testing.T) {
		admin, server := connect(t, nil)
		applied(t, on(admin))
		key := truenas.NewSecret(server.APIKey("reader", truenastest.RoleCloudSyncRead))
		reader, err := truenas.Dial(t.Context(), server.URL(), truenas.APIKey("reader", key), truenas.WithRootCAs(server.RootCAs()))
		require.NoError(t, err)
		defer func() { _ = reader.Close() }()
		_, err = on(reader).Plan(t.Context())
		require.ErrorIs(t, err, truenas.ErrRedacted)
	})
	t.Run("a path outside a pool", func(t *testing.T) {
		client, _ := connect(t, nil)
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

func TestTokenWriteBackOverTheWire(t *testing.T) {
	refreshed, err := rclonecfg.TokenFrom(newGrant("ya29.nas", "1//refresh", noon.Add(time.Hour)).Token()).Format()
	require.NoError(t, err)
	client, _ := connect(t, truenastest.EngineFunc(
		func(context.Context, truenastest.TaskRun, func(int, string)) (truenastest.EngineResult, error) {
			return truenastest.EngineResult{Token: refreshed.Reveal()}, errors.New("and then it failed")
		}))
	setup := on(client)
	task := applied(t, setup).Task
	run, err := cloudsync.NewNAS(client).Run(t.Context(), task, cloudsync.RunOptions{})
	require.NoError(t, err)
	_, err = run.Wait(t.Context())
	require.ErrorContains(t, err, "and then it failed")

	plan := planned(t, setup)
	require.True(t, plan.Empty(), plan)
	require.Contains(t, plan.Credential.Note, "newer copy stays")
}

func TestNASOverTheWireKeepsTheContract(t *testing.T) {
	start := func(t *testing.T, engine truenastest.EngineFunc) cloudsynctest.Case {
		t.Helper()
		client, _ := connect(t, engine)
		return cloudsynctest.Case{Runner: cloudsync.NewNAS(client), Task: applied(t, on(client)).Task}
	}
	cloudsynctest.TestRunner(t, cloudsynctest.Harness{
		Good: func(t *testing.T) cloudsynctest.Case {
			return start(t, func(_ context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
				report(50, "1 / 2, 1 KiB / 2 KiB, 1 KiB/s, ETA 1s")
				report(40, "2 / 2, 2 KiB / 2 KiB, 1 KiB/s, ETA 0s")
				return truenastest.EngineResult{Log: "all copied\n"}, nil
			})
		},
		Bad: func(t *testing.T) cloudsynctest.Case {
			return start(t, func(context.Context, truenastest.TaskRun, func(int, string)) (truenastest.EngineResult, error) {
				return truenastest.EngineResult{Log: "no\n"}, errors.New("rclone failed with exit code 1")
			})
		},
		Endless: func(t *testing.T) cloudsynctest.Case {
			return start(t, func(ctx context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
				report(1, "0 / 2")
				<-ctx.Done()
				return truenastest.EngineResult{}, ctx.Err()
			})
		},
	})
}
