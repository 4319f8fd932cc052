package truenas

import "context"

// RunOnce runs a task that is not stored, and returns as soon as it is queued. It
// must not have scripts. TrueNAS checks the rest only in the run: what it refuses
// is the [*JobError] of the job, with its Fields.
func (s *TaskService) RunOnce(ctx context.Context, spec TaskSpec, options RunOptions) (*Job, error) {
	wire, err := spec.encode()
	if err != nil {
		return nil, err
	}
	return s.jobs.runOnce(ctx, wire, options)
}
