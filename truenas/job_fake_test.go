package truenas_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
	report(40, "4 / 10")
	g.began <- struct{}{}
	select {
	case err := <-g.end:
		return truenastest.EngineResult{Log: "the log"}, err
	case <-ctx.Done():
		return truenastest.EngineResult{}, ctx.Err()
	}
}

// nasOf starts a fake of a release and logs a full admin in who reconnects at
// once.
func nasOf(t *testing.T, release truenas.Release, engine truenastest.Engine, poll time.Duration) (*truenastest.Server, *truenas.Client) {
	server := truenastest.NewServer(t, truenastest.Config{Release: release, Engine: engine})
	server.AddAlbum("Holidays")
	return server, adminOf(t, server, "admin", poll)
}

func adminOf(t *testing.T, server *truenastest.Server, name string, poll time.Duration, roles ...string) *truenas.Client {
	client, err := truenas.Dial(t.Context(), server.URL(), truenas.APIKey(name, truenas.NewSecret(server.APIKey(name, roles...))),
		truenas.WithRootCAs(server.RootCAs()), truenas.WithPollInterval(poll),
		truenas.WithBackoff(func(int) time.Duration { return time.Millisecond }))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

// Every release, and every way in which events reach a client, gives exactly
// one terminal update.
func TestOneEndWhateverTheEvents(t *testing.T) {
	for _, release := range truenas.Releases() {
		for order, poll := range map[truenastest.EventOrder]time.Duration{
			truenastest.EventsUsual: time.Hour, truenastest.EventsLate: time.Hour, truenastest.EventsEarly: time.Hour,
			truenastest.EventsSwapped: time.Hour, truenastest.EventsTwice: time.Hour,
			truenastest.EventsLost: 5 * time.Millisecond,
		} {
			server, client := nasOf(t, release, copyEngine, poll)
			server.Events(order)
			_, taskID := examplePhotos(t.Context(), client)
			for _, dry := range []bool{false, true} {
				job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{DryRun: dry})
				require.NoError(t, err, "%s, events %d", release, order)
				updates, err := collect(t.Context(), job)
				require.NoError(t, err, "%s, events %d", release, order)
				requireOneFinal(t, updates, truenas.JobSuccess)
				require.Equal(t, "3 photos copied", updates[len(updates)-1].Status.LogsExcerpt)
				log, err := job.Log(t.Context())
				require.NoError(t, err)
				text, err := io.ReadAll(log)
				require.NoError(t, err)
				require.Equal(t, "3 photos copied", string(text))
				require.NoError(t, log.Close())
			}
		}
	}
}

// A watch sees the end of a job through lost connections, without asking
// regularly: also an end that falls into a gap.
func TestWatchThroughLostConnections(t *testing.T) {
	for _, release := range []truenas.Release{truenas.V24_10, truenas.V25_10, truenas.V27} {
		t.Run(string(release), func(t *testing.T) {
			g := newGate()
			server, client := nasOf(t, release, g, time.Hour)
			_, taskID := examplePhotos(t.Context(), client)
			job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
			require.NoError(t, err)
			<-g.began
			drops := 0
			var updates []truenas.JobUpdate
			for update, err := range job.Watch(t.Context()) {
				require.NoError(t, err)
				updates = append(updates, update)
				if update.Final {
					continue
				}
				for ; drops < 5; drops++ {
					server.DropConnections()
					require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
				}
				if update.Status.Progress.Percent == 40 && drops == 5 {
					drops++
					resume := server.StallHandshakes()
					server.DropConnections()
					g.end <- nil // in the gap
					resume()
				}
			}
			requireOneFinal(t, updates, truenas.JobSuccess)
			require.Equal(t, "the log", updates[len(updates)-1].Status.LogsExcerpt)
		})
	}
}

// A restart of the NAS ends the watch, and the next job 1 is not taken for it.
func TestWatchThroughARestart(t *testing.T) {
	g := newGate()
	server, client := nasOf(t, truenas.V25_10, g, time.Hour)
	_, taskID := examplePhotos(t.Context(), client)
	other := adminOf(t, server, "other", time.Hour)
	job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
	require.NoError(t, err)
	<-g.began
	ended := 0
	for update, err := range job.Watch(t.Context()) {
		if err != nil {
			ended++
			gone, ok := errors.AsType[*truenas.JobGoneError](err)
			require.True(t, ok, err)
			require.Equal(t, job.ID(), gone.JobID)
			continue
		}
		require.False(t, update.Final)
		if update.Status.State == truenas.JobRunning {
			server.Restart()
			require.NoError(t, other.Call(t.Context(), "core.ping", nil, nil))
			again, err := other.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
			require.NoError(t, err)
			require.Equal(t, job.ID(), again.ID(), "the same number")
		}
	}
	require.Equal(t, 1, ended)
}

