package truenas_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func percent(n int) map[string]any {
	return map[string]any{"progress": map[string]any{"percent": n, "description": "some text", "extra": nil}}
}

// drop cuts the connection.
func (s *script) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.peer.drop()
}

// soon ends a wait that would fail by lasting for ever.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// Nobody has to take the events of a job: neither its reader nor anything else
// waits for that, and its end is still known later.
func TestUnwatchedJobsHoldNobodyUp(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t, quiet)
	job := run(t, client)
	for i := range 1000 {
		s.event(percent(i % 100))
	}
	s.event(ended("SUCCESS"))
	ctx := soon(t)
	require.NoError(t, client.Call(ctx, "core.ping", nil, nil))
	s.set("core.get_jobs", "") // no answer: the event is enough
	status, err := job.Wait(ctx)
	require.NoError(t, err)
	require.Equal(t, truenas.JobSuccess, status.State)
}

// Many events arrive between the question for a job and its answer, after a
// reconnect too: neither waits for the other.
func TestManyEventsBeforeTheAnswer(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t, quiet, atOnce)
	job := run(t, client)
	flood := func(p *peer, c call) bool {
		if c.Method != "core.get_jobs" {
			return false
		}
		for i := range 300 {
			p.event(row(percent(i % 100)))
		}
		p.answer(c, rows(ended("SUCCESS")))
		return true
	}
	ctx := soon(t)
	var updates []truenas.JobUpdate
	for update, err := range job.Watch(ctx) {
		require.NoError(t, err)
		if updates = append(updates, update); len(updates) == 1 {
			s.answerWith(flood)
			s.drop()
		}
	}
	requireOneFinal(t, updates, truenas.JobSuccess)
	require.NoError(t, client.Call(ctx, "core.ping", nil, nil))
}

// However a job ends while there is no connection, the watch ends with that.
func TestEndInAGap(t *testing.T) {
	for _, state := range []truenas.JobState{truenas.JobSuccess, truenas.JobFailed, truenas.JobAborted} {
		t.Run(string(state), func(t *testing.T) {
			s := newScript(nil)
			job := run(t, s.connect(t, quiet, atOnce))
			var updates []truenas.JobUpdate
			for update, err := range job.Watch(soon(t)) {
				require.NoError(t, err)
				if updates = append(updates, update); len(updates) == 1 {
					s.set("core.get_jobs", rows(ended(string(state))))
					s.drop()
				}
			}
			requireOneFinal(t, updates, state)
		})
	}
}

// A job may take hours. What limits a call does not limit the wait.
func TestLongJobs(t *testing.T) {
	s := newScript(nil)
	virtual(t, s, func(t *testing.T, client *truenas.Client) {
		job := run(t, client)
		time.AfterFunc(6*time.Hour, func() { s.set("core.get_jobs", rows(ended("SUCCESS"))) })
		start := time.Now()
		status, err := job.Wait(t.Context())
		require.NoError(t, err)
		require.Equal(t, truenas.JobSuccess, status.State)
		require.GreaterOrEqual(t, time.Since(start), 6*time.Hour)
	})
}

// A job fails with whatever rclone says; that is no trouble of the connection,
// and nothing runs it again.
func TestFailedJobsAreNotRunAgain(t *testing.T) {
	for _, text := range []string{
		"[EFAULT] dial tcp 192.0.2.1:443: i/o timeout", "[EFAULT] connection refused", "write: broken pipe", "unexpected EOF",
		"[EFAULT] connection lost", "Maximum number of concurrent calls (20) has exceeded",
	} {
		failed := ended("FAILED")
		failed["error"] = text
		failed["exc_info"] = map[string]any{"type": "CallError", "errno": 14, "extra": nil}
		s := newScript(failed)
		_, err := run(t, s.connect(t, quiet, atOnce)).Wait(t.Context())
		failure, ok := errors.AsType[*truenas.JobError](err)
		require.True(t, ok, err)
		require.Equal(t, text, failure.Message)
		require.Equal(t, "CallError", failure.Type)
		require.Equal(t, 14, failure.Errno)
		require.NotErrorIs(t, err, truenas.ErrConnectionLost)
		require.NotErrorIs(t, err, truenas.ErrUncertain)
		require.Equal(t, 1, s.count("cloudsync.sync"))
	}
}

// Where a run is refused there is no job, and none is looked for.
func TestRefusedRunsHaveNoJob(t *testing.T) {
	refusal := `!{"code":-32602,"message":"m","data":{"error":22,"reason":"r","extra":[[null,"CloudSync 5 does not exist",2]]}}`
	s := newScript(nil)
	s.set("cloudsync.sync", refusal)
	s.set("cloudsync.sync_onetime", refusal)
	tasks := s.connect(t).Tasks()
	for _, start := range []func() (*truenas.Job, error){
		func() (*truenas.Job, error) { return tasks.Run(t.Context(), 5, truenas.RunOptions{}) },
		func() (*truenas.Job, error) {
			return tasks.RunOnce(t.Context(), truenas.TaskSpec{}, truenas.RunOptions{DryRun: true, AbortOnCancel: true})
		},
	} {
		job, err := start()
		require.ErrorIs(t, err, truenas.ErrNotFound)
		require.NotErrorIs(t, err, truenas.ErrUncertain)
		require.Nil(t, job)
	}
	require.Zero(t, s.count("core.get_jobs"))
}

// Progress is there to be seen while the job runs: the number and the text.
func TestProgressIsSeen(t *testing.T) {
	s := newScript(percent(1))
	var seen []truenas.Progress
	for update, err := range run(t, s.connect(t, quiet)).Watch(soon(t)) {
		require.NoError(t, err)
		seen = append(seen, update.Status.Progress)
		switch len(seen) {
		case 1, 2, 3:
			s.event(percent(25 * len(seen)))
		case 4:
			s.event(ended("SUCCESS"))
		}
	}
	require.Len(t, seen, 5)
	for i, n := range []int{1, 25, 50, 75} {
		require.Equal(t, truenas.Progress{Percent: n, Description: "some text"}, seen[i])
	}
}

// Events that arrive while the client is closed, and jobs that still run, are in
// nobody's way.
func TestCloseDuringEvents(t *testing.T) {
	for range 10 {
		s := newScript(nil)
		client := s.connect(t, quiet)
		job := run(t, client)
		watching := make(chan struct{}, 4)
		var all sync.WaitGroup
		for range cap(watching) {
			all.Go(func() {
				var last error
				for _, err := range job.Watch(t.Context()) {
					if last = err; err == nil {
						select {
						case watching <- struct{}{}:
						default:
						}
					}
				}
				if !errors.Is(last, truenas.ErrClosed) {
					t.Errorf("the watch ended with %v", last)
				}
			})
		}
		<-watching
		all.Go(func() {
			for i := range 500 {
				s.event(percent(i % 100))
			}
		})
		for range 50 { // these leave while events arrive
			for _, err := range job.Watch(t.Context()) {
				require.NoError(t, err)
				break
			}
		}
		require.NoError(t, client.Close())
		all.Wait()
	}
}
