package cloudsynctest

import (
	"context"
	"sync"
	"time"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/truenas"
)

// Runner is a cloudsync.Runner that follows a script. Each run reports Steps in
// order and then ends with Result and Err. The zero value is a run that succeeds
// at once. Set the fields before the first run; the methods are safe for
// concurrent use.
type Runner struct {
	// Steps are reported one after the other.
	Steps []cloudsync.Progress
	// Interval is the pause before each step. Default 0.
	Interval time.Duration
	// Hang makes a run go on after its steps until it is aborted or its context
	// ends.
	Hang bool
	// Result and Err end a run.
	Result cloudsync.Result
	Err    error
	// StartErr is returned by Run itself, which then starts nothing.
	StartErr error

	mu    sync.Mutex
	calls []Call
}

// Call is one call of [Runner.Run].
type Call struct {
	Task    truenas.Task
	Options cloudsync.RunOptions
}

var _ cloudsync.Runner = (*Runner)(nil)

// Calls returns the calls of Run so far.
func (r *Runner) Calls() []Call {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Call(nil), r.calls...)
}

// Run implements cloudsync.Runner.
func (r *Runner) Run(ctx context.Context, task truenas.Task, opts cloudsync.RunOptions) (*cloudsync.Run, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	r.mu.Lock()
	r.calls = append(r.calls, Call{Task: task, Options: opts})
	r.mu.Unlock()
	if r.StartErr != nil {
		return nil, r.StartErr
	}
	ctx, cancel := context.WithCancelCause(ctx)
	run, reporter := cloudsync.NewRun(func(context.Context) error {
		cancel(cloudsync.ErrAborted)
		return nil
	})
	go func() {
		defer cancel(nil)
		result := r.Result
		result.DryRun = opts.DryRun
		err := r.play(ctx, reporter)
		if err == nil {
			err = r.Err
		} else {
			result.State = cloudsync.Aborted
		}
		reporter.Finish(result, err)
	}()
	return run, nil
}

func (r *Runner) play(ctx context.Context, reporter *cloudsync.Reporter) error {
	for _, step := range r.Steps {
		if err := pause(ctx, r.Interval); err != nil {
			return err
		}
		reporter.Progress(step)
	}
	if r.Hang {
		<-ctx.Done()
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
