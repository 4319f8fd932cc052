package cloudsync

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
)

// Job is a run of a stored task on a NAS. *truenas.Job implements it.
type Job interface {
	ID() int
	// Watch yields the job's state until it has ended; the last update is the
	// terminal one.
	Watch(ctx context.Context) iter.Seq2[truenas.JobUpdate, error]
}

// JobAPI starts and aborts runs of stored tasks. It must be safe for concurrent
// use. [NewNAS] makes one from a truenas.Client.
type JobAPI interface {
	Start(ctx context.Context, taskID int, opts truenas.RunOptions) (Job, error)
	// Abort asks the NAS to stop the run of a task, and reports whether there was
	// one.
	Abort(ctx context.Context, taskID int) (bool, error)
}

// NAS is the [Runner] that has a TrueNAS run its own stored tasks. It is safe for
// concurrent use.
type NAS struct {
	// Jobs is where tasks are started. Required.
	Jobs JobAPI
}

var _ Runner = (*NAS)(nil)

// NewNAS returns a NAS that uses client.
func NewNAS(client *truenas.Client) *NAS { return &NAS{Jobs: clientJobs{client}} }

type clientJobs struct{ client *truenas.Client }

func (c clientJobs) Start(ctx context.Context, taskID int, opts truenas.RunOptions) (Job, error) {
	job, err := c.client.Tasks().Run(ctx, taskID, opts)
	if err != nil {
		return nil, err
	}
	return job, nil
}

func (c clientJobs) Abort(ctx context.Context, taskID int) (bool, error) {
	return c.client.Tasks().Abort(ctx, taskID)
}

// abortTimeout bounds the call that stops a job whose run was cancelled.
const abortTimeout = 15 * time.Second

// Run implements [Runner]. Only task.ID is used: the NAS runs what it has stored.
func (n *NAS) Run(ctx context.Context, task truenas.Task, opts RunOptions) (*Run, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if task.ID == 0 {
		return nil, errors.New("cloudsync: the task has no id: a NAS runs stored tasks only, apply a Setup first")
	}
	started := time.Now()
	job, err := n.Jobs.Start(ctx, task.ID, truenas.RunOptions{DryRun: opts.DryRun})
	if err != nil {
		return nil, fmt.Errorf("cloudsync: starting task %d: %w", task.ID, err)
	}
	// cloudsync.abort and not core.job_abort: the latter refuses jobs that another
	// session or the schedule started.
	abort := func(ctx context.Context) error {
		_, err := n.Jobs.Abort(ctx, task.ID)
		return err
	}
	run, reporter := NewRun(abort)
	go func() {
		result := Result{DryRun: opts.DryRun, JobID: job.ID(), Started: started}
		result, ended, err := watch(ctx, job, reporter, result)
		// A job that has ended is left alone: the abort would hit the task's next run.
		if ctx.Err() != nil && !ended {
			result.State = Aborted
		}
		if ctx.Err() != nil && !ended && opts.AbortOnCancel {
			stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), abortTimeout)
			if abortErr := abort(stopCtx); abortErr != nil {
				err = fmt.Errorf("%w (and job %d could not be aborted: %w)", err, job.ID(), abortErr)
			}
			cancel()
		}
		reporter.Finish(result, err)
	}()
	return run, nil
}

// watch follows a job until it has ended or cannot be followed.
func watch(ctx context.Context, job Job, reporter *Reporter, result Result) (_ Result, ended bool, _ error) {
	var status truenas.JobStatus
	for update, err := range job.Watch(ctx) {
		if err != nil {
			result.Finished = time.Now()
			if ctx.Err() != nil {
				return result, false, context.Cause(ctx)
			}
			return result, false, fmt.Errorf("cloudsync: watching job %d: %w", job.ID(), err)
		}
		status = update.Status
		progress := parseProgress(status)
		reporter.Progress(progress)
		result.Files = max(result.Files, progress.Files)
		result.Bytes = max(result.Bytes, progress.Bytes)
		result.Checks = max(result.Checks, progress.Checks)
	}
	if !status.TimeStarted.IsZero() {
		result.Started = status.TimeStarted
	}
	result.Finished, result.Log = status.TimeFinished, status.LogsExcerpt
	return result, true, outcome(status)
}

// outcome is the error of a job that has ended.
func outcome(status truenas.JobStatus) error {
	switch status.State {
	case truenas.JobSuccess:
		return nil
	case truenas.JobAborted:
		return fmt.Errorf("%w (job %d)", ErrAborted, status.ID)
	}
	failure := &truenas.JobError{
		JobID: status.ID, State: status.State, Message: status.Error, Type: status.ErrorType,
		Errno: status.Errno, Fields: status.Fields, LogsExcerpt: status.LogsExcerpt,
	}
	if cause := Cause(status.Error + "\n" + status.LogsExcerpt); cause != nil {
		return fmt.Errorf("%w (%w)", cause, failure)
	}
	return failure
}
