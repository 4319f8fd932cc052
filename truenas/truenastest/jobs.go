package truenastest

import (
	"fmt"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

func jobMethods() []method {
	return []method{
		{name: "core.get_jobs", call: getJobs},
		{name: "core.job_abort", call: abortJob},
		{name: "core.job_wait", job: &jobKind{async: true, run: waitForJob}},
		{name: "core.job_download_logs", call: downloadLog},
		{name: "cloudsync.abort", roles: writers, call: abortSync},
	}
}

// noJob is how a call for a job that does not exist ends.
func (s *Server) noJob(id int) error {
	if !s.release().AtLeast(rules.V25_10) {
		return rules.KeyFault(id)
	}
	return rules.NotFoundFault(fmt.Sprintf("Job with id %d does not exist", id))
}

// sees reports whether the session may know about the job.
func (s *session) sees(j *job) bool {
	switch {
	case s == nil:
		return false
	case s.user.fullAdmin(), j.owner != nil && s.user.name == j.owner.user.name:
		return true
	}
	return j.method == "cloudsync.sync" && s.user.hasAny(readers...)
}

// owns reports whether the session may change the job. TrueNAS itself, without
// a session, may change any.
func (s *session) owns(j *job) bool {
	return s == nil || s.user.fullAdmin() || j.owner != nil && j.owner.user == s.user
}

// notOwned is why somebody may not use the job.
func (j *job) notOwned() string {
	if j.owner == nil {
		return "Only users with full administrative privileges can access internally ran jobs"
	}
	return "Job is not owned by current session"
}

func getJobs(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	rows := []*ejson.Object{}
	for _, j := range c.server.jobs {
		if c.session.sees(j) {
			rows = append(rows, j.entry())
		}
	}
	return runQuery(rows, c.params[0].([]any), c.object(1), asIs)
}

// abortJob lets users abort their own jobs only; one that ended or cannot be
// aborted is no error.
func abortJob(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	j := c.server.findJob(c.first())
	switch {
	case j == nil:
		return nil, c.server.noJob(c.first())
	case !c.session.owns(j):
		return nil, rules.CallFault(rules.EPERM, j.notOwned(), nil)
	}
	j.signal()
	return nil, nil
}

// waitForJob mirrors another job; an aborted one ends it with null.
func waitForJob(c *call, self *job) (any, error) {
	s := c.server
	s.mu.Lock()
	j := s.findJob(c.first())
	if j == nil {
		s.mu.Unlock()
		return nil, c.server.noJob(c.first())
	}
	if !c.session.sees(j) {
		s.mu.Unlock()
		return nil, rules.CallFault(rules.EPERM, j.notOwned(), nil)
	}
	j.mirrors = append(j.mirrors, self)
	s.setProgress(self, j.percent, j.description)
	s.mu.Unlock()
	select {
	case <-j.done:
		return j.outcome()
	case <-self.abort.Done():
		return nil, self.abort.Err()
	}
}

func downloadLog(c *call) (any, error) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	j := s.findJob(c.first())
	switch {
	case j == nil:
		return nil, c.server.noJob(c.first())
	case !c.session.sees(j):
		return nil, rules.CallFault(rules.EPERM, j.notOwned(), nil)
	case !j.kind.logs, j.state == stateWaiting:
		return nil, rules.CallFault(rules.EFAULT, "This job has no logs", nil)
	}
	return s.offerLog(c, j, c.params[1].(string), c.params[2].(bool)), nil
}

// abortSync signals any run of the task, whoever started it.
func abortSync(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.server.task(c.first()) == nil {
		return nil, rules.NoTask(c.first())
	}
	return c.server.abortTask(c.first()), nil
}
