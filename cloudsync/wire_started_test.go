package cloudsync_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// gate is an engine whose runs last until they are told how to end.
type gate struct {
	began chan struct{}
	end   chan error
}

func newGate() *gate { return &gate{began: make(chan struct{}, 10), end: make(chan error)} }

func (g *gate) Run(ctx context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
	report(40, "4 / 10, 4 KiB / 10 KiB")
	g.began <- struct{}{}
	select {
	case err := <-g.end:
		report(90, "10 / 10, 10 KiB / 10 KiB")
		return truenastest.EngineResult{Log: "the log"}, err
	case <-ctx.Done():
		return truenastest.EngineResult{}, ctx.Err()
	}
}

// started is a run whose engine waits at the gate.
type started struct {
	*gate
	client *truenas.Client
	server *truenastest.Server
	task   truenas.Task
	run    *cloudsync.Run
}

// startRun starts a run, which ends with ctx, and waits until its engine runs.
func startRun(ctx context.Context, t *testing.T, release truenas.Release, opts cloudsync.RunOptions) started {
	t.Helper()
	s := started{gate: newGate()}
	s.client, s.server = connect(t, release, s.gate)
	s.task = applied(t, on(s.client)).Task
	s.start(ctx, t, opts)
	return s
}

func (s *started) start(ctx context.Context, t *testing.T, opts cloudsync.RunOptions) {
	t.Helper()
	var err error
	s.run, err = cloudsync.NewNAS(s.client).Run(ctx, s.task, opts)
	require.NoError(t, err)
	<-s.began
}

// result returns the end of the run, and checks that the progress never went back
// and came to the same end.
func (s *started) result(t *testing.T, seen <-chan []cloudsync.Progress) (cloudsync.Result, error) {
	t.Helper()
	result, err := s.run.Wait(t.Context())
	readings := <-seen
	var last cloudsync.Progress
	for _, p := range readings {
		require.GreaterOrEqual(t, p.Percent, last.Percent)
		require.GreaterOrEqual(t, p.Files, last.Files)
		require.GreaterOrEqual(t, p.Bytes, last.Bytes)
		last = p
	}
	if err == nil {
		require.Equal(t, cloudsync.Succeeded, result.State)
		require.Equal(t, cloudsync.PhaseDone, last.Phase)
		require.Equal(t, result.Files, last.Files)
	}
	return result, err
}

// readings collects the progress of a run to its end.
func readings(run *cloudsync.Run) <-chan []cloudsync.Progress {
	seen := make(chan []cloudsync.Progress, 1)
	go func() {
		var all []cloudsync.Progress
		for p, err := range run.Updates(context.Background()) {
			if err == nil {
				all = append(all, p)
			}
		}
		seen <- all
	}()
	return seen
}

// finished waits for the end of the task's run by asking only.
func (s *started) finished(t *testing.T) {
	t.Helper()
	for {
		task, err := s.client.Tasks().Get(t.Context(), s.task.ID)
		require.NoError(t, err)
		if task.Job != nil && task.Job.Finished() {
			return
		}
	}
}
