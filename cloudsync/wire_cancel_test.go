package cloudsync_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func TestCancelOverTheWire(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		t.Parallel()
		for _, abort := range []bool{true, false} {
			ctx, cancel := context.WithCancelCause(t.Context())
			s := startRun(ctx, t, release, cloudsync.RunOptions{AbortOnCancel: abort})
			s.server.DropConnections() // cancelled while there may be none
			cancel(errWeird)
			result, err := s.run.Wait(t.Context())
			require.ErrorIs(t, err, errWeird)
			require.Equal(t, cloudsync.Aborted, result.State)
			status, err := s.client.Jobs().Get(t.Context(), result.JobID)
			require.NoError(t, err)
			if abort {
				require.Equal(t, truenas.JobAborted, status.State, "the run is over when it says so")
				continue
			}
			require.Equal(t, truenas.JobRunning, status.State, "the job goes on")
			s.end <- nil
		}
	})
}

// A second run of a task that runs waits for the first, and is its own run.
func TestRunOfATaskThatRuns(t *testing.T) {
	for _, abort := range []bool{false, true} {
		everyRelease(t, func(t *testing.T, release truenas.Release) {
			s := startRun(t.Context(), t, release, cloudsync.RunOptions{})
			second, err := cloudsync.NewNAS(s.client).Run(t.Context(), s.task, cloudsync.RunOptions{})
			require.NoError(t, err)
			want := errors.New("rclone failed")
			if abort {
				want = cloudsync.ErrAborted
				require.NoError(t, second.Abort(t.Context()), "of the one that waits, not of the one that runs")
			}
			s.end <- nil
			first, err := s.run.Wait(t.Context())
			require.NoError(t, err)
			if !abort {
				s.end <- want
			}
			result, err := second.Wait(t.Context())
			require.ErrorContains(t, err, want.Error())
			require.NotEqual(t, first.JobID, result.JobID)
		})
	}
}

// A login that may write cloud sync tasks, and nothing else, stops its runs.
func TestAbortWithOneRole(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		s := started{gate: newGate()}
		s.client, s.server = connect(t, release, s.gate, truenastest.RoleCloudSyncWrite)
		s.task = applied(t, on(s.client)).Task
		s.start(t.Context(), t, cloudsync.RunOptions{})
		require.NoError(t, s.run.Abort(t.Context()))
		_, err := s.run.Wait(t.Context())
		require.ErrorIs(t, err, cloudsync.ErrAborted)

		ctx, cancel := context.WithCancelCause(t.Context())
		s.start(ctx, t, cloudsync.RunOptions{AbortOnCancel: true})
		cancel(errWeird)
		result, err := s.run.Wait(t.Context())
		require.ErrorIs(t, err, errWeird)
		status, err := s.client.Jobs().Get(t.Context(), result.JobID)
		require.NoError(t, err)
		require.Equal(t, truenas.JobAborted, status.State)
	})
}

// When the answer to the start is lost, nobody knows whether the task runs.
func TestRunWhoseStartIsUncertain(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		t.Parallel()
		g := newGate()
		client, server := connect(t, release, g)
		task := applied(t, on(client)).Task
		server.LoseAnswers("cloudsync.sync", 1)
		run, err := cloudsync.NewNAS(client).Run(t.Context(), task, cloudsync.RunOptions{})
		require.ErrorIs(t, err, truenas.ErrUncertain)
		require.Nil(t, run)
		running, err := client.Jobs().OfTask(t.Context(), task.ID)
		require.NoError(t, err)
		require.Len(t, running, 1)
	})
}

// A client that stays away ends the run here; the job goes on.
func TestRunWithoutReconnect(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		t.Parallel()
		g := newGate()
		other, server := connect(t, release, g)
		task := applied(t, on(other)).Task
		key := truenas.NewSecret(server.APIKey("once"))
		client, err := truenas.Dial(t.Context(), server.URL(), truenas.APIKey("once", key),
			truenas.WithRootCAs(server.RootCAs()), truenas.WithoutReconnect())
		require.NoError(t, err)
		defer func() { _ = client.Close() }()
		run, err := cloudsync.NewNAS(client).Run(t.Context(), task, cloudsync.RunOptions{AbortOnCancel: true})
		require.NoError(t, err)
		<-g.began
		server.DropConnections()
		result, err := run.Wait(t.Context())
		require.ErrorIs(t, err, truenas.ErrConnectionLost)
		require.Equal(t, cloudsync.Failed, result.State)
		running, err := other.Jobs().OfTask(t.Context(), task.ID)
		require.NoError(t, err)
		require.Len(t, running, 1)
	})
}
