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

func TestTokenWriteBackOverTheWire(t *testing.T) { everyRelease(t, testTokenWriteBack) }

func testTokenWriteBack(t *testing.T, release truenas.Release) {
	t.Helper()
	refreshed, err := rclonecfg.FormatToken(rclonecfg.TokenFrom(newGrant("ya29.nas", "1//refresh", noon.Add(time.Hour)).Token()))
	require.NoError(t, err)
	client, _ := connect(t, release, truenastest.EngineFunc(
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

func TestNASOverTheWireKeepsTheContract(t *testing.T) { everyDirection(t, testContract) }

func testContract(t *testing.T, release truenas.Release, direction truenas.Direction) {
	t.Helper()
	start := func(t *testing.T, engine truenastest.EngineFunc) cloudsynctest.Case {
		t.Helper()
		client, _ := connect(t, release, engine)
		setup := on(client)
		setup.Task.Direction, setup.Task.Attributes.Folder = direction, "album/NAS"
		return cloudsynctest.Case{Runner: cloudsync.NewNAS(client), Task: applied(t, setup).Task}
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
