package truenas

import (
	"context"
	"errors"
	"time"
)

// endTries is how often a task is asked how a run ended.
const endTries = 3

// endBeforeRestart returns the end of a job that TrueNAS does not know any
// more, if its task kept it; else a JobGoneError. TrueNAS stores the job that
// ended last with the task, without its id.
func (j *Job) endBeforeRestart(ctx context.Context) (*JobStatus, error) {
	if j.taskID == 0 {
		return nil, j.gone()
	}
	hub := j.jobs.hub
	for try := 1; ; try++ {
		task, err := call[struct {
			Job *JobStatus `json:"job"`
		}](ctx, j.jobs.caller, "cloudsync.get_instance", j.taskID)
		switch {
		case err == nil:
			if task.Job == nil || !task.Job.Finished() || !j.first.sameJob(*task.Job) {
				return nil, j.gone()
			}
			task.Job.ID = j.id
			return task.Job, nil
		case ctx.Err() != nil:
			return nil, contextError(ctx)
		case hub.hasEnded(), errors.Is(err, ErrClosed):
			return nil, err
		case try == endTries, hub.endsWatch(err), errors.Is(err, ErrNotFound):
			return nil, j.gone()
		}
		pause := time.NewTimer(hub.pollInterval)
		select {
		case <-pause.C:
		case <-ctx.Done():
		case <-hub.done():
		}
		pause.Stop()
	}
}
