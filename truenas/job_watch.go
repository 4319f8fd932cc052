package truenas

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"sync"
	"time"
)

// JobUpdate is a change of a job.
type JobUpdate struct {
	Status JobStatus
	// Final is true for the last update: the job has ended.
	Final bool
}

// Watch yields the job's status now and each time it changes. The last update,
// and no other, is Final; how the job ended is in its Status. An error ends the
// sequence instead: that of ctx, [ErrConnectionLost], [ErrClosed], or
// [ErrNotFound] when TrueNAS restarted. Statuses a slow loop body misses are
// skipped. Each loop over the sequence watches anew; leaving it early is fine.
//
// Updates come from TrueNAS's events and, should those fail, from asking every
// five seconds.
func (j *Job) Watch(ctx context.Context) iter.Seq2[JobUpdate, error] {
	return func(yield func(JobUpdate, error) bool) {
		hub := j.jobs.hub
		watcher := hub.watch(j.id)
		defer hub.unwatch(j.id, watcher)

		ctx, cancel := context.WithCancel(ctx)
		var polling sync.WaitGroup
		defer polling.Wait()
		defer cancel()
		polling.Go(func() { watcher.fail(j.poll(ctx)) })

		var seen *JobStatus
		for {
			select {
			case <-watcher.wake:
			case <-ctx.Done():
				watcher.fail(ctx.Err())
			}
			status, err := watcher.take()
			if status != nil && (seen == nil || !reflect.DeepEqual(*seen, *status)) {
				final := status.Finished()
				if final {
					status = j.withLog(ctx, status)
				}
				seen = status
				if !yield(JobUpdate{Status: *status, Final: final}, nil) || final {
					return
				}
			}
			if err != nil {
				yield(JobUpdate{}, err)
				return
			}
		}
	}
}

// TrueNAS ends a job first and reads its log after that, within a moment.
const (
	logTries = 5
	logPause = 200 * time.Millisecond
)

// withLog returns a finished status with the excerpt of the log, or as it is if
// there is none to be had.
func (j *Job) withLog(ctx context.Context, status *JobStatus) *JobStatus {
	for try := 0; status.logPending() && try < logTries; try++ {
		if now, err := j.ask(ctx); err == nil && now.Finished() {
			status = &now
		}
		if !status.logPending() {
			break
		}
		pause := time.NewTimer(logPause)
		select {
		case <-pause.C:
		case <-ctx.Done():
		case <-j.jobs.hub.done():
		}
		pause.Stop()
	}
	return status
}

// poll asks for the job until it has ended (nil) or cannot be asked for.
func (j *Job) poll(ctx context.Context) error {
	hub := j.jobs.hub
	ticker := time.NewTicker(hub.pollInterval)
	defer ticker.Stop()
	hub.subscribe(ctx)
	for {
		status, err := j.ask(ctx)
		switch {
		case err == nil:
			hub.offer(status)
			if status.Finished() {
				return nil
			}
		case ctx.Err() != nil:
			return ctx.Err()
		case endsWatch(err):
			return err
		default:
			hub.log.WarnContext(ctx, "truenas: asking for a job failed, trying again", "job", j.id, "error", err)
		}
		select {
		case <-ticker.C:
		case <-hub.done():
			// The next question returns the error of the connection.
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// ask asks once, and not longer than for the next poll or two.
func (j *Job) ask(ctx context.Context) (JobStatus, error) {
	ctx, cancel := context.WithTimeout(ctx, max(4*j.jobs.hub.pollInterval, 10*time.Second))
	defer cancel()
	return j.Status(ctx)
}

func endsWatch(err error) bool {
	for _, target := range []error{ErrConnectionLost, ErrClosed, ErrNotFound, ErrNotAuthenticated, ErrNotAuthorized, errShape} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// jobWatcher holds the newest status for one loop over a Watch.
type jobWatcher struct {
	wake chan struct{} // capacity 1

	mu     sync.Mutex
	status *JobStatus
	err    error
}

func (w *jobWatcher) offer(status JobStatus) {
	w.mu.Lock()
	w.status = &status
	w.mu.Unlock()
	w.signal()
}

// fail ends the watch once the status before it was seen; nil does nothing.
func (w *jobWatcher) fail(err error) {
	if err == nil {
		return
	}
	w.mu.Lock()
	if w.err == nil {
		w.err = err
	}
	w.mu.Unlock()
	w.signal()
}

func (w *jobWatcher) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// take returns what is new.
func (w *jobWatcher) take() (*JobStatus, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	status := w.status
	w.status = nil
	return status, w.err
}
