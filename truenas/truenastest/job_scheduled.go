package truenastest

import (
	"fmt"

	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// RunScheduled starts a run of the task as its schedule does: a job of TrueNAS
// itself, without credentials, that only a full admin may abort with
// core.job_abort. It returns the job's id, 0 for a task that is not enabled. An
// unknown task panics.
func (s *Server) RunScheduled(task int) (job int) {
	s.mu.Lock()
	row := s.task(task)
	s.mu.Unlock()
	if row == nil {
		panic(fmt.Sprintf("truenastest: no task %d; create it first", task))
	}
	if !row.Flag("enabled") {
		return 0
	}
	c := &call{server: s, raw: []any{task}}
	m := s.methods["cloudsync.sync"]
	name, _ := m.job.lock(c.raw)
	s.mu.Lock()
	j, err := s.place(c, m, name)
	s.mu.Unlock()
	if err != nil {
		panic("truenastest: " + rules.AsFault(err).Reason)
	}
	if c.after != nil {
		c.after()
	}
	return j.id
}
