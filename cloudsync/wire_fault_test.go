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
		"the subscription ends, and the next connection has a new one": func(t *testing.T, s *started) {
			t.Helper()
			s.server.EndSubscriptions("core.get_jobs", "trouble")
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
