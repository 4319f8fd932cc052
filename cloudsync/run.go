package cloudsync

import (
	"context"
	"errors"
	"iter"
	"sync"
)

// Run is one execution of a task, under way or ended. Every method may be
// called from several goroutines at once, and each caller of [Run.Updates] gets
// its own sequence.
type Run struct {
	abort func(context.Context) error
	done  chan struct{}

	mu      sync.Mutex
	last    Progress
	changed chan struct{} // closed and replaced at each new reading
	ended   bool
	result  Result
	err     error
}

// NewRun returns a run and the [Reporter] that its engine feeds. abort asks the
// engine to stop; it must not wait for the end. Callers of a [Runner] never need
// NewRun, authors of one do.
func NewRun(abort func(context.Context) error) (*Run, *Reporter) {
	r := &Run{abort: abort, done: make(chan struct{}), changed: make(chan struct{})}
	return r, &Reporter{run: r}
}

// Updates yields the progress of the run: the newest reading at once, then each
// newer one until the run ends. A slow consumer skips readings, it never gets
// an old one. The sequence ends without an error when the run succeeded, and
// with one last pair that carries the run's error when it did not. When ctx
// ends first, the last pair carries the cause of that; the run goes on.
func (r *Run) Updates(ctx context.Context) iter.Seq2[Progress, error] {
	return func(yield func(Progress, error) bool) {
		var seen uint64
		for {
			last, changed, ended, err := r.snapshot()
			if last.seq > seen {
				seen = last.seq
				if !yield(last, nil) {
					return
				}
				continue
			}
			if ended {
				if err != nil {
					yield(last, err)
				}
				return
			}
			select {
			case <-changed:
			case <-ctx.Done():
				yield(last, context.Cause(ctx))
				return
			}
		}
	}
}

func (r *Run) snapshot() (last Progress, changed <-chan struct{}, ended bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last, r.changed, r.ended, r.err
}

// Wait blocks until the run has ended and returns its one result, always the
// same. The error is nil only if the run succeeded: it is the engine's error, an
// error that is [ErrAborted], or the cause of ctx's end, in which case the run
// goes on and the result is empty.
func (r *Run) Wait(ctx context.Context) (Result, error) {
	select {
	case <-r.done:
	default:
		select {
		case <-r.done:
		case <-ctx.Done():
			return Result{}, context.Cause(ctx)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.result, r.err
}

// Done is closed when the run has ended.
func (r *Run) Done() <-chan struct{} { return r.done }

// Abort asks the engine to stop the run and returns without waiting for the
// end; [Run.Wait] then gives a result whose State is [Aborted]. Aborting a run
// that has ended does nothing.
func (r *Run) Abort(ctx context.Context) error {
	select {
	case <-r.done:
		return nil
	default:
		return r.abort(ctx)
	}
}

// Reporter is the engine's end of a [Run]. It is safe for concurrent use.
type Reporter struct{ run *Run }

// Progress publishes a reading. Numbers that would go backwards keep their
// earlier value, so that a bar never jumps back. Readings after Finish are
// dropped.
func (p *Reporter) Progress(reading Progress) {
	r := p.run
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return
	}
	r.publish(reading)
}

func (r *Run) publish(reading Progress) {
	reading = reading.after(r.last)
	if reading == r.last {
		return
	}
	reading.seq = r.last.seq + 1
	r.last = reading
	close(r.changed)
	r.changed = make(chan struct{})
}

// Finish ends the run with its one result. Later calls do nothing, whoever makes
// them: the first result stands. State follows from err; only for an error can the
// engine say Aborted itself, which it does when the context of the run has ended.
func (p *Reporter) Finish(result Result, err error) {
	r := p.run
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return
	}
	switch {
	case err == nil:
		result.State = Succeeded
	case errors.Is(err, ErrAborted), errors.Is(err, context.Canceled):
		result.State = Aborted
	case result.State != Aborted:
		result.State = Failed
	}
	if err == nil {
		final := r.last
		final.Phase, final.Percent = PhaseDone, 100
		final.Files, final.Bytes, final.Checks = result.Files, result.Bytes, result.Checks
		r.publish(final)
	}
	r.ended, r.result, r.err = true, result, err
	close(r.changed)
	close(r.done)
}
