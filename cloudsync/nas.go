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
	// When ctx ends and the job was started with AbortOnCancel, it aborts the job;
	// the last update then comes together with the error.
	Watch(ctx context.Context) iter.Seq2[truenas.JobUpdate, error]
	// Abort asks the NAS to stop the job. It is no error if the job has ended.
	Abort(ctx context.Context) error
}

// JobAPI starts runs of stored tasks. It must be safe for concurrent use.
// [NewNAS] makes one from a truenas.Client.
type JobAPI interface {
	Start(ctx context.Context, taskID int, opts truenas.RunOptions) (Job, error)
}

// NAS is the [Runner] that has a TrueNAS run its own stored tasks. It is safe for
// concurrent use.
//
// A run goes on while the client has no connection: its progress stands still
// until there is a new one. When the NAS restarts, which ends every job, the
// run's error is a *truenas.JobGoneError, unless the job had ended before that
// and its task tells how. With truenas.WithoutReconnect the error is
// truenas.ErrConnectionLost; the job itself goes on then.
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

// Run implements [Runner]. Only task.ID is used: the NAS runs what it has stored.
func (n *NAS) Run(ctx context.Context, task truenas.Task, opts RunOptions) (*Run, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if task.ID == 0 {
		return nil, errors.New("cloudsync: the task has no id: a NAS runs stored tasks only, apply a Setup first")
	}
	started := time.Now()
	job, err := n.Jobs.Start(ctx, task.ID, truenas.RunOptions{DryRun: opts.DryRun, AbortOnCancel: opts.AbortOnCancel})
	if err != nil {
		return nil, fmt.Errorf("cloudsync: starting task %d: %w", task.ID, err)
	}
	run, reporter := NewRun(job.Abort)
	go func() {
		result := Result{DryRun: opts.DryRun, JobID: job.ID(), Started: started}
		reporter.Finish(watch(ctx, job, reporter, result))
	}()
	return run, nil
}

// watch follows a job until it has ended or cannot be followed.
func watch(ctx context.Context, job Job, reporter *Reporter, result Result) (Result, error) {
	var status truenas.JobStatus
	for update, err := range job.Watch(ctx) {
		if err == nil || update.Final {
			status = update.Status
			progress := parseProgress(status)
			reporter.Progress(progress)
			result.Files = max(result.Files, progress.Files)
			result.Bytes = max(result.Bytes, progress.Bytes)
			result.Checks = max(result.Checks, progress.Checks)
		}
		if err != nil {
			return cut(ctx, result, status), cutError(ctx, job, err)
		}
	}
	return result.end(status), outcome(status)
}

// cut is the result of a run that was left before its job had ended, or whose job
// was aborted because ctx ended.
func cut(ctx context.Context, result Result, status truenas.JobStatus) Result {
	if ctx.Err() != nil {
		result.State = Aborted
	}
	if status.Finished() {
		return result.end(status)
	}
	result.Finished = time.Now()
	return result
}

// cutError makes sure that the cause of ctx's end is told.
func cutError(ctx context.Context, job Job, err error) error {
	if ctx.Err() == nil {
		return fmt.Errorf("cloudsync: watching job %d: %w", job.ID(), err)
	}
	if cause := context.Cause(ctx); !errors.Is(err, cause) {
		return cause
	}
	return err
}

// end takes over what a job that has ended says.
func (r Result) end(status truenas.JobStatus) Result {
	if !status.TimeStarted.IsZero() {
		r.Started = status.TimeStarted
	}
	r.Finished, r.Log = status.TimeFinished, status.LogsExcerpt
	return r
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
