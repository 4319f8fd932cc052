package truenas

import (
	"context"
)

// Job is a job on the NAS. It keeps running when this program ends. Safe for
// concurrent use.
//
// The ids of jobs count from 1 again when TrueNAS restarts. A Job remembers
// what else it knows of itself, and never takes another job with its id for
// itself: its methods then fail with a [*JobGoneError].
type Job struct {
	id            int
	taskID        int
	first         JobStatus // tells it from another job with its id
	abortOnCancel bool
	jobs          *JobService
}

func (s *JobService) job(status JobStatus) *Job {
	return &Job{id: status.ID, taskID: status.taskID(), first: status, jobs: s}
}

// ID returns the job's number.
func (j *Job) ID() int { return j.id }

// TaskID returns the task the job runs; 0 when it is not the run of a task.
func (j *Job) TaskID() int { return j.taskID }

// Status asks for the job's present status; a [*JobGoneError] after a restart
// of the NAS.
func (j *Job) Status(ctx context.Context) (JobStatus, error) {
	status, err := j.jobs.Get(ctx, j.id)
	if err != nil {
		return JobStatus{}, err
	}
	if !j.first.sameJob(status) {
		return JobStatus{}, j.gone()
	}
	return status, nil
}

func (j *Job) gone() *JobGoneError { return &JobGoneError{JobID: j.id, TaskID: j.taskID} }

// Wait waits for the end of the job, as [Job.Watch] does. Its error is a
// [*JobError] when the job did not succeed.
func (j *Job) Wait(ctx context.Context) (JobStatus, error) {
	var last JobStatus
	for update, err := range j.Watch(ctx) {
		if err == nil || update.Final {
			last = update.Status
		}
		if err != nil {
			return last, err
		}
	}
	return last, last.err()
}

// JobService is core.get_jobs and its events. It is safe for concurrent use.
type JobService struct {
	caller Caller
	hub    *jobHub
}

// NewJobService returns the service on a caller of your own; see [Caller].
func NewJobService(caller Caller) *JobService {
	return &JobService{caller: caller, hub: hubOf(caller)}
}

// Get returns a job's status; a [*JobGoneError] if TrueNAS does not know it
// (any more): it forgets the oldest of about 1,000, and all when it restarts.
func (s *JobService) Get(ctx context.Context, id int) (JobStatus, error) {
	rows, err := call[[]JobStatus](ctx, s.caller, jobCollection, []any{[]any{"id", "=", id}})
	if err != nil {
		return JobStatus{}, err
	}
	for _, row := range rows {
		if row.ID == id {
			return row, nil
		}
	}
	return JobStatus{}, &JobGoneError{JobID: id}
}

// Attach returns a job that something else started.
func (s *JobService) Attach(ctx context.Context, id int) (*Job, error) {
	status, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.job(status), nil
}

// OfTask returns the waiting and running jobs of a task, dry runs too, newest
// first: to follow a run that the schedule or somebody else started. There may
// be none.
func (s *JobService) OfTask(ctx context.Context, taskID int) ([]*Job, error) {
	// "not one of the final states" keeps a state this package does not know.
	rows, err := call[[]JobStatus](ctx, s.caller, jobCollection,
		[]any{
			[]any{"method", "=", methodSync},
			[]any{"state", "nin", []JobState{JobSuccess, JobFailed, JobAborted}},
		},
		map[string]any{"order_by": []string{"-id"}})
	if err != nil {
		return nil, err
	}
	var jobs []*Job
	for _, row := range rows {
		if row.taskID() == taskID {
			jobs = append(jobs, s.job(row))
		}
	}
	return jobs, nil
}
