package truenas

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// RunOptions changes how a task runs.
type RunOptions struct {
	// DryRun lets rclone say what it would do without doing it.
	DryRun bool
	// AbortOnCancel aborts the job when the context of a [Job.Watch] or
	// [Job.Wait] of it ends. Without it the job goes on.
	AbortOnCancel bool
}

const methodSyncOnetime = "cloudsync.sync_onetime"

// run starts a task.
func (s *JobService) run(ctx context.Context, taskID int, options RunOptions) (*Job, error) {
	status, err := s.begin(ctx, methodSync, taskID, options)
	if err != nil {
		return nil, fmt.Errorf("truenas: task %d: %w", taskID, err)
	}
	// The lock that dry runs of all tasks share makes TrueNAS answer with a
	// queued job of another task.
	if status.taskID() != taskID || status.dryRun() != options.DryRun {
		return nil, fmt.Errorf("truenas: task %d was not started: TrueNAS %w, job %d (%s %s); run it again when that has ended",
			taskID, ErrWrongJob, status.ID, status.Method, arguments(status))
	}
	return s.runJob(status, options), nil
}

// runOnce runs a task that is not stored. TrueNAS has no lock for these, and so
// no queue whose job it could answer with.
func (s *JobService) runOnce(ctx context.Context, task map[string]any, options RunOptions) (*Job, error) {
	status, err := s.begin(ctx, methodSyncOnetime, task, options)
	if err == nil && status.Method != methodSyncOnetime {
		err = fmt.Errorf("%w: TrueNAS %w, job %d (%s)", ErrUncertain, ErrWrongJob, status.ID, status.Method)
	}
	if err != nil {
		return nil, fmt.Errorf("truenas: run of %v: %w", task["path"], err)
	}
	return s.runJob(status, options), nil
}

func (s *JobService) runJob(status JobStatus, options RunOptions) *Job {
	job := s.job(status)
	job.abortOnCancel = options.AbortOnCancel
	return job
}

// begin starts a run and returns its first status.
func (s *JobService) begin(ctx context.Context, method string, task any, options RunOptions) (JobStatus, error) {
	// Before the call, so that no event of the job is missed.
	s.hub.subscribe(ctx)
	// A second parameter makes runs of different tasks share one lock on the
	// NAS, so it is sent only when needed.
	params := []any{task}
	if options.DryRun {
		params = append(params, map[string]any{"dry_run": true})
	}
	id, err := s.start(ctx, method, params)
	if err != nil {
		return JobStatus{}, err
	}
	status, err := s.started(ctx, id)
	if err != nil {
		return JobStatus{}, fmt.Errorf("started as job %d, but %w (%w)", id, ErrUncertain, opaque(err))
	}
	return status, nil
}

// start calls a job method and returns the job's id.
//
// That TrueNAS answers at once and with an id is its older way, and the default
// of every release. In the newer one, of 25.10, the answer is that of the job:
// it looks the same for an aborted job as for one that succeeded, and the call
// counts as one of the 20 in progress for as long as the job runs.
func (s *JobService) start(ctx context.Context, method string, params []any) (int, error) {
	var answer json.RawMessage
	if err := s.caller.Call(ctx, method, params, &answer); err != nil {
		return 0, err
	}
	var id int
	if json.Unmarshal(answer, &id) != nil || id <= 0 {
		return 0, fmt.Errorf("truenas: %s: %w: want the id of a job, got a JSON %s "+
			"(was legacy_jobs switched off with core.set_options?)", method, ErrUncertain, kindOf(answer))
	}
	return id, nil
}

// started returns the status of a job that was just started: the last event's,
// which usually was there before the id was.
func (s *JobService) started(ctx context.Context, id int) (JobStatus, error) {
	status, connection, known := s.hub.last(id)
	if known {
		return status, nil
	}
	status, err := s.Get(ctx, id)
	if err == nil && s.hub.connections() != connection {
		// The NAS may have restarted, and this be another run of the task.
		err = errors.New("the connection was lost before the job was seen")
	}
	return status, err
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
