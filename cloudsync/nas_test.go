package cloudsync_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/cloudsync/cloudsynctest"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/truenas"
)

func job(state truenas.JobState, percent int, text string) truenas.JobStatus {
	status := truenas.JobStatus{ID: 41, State: state, Progress: truenas.Progress{Percent: percent, Description: text}}
	if state == truenas.JobSuccess || state == truenas.JobFailed || state == truenas.JobAborted {
		status.TimeFinished = noon
	}
	return status
}

var script = []truenas.JobStatus{
	job(truenas.JobWaiting, 0, ""),
	job(truenas.JobRunning, 0, "Locking local path '/mnt/tank/photos' for writing"),
	job(truenas.JobRunning, 0, "Starting"),
	job(truenas.JobRunning, 30, "3 / 10, 1.200 GiB / 3.200 GiB, 10.5 MiB/s, ETA 3m2s, checks: 5 / 5"),
	job(truenas.JobRunning, 20, "4 / 20, 1.300 GiB / 6.000 GiB, 9 MiB/s, ETA 1d2h, checks: 5 / 5"),
	job(truenas.JobSuccess, 100, "10 / 10, 3.200 GiB / 3.200 GiB, 10.5 MiB/s, ETA 0s"),
}

func TestNASKeepsTheContract(t *testing.T) {
	task := truenas.Task{ID: 7}
	cloudsynctest.TestRunner(t, cloudsynctest.Harness{
		Good: func(*testing.T) cloudsynctest.Case {
			return cloudsynctest.Case{Runner: &cloudsync.NAS{Jobs: newJobs(script...)}, Task: task}
		},
		Bad: func(*testing.T) cloudsynctest.Case {
			return cloudsynctest.Case{Runner: &cloudsync.NAS{Jobs: newJobs(job(truenas.JobFailed, 3, ""))}, Task: task}
		},
		Endless: func(*testing.T) cloudsynctest.Case {
			endless := newJobs(script[:4]...)
			endless.hang = true
			return cloudsynctest.Case{Runner: &cloudsync.NAS{Jobs: endless}, Task: task}
		},
	})
}

func TestNASProgress(t *testing.T) {
	run, err := (&cloudsync.NAS{Jobs: newJobs(script...)}).Run(t.Context(), truenas.Task{ID: 7}, cloudsync.RunOptions{})
	require.NoError(t, err)
	result, err := run.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, 41, result.JobID)
	require.EqualValues(t, 10, result.Files)
	require.EqualValues(t, 5, result.Checks)
	require.InDelta(t, 3.2*(1<<30), float64(result.Bytes), 1)
	require.Equal(t, noon, result.Finished)
}

func TestNASFailures(t *testing.T) {
	failed := func(text, log string) truenas.JobStatus {
		status := job(truenas.JobFailed, 3, "")
		status.Error, status.LogsExcerpt = text, log
		return status
	}
	for _, test := range []struct {
		name   string
		status truenas.JobStatus
		want   error
	}{
		{"dead token", failed(`[EFAULT] couldn't fetch token: invalid_grant: maybe token expired?`, ""), credentials.ErrReauthorize},
		{"daily quota, told in the log only", failed("[EFAULT] stats", "Quota exceeded for quota metric 'All requests' and limit 'All requests per day'"), cloudsync.ErrQuotaExhausted},
		{"locked dataset", failed("[EFAULT] Dataset is locked", ""), cloudsync.ErrDatasetLocked},
		{"aborted on the NAS", job(truenas.JobAborted, 3, ""), cloudsync.ErrAborted},
	} {
		t.Run(test.name, func(t *testing.T) {
			run, err := (&cloudsync.NAS{Jobs: newJobs(test.status)}).Run(t.Context(), truenas.Task{ID: 7}, cloudsync.RunOptions{})
			require.NoError(t, err)
			_, err = run.Wait(t.Context())
			require.ErrorIs(t, err, test.want)
			var jobErr *truenas.JobError
			require.Equal(t, test.status.State == truenas.JobFailed, errors.As(err, &jobErr))
		})
	}
	t.Run("an unknown failure keeps its text", func(t *testing.T) {
		run, err := (&cloudsync.NAS{Jobs: newJobs(failed("[EFAULT] boom", ""))}).Run(t.Context(), truenas.Task{ID: 7}, cloudsync.RunOptions{})
		require.NoError(t, err)
		_, err = run.Wait(t.Context())
		require.ErrorContains(t, err, "boom")
	})
	t.Run("the connection is lost for good", func(t *testing.T) {
		lost := newJobs(script[:4]...)
		lost.err = truenas.ErrConnectionLost
		run, err := (&cloudsync.NAS{Jobs: lost}).Run(t.Context(), truenas.Task{ID: 7}, cloudsync.RunOptions{})
		require.NoError(t, err)
		result, err := run.Wait(t.Context())
		require.ErrorIs(t, err, truenas.ErrConnectionLost)
		require.Equal(t, cloudsync.Failed, result.State)
	})
	t.Run("a task that is not stored", func(t *testing.T) {
		_, err := (&cloudsync.NAS{Jobs: newJobs()}).Run(t.Context(), truenas.Task{}, cloudsync.RunOptions{})
		require.ErrorContains(t, err, "no id")
	})
}

func TestNASCancel(t *testing.T) {
	for _, abort := range []bool{true, false} {
		endless := newJobs(script[:2]...)
		endless.hang = true
		ctx, cancel := context.WithCancelCause(t.Context())
		run, err := (&cloudsync.NAS{Jobs: endless}).Run(ctx, truenas.Task{ID: 7}, cloudsync.RunOptions{AbortOnCancel: abort})
		require.NoError(t, err)
		cancel(errWeird)
		result, err := run.Wait(t.Context())
		require.ErrorIs(t, err, errWeird)
		require.Equal(t, cloudsync.Aborted, result.State)
		require.Equal(t, abort, endless.options.AbortOnCancel)
	}
}

// A job that had ended when the context did tells its own end.
func TestNASCancelAfterTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := newJobs(job(truenas.JobFailed, 3, "boom"))
	ended.before = func() { cancel(errWeird) }
	run, err := (&cloudsync.NAS{Jobs: ended}).Run(ctx, truenas.Task{ID: 7}, cloudsync.RunOptions{AbortOnCancel: true})
	require.NoError(t, err)
	result, err := run.Wait(t.Context())
	require.Error(t, err)
	require.NotErrorIs(t, err, errWeird)
	require.Equal(t, cloudsync.Failed, result.State)
}

func TestResultString(t *testing.T) {
	r := cloudsync.Result{State: cloudsync.Succeeded, Files: 12, Bytes: 3<<20 + 1<<19, Checks: 1, Started: noon, Finished: noon.Add(2100 * time.Millisecond)}
	require.Equal(t, "succeeded: 12 files copied (3.5 MiB), 1 unchanged, 0 deleted in 2.1s", r.String())
	r.DryRun, r.Bytes = true, 0
	require.Contains(t, r.String(), "12 files would be copied, 1 unchanged")
}
