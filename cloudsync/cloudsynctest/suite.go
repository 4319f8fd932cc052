package cloudsynctest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/truenas"
)

// Case is a Runner and a task for it.
type Case struct {
	Runner cloudsync.Runner
	Task   truenas.Task
}

// Harness makes what the suite needs. Each function is called once per subtest
// and cleans up with t.Cleanup.
type Harness struct {
	// Good makes a task that succeeds and transfers at least one file.
	Good func(t *testing.T) Case
	// Bad makes a task that fails after it has started, or that Run refuses.
	Bad func(t *testing.T) Case
	// Endless makes a task that does not end by itself within a minute.
	Endless func(t *testing.T) Case
	// Untouched fails the test if a dry run of Good's task changed anything.
	// Optional.
	Untouched func(t *testing.T, c Case)
}

// patience bounds every wait of the suite. Nothing here takes so long unless it
// hangs.
const patience = 30 * time.Second

var errStop = errors.New("the test stops the run")

// TestRunner checks the contract of cloudsync.Runner.
func TestRunner(t *testing.T, h Harness) {
	t.Helper()
	require.NotNil(t, h.Good, "Harness.Good is required")
	require.NotNil(t, h.Bad, "Harness.Bad is required")
	require.NotNil(t, h.Endless, "Harness.Endless is required")
	t.Run("success has one result", func(t *testing.T) { testSuccess(t, h.Good(t)) })
	t.Run("progress never goes backwards", func(t *testing.T) { testProgress(t, h.Good(t)) })
	t.Run("a dry run changes nothing", func(t *testing.T) { testDryRun(t, h) })
	t.Run("failure has one error", func(t *testing.T) { testFailure(t, h.Bad(t)) })
	t.Run("abort ends the run", func(t *testing.T) { testAbort(t, h.Endless(t)) })
	t.Run("the end of the context is an error", func(t *testing.T) { testCancel(t, h.Endless(t)) })
	t.Run("an ended context starts nothing", func(t *testing.T) { testCancelled(t, h.Good(t)) })
	t.Run("leaving Wait or Updates leaves the run alone", func(t *testing.T) { testLeave(t, h.Endless(t)) })
	t.Run("a run can be repeated", func(t *testing.T) { testRepeat(t, h.Good(t)) })
}

func bounded(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeoutCause(t.Context(), patience, errors.New("the run hangs"))
	t.Cleanup(cancel)
	return ctx
}

func testSuccess(t *testing.T, c Case) {
	t.Helper()
	ctx := bounded(t)
	run, err := c.Runner.Run(ctx, c.Task, cloudsync.RunOptions{})
	require.NoError(t, err)

	var waiters sync.WaitGroup
	results := make([]cloudsync.Result, 4)
	errs := make([]error, len(results))
	for i := range results {
		waiters.Go(func() { results[i], errs[i] = run.Wait(ctx) })
	}
	waiters.Wait()
	for i := range results {
		require.NoError(t, errs[i])
		require.Equal(t, results[0], results[i], "every Wait gets the same result")
	}
	require.Equal(t, cloudsync.Succeeded, results[0].State)
	require.False(t, results[0].DryRun, "Result.DryRun is what RunOptions asked for")
	require.Positive(t, results[0].Files, "Harness.Good transfers a file, and Result.Files counts it")
	require.NoError(t, run.Abort(ctx), "aborting an ended run does nothing")
	again, err := run.Wait(ctx)
	require.NoError(t, err)
	require.Equal(t, results[0], again)
}

func testProgress(t *testing.T, c Case) {
	t.Helper()
	ctx := bounded(t)
	run, err := c.Runner.Run(ctx, c.Task, cloudsync.RunOptions{})
	require.NoError(t, err)
	var last cloudsync.Progress
	for p, err := range run.Updates(ctx) {
		require.NoError(t, err)
		require.GreaterOrEqual(t, p.Percent, last.Percent, "Percent never goes backwards")
		require.LessOrEqual(t, p.Percent, 100)
		require.GreaterOrEqual(t, p.Files, last.Files, "Files never goes backwards")
		require.GreaterOrEqual(t, p.TotalFiles, p.Files, "TotalFiles includes Files")
		require.GreaterOrEqual(t, p.Bytes, last.Bytes, "Bytes never goes backwards")
		require.GreaterOrEqual(t, p.Checks, last.Checks)
		last = p
	}
	require.Equal(t, 100, last.Percent, "the last reading of a success is at 100 percent")
	require.Equal(t, cloudsync.PhaseDone, last.Phase, "and done")
	result, err := run.Wait(ctx)
	require.NoError(t, err)
	require.Equal(t, result.Files, last.Files, "the last reading and the result agree")
}