// A run that ended while TrueNAS restarted is told by its task.
func TestEndDuringARestart(t *testing.T) {
	g := newGate()
	server, client := nasOf(t, truenas.V25_10, g, time.Hour)
	_, taskID := examplePhotos(t.Context(), client)
	observer := adminOf(t, server, "observer", time.Hour)
	job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
	require.NoError(t, err)
	<-g.began
	var updates []truenas.JobUpdate
	for update, err := range job.Watch(t.Context()) {
		require.NoError(t, err)
		updates = append(updates, update)
		if update.Final || len(updates) > 1 {
			continue
		}
		server.Events(truenastest.EventsLost)
		g.end <- errors.New("boom")
		_, err := observe(t, observer, job.ID())
		require.Error(t, err) // the run failed
		server.Restart()
	}
	requireOneFinal(t, updates, truenas.JobFailed)
	last := updates[len(updates)-1].Status
	require.Equal(t, job.ID(), last.ID)
	require.Contains(t, last.Error, "boom")
}

// observe waits for a job by asking only.
func observe(t *testing.T, client *truenas.Client, id int) (truenas.JobStatus, error) {
	for {
		status, err := client.Jobs().Get(t.Context(), id)
		require.NoError(t, err)
		if status.Finished() {
			return status, errors.New(status.Error)
		}
	}
}

// A user who may sync, and no more, aborts a run of somebody else's.
func TestWriterAbortsARunOfTheAdmin(t *testing.T) {
	g := newGate()
	server, admin := nasOf(t, truenas.V25_10, g, time.Hour)
	_, taskID := examplePhotos(t.Context(), admin)
	run, err := admin.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
	require.NoError(t, err)
	<-g.began

	reader := adminOf(t, server, "reader", time.Hour, truenastest.RoleCloudSyncRead)
	seen, err := reader.Jobs().Attach(t.Context(), run.ID())
	require.NoError(t, err)
	require.ErrorIs(t, seen.Abort(t.Context()), truenas.ErrNotAuthorized)

	writer := adminOf(t, server, "writer", time.Hour, truenastest.RoleCloudSyncRead, truenastest.RoleCloudSyncWrite)
	jobs, err := writer.Jobs().OfTask(t.Context(), taskID)
	require.NoError(t, err)
	require.Len(t, jobs, 1)
	require.NoError(t, jobs[0].Abort(t.Context()))
	status, err := run.Wait(t.Context())
	require.Error(t, err)
	require.Equal(t, truenas.JobAborted, status.State)
}

// The watch ends with the client, and with what ended the client.
func TestWatchEndsWithTheClient(t *testing.T) {
	for name, end := range map[string]func(*truenastest.Server, *truenas.Client) error{
		"closed": func(_ *truenastest.Server, c *truenas.Client) error { return c.Close() },
		"login refused": func(s *truenastest.Server, _ *truenas.Client) error {
			s.FailLogins("EXPIRED")
			s.DropConnections()
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGate()
			server, client := nasOf(t, truenas.V25_10, g, time.Hour)
			_, taskID := examplePhotos(t.Context(), client)
			job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
			require.NoError(t, err)
			<-g.began
			var failures []error
			for update, err := range job.Watch(t.Context()) {
				if err != nil {
					failures = append(failures, err)
				} else if update.Status.State == truenas.JobRunning {
					require.NoError(t, end(server, client))
				}
			}
			require.Len(t, failures, 1)
			require.ErrorIs(t, failures[0], client.Err())
			_, err = job.Wait(t.Context())
			require.ErrorIs(t, err, client.Err())
		})
	}
}

// A run while one is running is queued, once; a queued one can be aborted.
func TestQueuedRuns(t *testing.T) {
	for _, release := range []truenas.Release{truenas.V24_10, truenas.V25_10} {
		t.Run(string(release), func(t *testing.T) {
			g := newGate()
			_, client := nasOf(t, release, g, time.Hour)
			_, taskID := examplePhotos(t.Context(), client)
			var jobs []*truenas.Job
			for range 3 {
				job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
				require.NoError(t, err)
				jobs = append(jobs, job)
			}
			require.NotEqual(t, jobs[0].ID(), jobs[1].ID())
			require.Equal(t, jobs[1].ID(), jobs[2].ID(), "already queued")
			<-g.began
			var states []truenas.JobState
			for update, err := range jobs[1].Watch(t.Context()) {
				require.NoError(t, err)
				if states = append(states, update.Status.State); len(states) == 1 {
					require.NoError(t, jobs[2].Abort(t.Context()))
					g.end <- nil // its turn comes
				}
				require.Equal(t, update.Final, update.Status.Finished())
			}
			require.Equal(t, truenas.JobWaiting, states[0])
			require.Equal(t, truenas.JobAborted, states[len(states)-1])
			require.NotContains(t, states, truenas.JobRunning)
			_, err := jobs[0].Wait(t.Context())
			require.NoError(t, err)
		})
	}
}

// When the NAS ends the subscription, asking goes on.
func TestEndedSubscription(t *testing.T) {
	for _, release := range []truenas.Release{truenas.V24_10, truenas.V25_10} {
		t.Run(string(release), func(t *testing.T) {
			g := newGate()
			server, client := nasOf(t, release, g, 5*time.Millisecond)
			_, taskID := examplePhotos(t.Context(), client)
			job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
			require.NoError(t, err)
			<-g.began
			server.EndSubscriptions("core.get_jobs", "enough")
			g.end <- nil
			updates, err := collect(t.Context(), job)
			require.NoError(t, err)
			requireOneFinal(t, updates, truenas.JobSuccess)
		})
	}
}
