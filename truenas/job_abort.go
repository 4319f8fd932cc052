package truenas

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Abort asks TrueNAS to stop the job, which ends some time later. It is no
// error if it has ended already; [*JobGoneError] after a restart of the NAS.
//
// With core.job_abort, users who are not full admins can abort only jobs of
// their own, and none that the schedule started. For the run of a task
// cloudsync.abort is then used, which needs the role CLOUD_SYNC_WRITE, if the
// job is the one it would stop: that is the running job of the task, else the
// one that waits. [ErrNotAuthorized] otherwise.
func (j *Job) Abort(ctx context.Context) error {
	// Also so that another job with the id is not aborted after a restart.
	status, err := j.Status(ctx)
	if err != nil || status.Finished() {
		return err
	}
	err = j.jobs.caller.Call(ctx, "core.job_abort", []any{j.id}, nil)
	if err == nil || j.taskID == 0 || !errors.Is(err, ErrNotAuthorized) {
		return err
	}
	return j.abortRunOfTask(ctx, err)
}

// abortRunOfTask stops the job through its task. cloudsync.abort takes no job:
// it aborts the one that the task's entry shows, so the entry is looked at
// first. Should the job end between the two calls and another run begin, that
// one is hit; TrueNAS offers nothing against it.
func (j *Job) abortRunOfTask(ctx context.Context, refused error) error {
	task, err := call[struct {
		Job *JobStatus `json:"job"`
	}](ctx, j.jobs.caller, "cloudsync.get_instance", j.taskID)
	if err != nil {
		return fmt.Errorf("%w (and task %d could not be asked for its run: %w)", refused, j.taskID, err)
	}
	if task.Job == nil || task.Job.ID != j.id || !j.first.sameJob(*task.Job) {
		return fmt.Errorf("%w (job %d is not the one that cloudsync.abort would stop for task %d)", refused, j.id, j.taskID)
	}
	if task.Job.Finished() {
		return nil
	}
	return j.jobs.caller.Call(ctx, "cloudsync.abort", []any{j.taskID}, nil)
}

// abortPatience bounds aborting a job and waiting for its end after the
// caller's context has ended.
const abortPatience = 15 * time.Second

// abortAfter aborts the job because ctx ended with cause, and returns its end.
func (j *Job) abortAfter(ctx context.Context, watcher *jobWatcher, cause error) (JobUpdate, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortPatience)
	defer cancel()
	if err := j.Abort(ctx); err != nil {
		return JobUpdate{}, fmt.Errorf("%w (and job %d could not be aborted: %w)", cause, j.id, err)
	}
	watcher.forgive()
	j.jobs.hub.askNow(j.id)
	for {
		status, err := j.next(ctx, watcher)
		switch {
		case status != nil && status.Finished():
			status = j.withLog(ctx, watcher, status)
			if ended := status.err(); ended != nil {
				cause = fmt.Errorf("%w (%w)", cause, ended)
			}
			return JobUpdate{Status: *status, Final: true}, cause
		case ctx.Err() != nil:
			return JobUpdate{}, fmt.Errorf("%w (job %d was told to abort and has not ended yet)", cause, j.id)
		case err != nil:
			return JobUpdate{}, fmt.Errorf("%w (job %d was told to abort, and then: %w)", cause, j.id, err)
		}
	}
}
