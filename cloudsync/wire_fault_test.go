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

// Whatever happens to connections and events, the run has its one result.
func TestRunThroughFaults(t *testing.T) {
	for name, fault := range map[string]func(t *testing.T, s *started){
		"connections dropped": func(t *testing.T, s *started) {
			t.Helper()
			s.server.DropConnections()
			require.NoError(t, s.client.Call(t.Context(), "core.ping", nil, nil))
			s.end <- nil
		},
		"connection closed by the NAS": func(t *testing.T, s *started) {
			t.Helper()
			s.server.CloseConnections(1011, "trouble")
			require.NoError(t, s.client.Call(t.Context(), "core.ping", nil, nil))
			s.end <- nil
		},
		"the end falls into a gap": func(_ *testing.T, s *started) {
			resume := s.server.StallHandshakes()
			s.server.DropConnections()
			s.end <- nil
			resume()
		},
		"the end is lost, and found with the next connection": func(t *testing.T, s *started) {
			t.Helper()
			s.server.Events(truenastest.EventsLost)
			s.end <- nil
			s.finished(t)
			s.server.DropConnections()
		},
		"questions hang": func(t *testing.T, s *started) {
			t.Helper()
			t.Cleanup(s.server.Stall("core.get_jobs"))
			s.end <- nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			everyRelease(t, func(t *testing.T, release truenas.Release) {
				t.Parallel()
				s := startRun(t.Context(), t, release, cloudsync.RunOptions{})
				seen := readings(s.run)
				fault(t, &s)
				result, err := s.result(t, seen)
				require.NoError(t, err)
				require.EqualValues(t, 10, result.Files)
				require.EqualValues(t, 10<<10, result.Bytes)
			})
		})
	}
}

// However events and answers overtake each other from the start on.
func TestRunWithEventsInAnyOrder(t *testing.T) {
	for _, order := range []truenastest.EventOrder{truenastest.EventsLate, truenastest.EventsEarly, truenastest.EventsSwapped, truenastest.EventsTwice} {
		everyRelease(t, func(t *testing.T, release truenas.Release) {
			client, server := connect(t, release, truenastest.EngineFunc(
				func(_ context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
					report(50, "1 / 2")
					report(100, "2 / 2")
					return truenastest.EngineResult{Log: "the log"}, nil
				}))
			s := started{client: client, server: server, task: applied(t, on(client)).Task}
			server.Events(order)
			for _, dry := range []bool{false, true} {
				var err error
				s.run, err = cloudsync.NewNAS(client).Run(t.Context(), s.task, cloudsync.RunOptions{DryRun: dry})
				require.NoError(t, err)
				result, err := s.result(t, readings(s.run))
				require.NoError(t, err)
				require.EqualValues(t, 2, result.Files)
				require.Equal(t, dry, result.DryRun)
				require.Equal(t, "the log", result.Log)
			}
		})
	}
}

// A restart of the NAS ends its jobs; nobody can say how far this one came.
func TestRunThroughARestart(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		t.Parallel()
		s := startRun(t.Context(), t, release, cloudsync.RunOptions{})
		seen := readings(s.run)
		s.server.Restart()
		result, err := s.result(t, seen)
		var gone *truenas.JobGoneError
		require.ErrorAs(t, err, &gone)
		require.Equal(t, s.task.ID, gone.TaskID)
		require.Equal(t, cloudsync.Failed, result.State)
		require.NoError(t, s.run.Abort(t.Context()))

		// The client is as good as new.
		s.start(t.Context(), t, cloudsync.RunOptions{})
		s.end <- nil
		_, err = s.run.Wait(t.Context())
		require.NoError(t, err)
	})
}

// The task keeps how its last run ended.
func TestRunThatEndsWithARestart(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		t.Parallel()
		for _, boom := range []error{nil, errors.New("All requests per day")} {
			s := startRun(t.Context(), t, release, cloudsync.RunOptions{})
			s.server.Events(truenastest.EventsLost)
			s.end <- boom
			s.finished(t)
			s.server.Restart()
			result, err := s.run.Wait(t.Context())
			if boom != nil {
				require.ErrorIs(t, err, cloudsync.ErrQuotaExhausted)
			} else {
				require.NoError(t, err)
			}
			require.Equal(t, "the log", result.Log)
			require.EqualValues(t, 10, result.Files)
		}
	})
}

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
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		s := startRun(t.Context(), t, release, cloudsync.RunOptions{})
		second, err := cloudsync.NewNAS(s.client).Run(t.Context(), s.task, cloudsync.RunOptions{})
		require.NoError(t, err)
		s.end <- nil
		s.end <- errors.New("boom")
		first, err := s.run.Wait(t.Context())
		require.NoError(t, err)
		result, err := second.Wait(t.Context())
		require.ErrorContains(t, err, "boom")
		require.NotEqual(t, first.JobID, result.JobID)
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
