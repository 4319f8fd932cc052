package truenas_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func permission(reason string) string {
	return fmt.Sprintf(`!{"code":-32001,"message":"Method call error","data":{"error":1,"errname":"EPERM","reason":%q,"extra":null}}`, "[EPERM] "+reason)
}

// Who may not abort a job directly aborts it through its task, if that aborts
// this very job.
func TestAbortThroughTheTask(t *testing.T) {
	const somebodyElse = "Job is not owned by current session"
	entry := func(changes map[string]any) string { return `{"id":5,"job":` + row(changes) + `}` }
	busy := `!{"code":-32001,"message":"m","data":{"error":16,"reason":"[EBUSY] busy","extra":null}}`
	for name, test := range map[string]struct {
		refusal string // of core.job_abort
		task    string
		through bool
		err     error
	}{
		"own job":                   {"null", "", false, nil},
		"job of somebody else":      {permission(somebodyElse), entry(nil), true, nil},
		"started by the schedule":   {permission("Only users with full administrative privileges can access internally ran jobs"), entry(nil), true, nil},
		"the older text":            {permission("12: job is not owned by current session."), entry(nil), true, nil},
		"the task runs another job": {permission(somebodyElse), entry(map[string]any{"id": 11}), false, truenas.ErrNotAuthorized},
		"the id is of another run":  {permission(somebodyElse), entry(map[string]any{"time_started": at(99)}), false, truenas.ErrNotAuthorized},
		"the task runs nothing":     {permission(somebodyElse), `{"id":5,"job":null}`, false, truenas.ErrNotAuthorized},
		"it ended meanwhile":        {permission(somebodyElse), entry(ended("SUCCESS")), false, nil},
		"the task is not told":      {permission(somebodyElse), busy, false, truenas.ErrBusy},
		"refused for other reasons": {busy, entry(nil), false, truenas.ErrBusy},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(nil)
			s.set("core.job_abort", test.refusal)
			s.set("cloudsync.get_instance", test.task)
			job := run(t, s.connect(t, quiet))
			err := job.Abort(t.Context())
			require.ErrorIs(t, err, test.err)
			require.Equal(t, `[12]`, paramsOf(s.last(t, "core.job_abort")))
			require.Equal(t, test.through, s.count("cloudsync.abort") == 1)
			if test.through {
				require.Equal(t, `[5]`, paramsOf(s.last(t, "cloudsync.abort")))
			}
		})
	}
}

func TestAbortOfOtherJobs(t *testing.T) {
	s := newScript(map[string]any{"method": "pool.scrub.run", "arguments": []any{"tank"}})
	client := s.connect(t, quiet)
	job, err := client.Jobs().Attach(t.Context(), 12)
	require.NoError(t, err)
	s.set("core.job_abort", permission("Job is not owned by current session"))
	require.ErrorIs(t, job.Abort(t.Context()), truenas.ErrNotAuthorized)
	require.Zero(t, s.count("cloudsync.abort"), "it has no task")

	s.set("core.get_jobs", rows(map[string]any{
		"method": "pool.scrub.run", "arguments": []any{"tank"}, "state": "SUCCESS", "time_finished": at(1),
	}))
	require.NoError(t, job.Abort(t.Context()), "it has ended")
	require.Equal(t, 1, s.count("core.job_abort"))
}

// cancelled starts a job and watches it until a context ends.
func cancelled(t *testing.T, s *script, options truenas.RunOptions) ([]truenas.JobUpdate, []error) {
	client := s.connect(t, quiet)
	job, err := client.Tasks().Run(t.Context(), 5, options)
	require.NoError(t, err)
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	var updates []truenas.JobUpdate
	var failures []error
	for update, err := range job.Watch(ctx) {
		if err != nil {
			failures = append(failures, err)
		}
		if err == nil || update.Final {
			updates = append(updates, update)
		}
		cancel(errWhy)
	}
	return updates, failures
}

var errWhy = fmt.Errorf("the user left: %w", context.Canceled)

func TestCancelledWatchLeavesTheJobAlone(t *testing.T) {
	s := newScript(nil)
	updates, failures := cancelled(t, s, truenas.RunOptions{})
	require.Len(t, failures, 1)
	require.ErrorIs(t, failures[0], context.Canceled)
	require.ErrorIs(t, failures[0], errWhy)
	require.Len(t, updates, 1)
	require.False(t, updates[0].Final)
	require.Zero(t, s.count("core.job_abort")+s.count("cloudsync.abort"))
}

func TestAbortOnCancel(t *testing.T) {
	for name, test := range map[string]struct {
		state   string
		aborted bool
	}{
		"aborted":           {"ABORTED", true},
		"succeeded instead": {"SUCCESS", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(nil)
			s.answerWith(func(p *peer, c call) bool {
				if c.Method == "core.job_abort" {
					p.answer(c, "null")
					p.event(row(map[string]any{"progress": map[string]any{"percent": 11}})) // it takes a while
					p.event(row(ended(test.state)))
					s.set("core.get_jobs", rows(ended(test.state)))
					return true
				}
				return false
			})
			updates, failures := cancelled(t, s, truenas.RunOptions{AbortOnCancel: true})
			require.Len(t, failures, 1)
			require.ErrorIs(t, failures[0], errWhy)
			var failed *truenas.JobError
			require.Equal(t, test.aborted, errors.As(failures[0], &failed))
			requireOneFinal(t, updates, truenas.JobState(test.state))
			require.Equal(t, 1, s.count("core.job_abort"))
		})
	}
}

func TestWaitAbortsOnCancel(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t, quiet)
	job, err := client.Tasks().Run(t.Context(), 5, truenas.RunOptions{AbortOnCancel: true})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	s.answerWith(func(p *peer, c call) bool {
		switch c.Method {
		case "core.get_jobs":
			cancel()
		case "core.job_abort":
			s.set("core.get_jobs", rows(ended("ABORTED")))
		}
		return false
	})
	status, err := job.Wait(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, truenas.JobAborted, status.State)
	var aborted *truenas.JobError
	require.ErrorAs(t, err, &aborted)
	require.Equal(t, truenas.JobAborted, aborted.State)
}

func TestAbortOnCancelFails(t *testing.T) {
	s := newScript(nil)
	s.set("core.job_abort", `!{"code":-32001,"message":"m","data":{"error":16,"reason":"[EBUSY] busy","extra":null}}`)
	updates, failures := cancelled(t, s, truenas.RunOptions{AbortOnCancel: true})
	require.Len(t, updates, 1)
	require.Len(t, failures, 1)
	require.ErrorIs(t, failures[0], errWhy)
	require.ErrorIs(t, failures[0], truenas.ErrBusy)
	require.ErrorContains(t, failures[0], "could not be aborted")
}

// A status that is there wins over a context that has ended.
func TestEndWinsOverTheContext(t *testing.T) {
	s := newScript(ended("SUCCESS"))
	job := run(t, s.connect(t, quiet))
	_, err := job.Wait(t.Context())
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 200 {
		_, err := job.Wait(ctx)
		require.NoError(t, err)
	}
}