func testDryRun(t *testing.T, h Harness) {
	t.Helper()
	ctx := bounded(t)
	c := h.Good(t)
	run, err := c.Runner.Run(ctx, c.Task, cloudsync.RunOptions{DryRun: true})
	require.NoError(t, err)
	result, err := run.Wait(ctx)
	require.NoError(t, err)
	require.True(t, result.DryRun, "Result.DryRun is what RunOptions asked for")
	require.Equal(t, cloudsync.Succeeded, result.State)
	if h.Untouched != nil {
		h.Untouched(t, c)
	}
}

func testFailure(t *testing.T, c Case) {
	t.Helper()
	ctx := bounded(t)
	run, err := c.Runner.Run(ctx, c.Task, cloudsync.RunOptions{})
	if err != nil {
		require.Nil(t, run, "an error of Run means that nothing was started")
		return
	}
	result, err := run.Wait(ctx)
	require.Error(t, err)
	require.NoError(t, ctx.Err(), "the run hangs")
	require.Equal(t, cloudsync.Failed, result.State)
	seen := 0
	for _, updateErr := range run.Updates(ctx) {
		if updateErr != nil {
			seen++
			require.Equal(t, err, updateErr)
		}
	}
	require.Equal(t, 1, seen, "Updates ends with the run's error, once")
}

func testAbort(t *testing.T, c Case) {
	t.Helper()
	ctx := bounded(t)
	run, err := c.Runner.Run(ctx, c.Task, cloudsync.RunOptions{})
	require.NoError(t, err)
	var once sync.WaitGroup
	for range 3 {
		once.Go(func() { _ = run.Abort(ctx) })
	}
	once.Wait()
	require.NoError(t, run.Abort(ctx))
	result, err := run.Wait(ctx)
	require.ErrorIs(t, err, cloudsync.ErrAborted)
	require.Equal(t, cloudsync.Aborted, result.State)
}

func testCancel(t *testing.T, c Case) {
	t.Helper()
	waiting := bounded(t)
	ctx, cancel := context.WithCancelCause(waiting)
	run, err := c.Runner.Run(ctx, c.Task, cloudsync.RunOptions{AbortOnCancel: true})
	require.NoError(t, err)
	cancel(errStop)
	result, err := run.Wait(waiting)
	require.ErrorIs(t, err, errStop, "a cancelled run is an error, never a success")
	require.Equal(t, cloudsync.Aborted, result.State)
}

func testCancelled(t *testing.T, c Case) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(bounded(t))
	cancel(errStop)
	run, err := c.Runner.Run(ctx, c.Task, cloudsync.RunOptions{})
	require.ErrorIs(t, err, errStop, "Run with an ended context returns its cause")
	require.Nil(t, run)
}

func testLeave(t *testing.T, c Case) {
	t.Helper()
	ctx := bounded(t)
	run, err := c.Runner.Run(ctx, c.Task, cloudsync.RunOptions{})
	require.NoError(t, err)

	gone, cancel := context.WithCancelCause(ctx)
	cancel(errStop)
	_, err = run.Wait(gone)
	require.ErrorIs(t, err, errStop)
	var last error
	for _, err := range run.Updates(gone) {
		last = err
	}
	require.ErrorIs(t, last, errStop)

	select {
	case <-run.Done():
		require.Fail(t, "the run ended because somebody stopped watching")
	default:
	}
	require.NoError(t, run.Abort(ctx))
	_, err = run.Wait(ctx)
	require.ErrorIs(t, err, cloudsync.ErrAborted)
}

func testRepeat(t *testing.T, c Case) {
	t.Helper()
	ctx := bounded(t)
	for range 2 {
		run, err := c.Runner.Run(ctx, c.Task, cloudsync.RunOptions{})
		require.NoError(t, err)
		result, err := run.Wait(ctx)
		require.NoError(t, err)
		require.Equal(t, cloudsync.Succeeded, result.State)
	}
}
