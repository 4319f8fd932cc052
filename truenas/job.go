package truenas

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Job is a job on the NAS. It keeps running when this program ends. Safe for
// concurrent use.
type Job struct {
	id     int
	taskID int
	jobs   *JobService
}

// ID returns the job's number.
func (j *Job) ID() int { return j.id }

// TaskID returns the task the job runs; 0 when it is not the run of a task.
func (j *Job) TaskID() int { return j.taskID }

// Status asks for the job's present status.
func (j *Job) Status(ctx context.Context) (JobStatus, error) { return j.jobs.Get(ctx, j.id) }

// Abort asks TrueNAS to stop the job, which ends some time later. It is no
// error if it has ended already. Unless full admins, users can abort only what
// their own session started; [TaskService.Abort] can stop any run.
func (j *Job) Abort(ctx context.Context) error {
	return j.jobs.caller.Call(ctx, "core.job_abort", []any{j.id}, nil)
}

// Wait waits for the end of the job. Its error is a [*JobError] when the job
// did not succeed.
func (j *Job) Wait(ctx context.Context) (JobStatus, error) {
	var last JobStatus
	for update, err := range j.Watch(ctx) {
		if err != nil {
			return last, err
		}
		last = update.Status
	}
	return last, last.err()
}

// JobService is core.get_jobs and its events. It is safe for concurrent use.
type JobService struct {
	caller Caller
	hub    *jobHub
}

// Get returns a job's status; [ErrNotFound] if TrueNAS does not know it (any
// more): it forgets the oldest of about 1,000, and all when it restarts.
func (s *JobService) Get(ctx context.Context, id int) (JobStatus, error) {
	var rows []JobStatus
	err := s.caller.Call(ctx, "core.get_jobs", []any{[]any{[]any{"id", "=", id}}}, &rows)
	if err != nil {
		return JobStatus{}, err
	}
	for _, row := range rows {
		if row.ID == id {
			return row, nil
		}
	}
	return JobStatus{}, fmt.Errorf("truenas: job %d: %w: TrueNAS restarted or forgot it; "+
		"look at the last run of the task", id, ErrNotFound)
}

// Attach returns a job that something else started.
func (s *JobService) Attach(ctx context.Context, id int) (*Job, error) {
	status, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return &Job{id: id, taskID: status.taskID(), jobs: s}, nil
}

const methodSync = "cloudsync.sync"

// taskID returns the task a job runs, or 0.
func (s JobStatus) taskID() int {
	var id int
	if s.Method != methodSync || len(s.Arguments) == 0 || json.Unmarshal(s.Arguments[0], &id) != nil {
		return 0
	}
	return id
}

func (s JobStatus) dryRun() bool {
	var options struct {
		DryRun bool `json:"dry_run"`
	}
	return len(s.Arguments) > 1 && json.Unmarshal(s.Arguments[1], &options) == nil && options.DryRun
}

// run starts a task.
func (s *JobService) run(ctx context.Context, taskID int, options RunOptions) (*Job, error) {
	// Before the call, so that no event of the job is missed.
	s.hub.subscribe(ctx)
	// A second parameter makes runs of different tasks share one lock on the
	// NAS, so it is sent only when needed.
	params := []any{taskID}
	if options.DryRun {
		params = append(params, map[string]any{"dry_run": true})
	}
	var id int
	if err := s.caller.Call(ctx, methodSync, params, &id); err != nil {
		return nil, err
	}
	status, known := s.hub.last(id)
	if !known {
		var err error
		if status, err = s.Get(ctx, id); err != nil {
			return nil, fmt.Errorf("truenas: task %d: started as job %d, but %w (%w)", taskID, id, ErrUncertain, opaque(err))
		}
	}
	// With that shared lock TrueNAS may answer with a queued job of another task.
	if status.taskID() != taskID || status.dryRun() != options.DryRun {
		return nil, fmt.Errorf("truenas: task %d was not started: TrueNAS %w, job %d (%s %s); run it again when that has ended",
			taskID, ErrWrongJob, id, status.Method, arguments(status))
	}
	return &Job{id: id, taskID: taskID, jobs: s}, nil
}

// opaque hides an answer of TrueNAS's to another call than the one it is told of:
// ErrBusy, say, would mean that nothing was started. The end of the connection or
// of a context means the same for both.
func opaque(err error) error {
	for _, shared := range []error{ErrConnectionLost, ErrClosed, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, shared) {
			return err
		}
	}
	return errors.New(err.Error())
}

func arguments(s JobStatus) string {
	if s.Method != methodSync {
		return "of another kind"
	}
	text, _ := json.Marshal(s.Arguments)
	return string(text)
}
