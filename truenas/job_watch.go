package truenas

import (
	"context"
	"errors"
	"iter"
	"reflect"
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
// sequence instead: that of ctx, that of a client which has ended for good
// ([ErrClosed], [ErrConnectionLost], [*AuthError]), or a [*JobGoneError] when
// TrueNAS restarted. Statuses a slow loop body misses are skipped. Each loop
// over the sequence watches anew; leaving it early is fine.
//
// Updates come from TrueNAS's events and, should those fail, from asking every
// five seconds; all watched jobs of a client share one question. While the
// client makes a new connection the sequence pauses, and then goes on with what
// the job is by then. Of a run that ended while TrueNAS restarted, the task may
// still tell the end.
//
// The end of ctx leaves the job alone, unless [RunOptions].AbortOnCancel was
// set: then the job is aborted and its end awaited, for at most 15 s. The
// Final update comes together with an error then, which is ctx's and the
// job's.
func (j *Job) Watch(ctx context.Context) iter.Seq2[JobUpdate, error] {
	return func(yield func(JobUpdate, error) bool) {
		hub := j.jobs.hub
		watcher := hub.watch(j) //nolint:contextcheck // the poller it may start is for all watches
		defer hub.unwatch(watcher)
		var seen *JobStatus
		for {
			status, err := j.next(ctx, watcher)
			if status != nil && status.Finished() {
				yield(JobUpdate{Status: *j.withLog(ctx, watcher, status), Final: true}, nil)
				return
			}
			if status != nil && (seen == nil || !reflect.DeepEqual(*seen, *status)) {
				seen = status
				if !yield(JobUpdate{Status: *status}, nil) {
					return
				}
			}
			if err != nil && ctx.Err() != nil && j.abortOnCancel {
				yield(j.abortAfter(ctx, watcher, err))
				return
			}
			if err != nil {
				yield(JobUpdate{}, err)
				return
			}
		}
	}
}

// next waits for news. A status that is there wins over the end of ctx.
func (j *Job) next(ctx context.Context, watcher *jobWatcher) (*JobStatus, error) {
	select {
	case <-watcher.wake:
	case <-ctx.Done():
		watcher.fail(contextError(ctx))
	}
	status, err := watcher.take()
	if errors.Is(err, errJobGone) && (status == nil || !status.Finished()) {
		return j.endBeforeRestart(ctx)
	}
	return status, err
}

// TrueNAS ends a job first and reads its log after that, within a moment.
const (
	logTries = 5
	logPause = 200 * time.Millisecond
)

// withLog returns a finished status with the excerpt of the log, or as it is if
// there is none to be had. The job is asked for at once, so that the excerpt is
// here one round trip later, or with an event before that.
func (j *Job) withLog(ctx context.Context, watcher *jobWatcher, status *JobStatus) *JobStatus {
	for try := 0; status.logPending() && try < logTries; try++ {
		j.jobs.hub.askNow(j.id)
		pause := time.NewTimer(logPause)
		for paused := false; !paused && status.logPending(); {
			select {
			case <-watcher.wake:
				if now, _ := watcher.take(); now != nil && now.Finished() {
					status = now
				}
			case <-pause.C:
				paused = true
			case <-ctx.Done():
				return status
			case <-j.jobs.hub.done():
				return status
			}
		}
		pause.Stop()
	}
	return status
}
