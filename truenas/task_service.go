package truenas

import (
	"context"
	"iter"
)

// TaskService is cloudsync.*. It is safe for concurrent use.
type TaskService struct {
	caller Caller
	jobs   *JobService
}

// NewTaskService returns the service on a caller of your own; see [Caller].
func NewTaskService(caller Caller) *TaskService {
	return &TaskService{caller: caller, jobs: NewJobService(caller)}
}

const methodTasks = "cloudsync.query"

// List returns all tasks, in one answer: with many thousands of them, which may
// be beyond 32 MiB ([ErrMessageTooLarge]), use All.
func (s *TaskService) List(ctx context.Context) ([]Task, error) {
	return call[[]Task](ctx, s.caller, methodTasks)
}

// Query returns the tasks that query selects.
func (s *TaskService) Query(ctx context.Context, query Query) ([]Task, error) {
	return queryRows[Task](ctx, s.caller, methodTasks, query)
}

// Count returns how many tasks filter selects.
func (s *TaskService) Count(ctx context.Context, filter Filter) (int, error) {
	return countRows(ctx, s.caller, methodTasks, filter)
}

// All returns the tasks that filter selects by id, 100 at a time, so that not all
// of them are in memory at once. What is deleted or created meanwhile does not
// make it leave out or repeat others. An error ends it. It is slower than List:
// TrueNAS goes through all tasks for each page.
func (s *TaskService) All(ctx context.Context, filter Filter) iter.Seq2[Task, error] {
	return pages(ctx, s.caller, methodTasks, filter, func(t Task) int { return t.ID })
}

// Get returns one task; [ErrNotFound] if there is none.
func (s *TaskService) Get(ctx context.Context, id int) (Task, error) {
	return call[Task](ctx, s.caller, "cloudsync.get_instance", id)
}

// Create stores a task. For a [Pull] TrueNAS first looks for the folder in the
// account, which needs a working token and may take minutes. What it refuses
// is a [*ValidationError].
func (s *TaskService) Create(ctx context.Context, spec TaskSpec) (Task, error) {
	wire, err := spec.encode()
	if err != nil {
		return Task{}, err
	}
	return call[Task](ctx, s.caller, "cloudsync.create", wire)
}

// Update changes a task. TrueNAS checks all of it again, as [TaskService.Create]
// does.
func (s *TaskService) Update(ctx context.Context, id int, update TaskUpdate) (Task, error) {
	wire, err := update.encodeFor(id)
	if err != nil {
		return Task{}, err
	}
	return call[Task](ctx, s.caller, "cloudsync.update", id, wire)
}

// Delete removes a task and aborts its run, without waiting for its end.
func (s *TaskService) Delete(ctx context.Context, id int) error {
	return s.caller.Call(ctx, "cloudsync.delete", []any{id}, nil)
}

// RestoreSpec is what [TaskService.Restore] takes from its caller.
type RestoreSpec struct {
	Description string
	// TransferMode is [Sync] or [Copy].
	TransferMode TransferMode
	// Path is the folder on the NAS, under /mnt.
	Path string
}

// Restore stores a new, disabled task in the opposite direction of a stored one,
// with its credential, attributes, encryption and schedule. Its filters, scripts
// and limits are TrueNAS's defaults.
func (s *TaskService) Restore(ctx context.Context, id int, spec RestoreSpec) (Task, error) {
	wire := map[string]any{"transfer_mode": spec.TransferMode, "path": spec.Path}
	putNonZero(wire, "description", spec.Description)
	return call[Task](ctx, s.caller, "cloudsync.restore", id, wire)
}

// Run starts a task and returns as soon as it is queued. While the task is
// already running, TrueNAS queues one more run and answers every further
// request with that one.
func (s *TaskService) Run(ctx context.Context, id int, options RunOptions) (*Job, error) {
	return s.jobs.run(ctx, id, options)
}

// Abort stops the running job of a task, or else the waiting one, whoever started
// it, and reports whether there was one. The job ends some time later; one that
// waited behind it then starts.
func (s *TaskService) Abort(ctx context.Context, id int) (bool, error) {
	return call[bool](ctx, s.caller, "cloudsync.abort", id)
}
