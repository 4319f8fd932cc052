package truenastest

import (
	"context"
	"slices"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// maxJobs is how many jobs the NAS remembers, and one more.
const maxJobs = 1000

// jobLock holds the jobs of one lock: one runs, one may wait.
type jobLock struct{ running, waiting *job }

// enqueue makes a job of a call. Its parameters are checked inside the job, so
// a call with wrong ones still gets a job id.
func (s *Server) enqueue(c *call, m *method) (any, error) {
	name := ""
	if m.job.lock != nil {
		var ok bool
		if name, ok = m.job.lock(c.raw); !ok {
			return nil, rules.CallFault(rules.EINVAL, "Error handling job lock. This is most likely caused by invalid call arguments.", nil)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	j, err := s.place(c, m, name)
	if err != nil {
		return nil, err
	}
	c.job = j
	if !c.conn.legacyJobs {
		c.wait = j
		if c.after == nil {
			c.after = func() {}
		}
	}
	return j.id, nil
}

// place finds the job that already waits for the lock, or makes a new one.
func (s *Server) place(c *call, m *method, name string) (*job, error) {
	l := s.locks[name]
	if l == nil {
		l = &jobLock{}
	}
	if w := l.waiting; w != nil {
		if !c.session.owns(w) {
			return nil, rules.CallFault(rules.EBUSY, "This job is already being performed by another user", nil)
		}
		if more := c.messageIDs(); len(more) > 0 {
			w.messages = append(w.messages, more...)
			if s.release().AtLeast(rules.V25_10) {
				s.announce(w, "changed")
			}
		}
		return w, nil
	}
	j := s.newJob(c, m)
	switch {
	case name == "":
		c.after = func() { s.start(j) }
	case l.running == nil:
		j.lock, l.running = name, j
		c.after = func() { s.start(j) }
	default:
		j.lock, l.waiting = name, j
	}
	if name != "" {
		s.locks[name] = l
	}
	s.announce(j, "added")
	return j, nil
}

func (s *Server) newJob(c *call, m *method) *job {
	params, invalid := m.rules.Check(c.raw)
	body := *c
	body.params = params
	j := &job{
		id: s.nextID("job"), method: m.name, kind: m.job, release: s.release(), owner: c.session, started: s.now(),
		args: m.rules.RedactArguments(c.raw, invalid == nil), messages: c.messageIDs(), state: stateWaiting,
		done: make(chan struct{}),
	}
	j.ctx = s.ctx
	j.abort, j.cancel = context.WithCancel(s.ctx)
	if m.name == "cloudsync.sync" && len(c.raw) > 0 && ejson.IsInt(c.raw[0]) {
		j.task = ejson.ToInt(c.raw[0])
	}
	j.body = func(j *job) (any, error) {
		if invalid != nil {
			return nil, invalid
		}
		return m.job.run(&body, j)
	}
	s.forgetOld()
	s.jobs = append(s.jobs, j)
	return j
}

// forgetOld makes room for a new job: of about a thousand, the oldest one that
// ended goes, and its log with it.
func (s *Server) forgetOld() {
	if len(s.jobs) <= maxJobs {
		return
	}
	if i := slices.IndexFunc(s.jobs, func(j *job) bool { return !j.active() }); i >= 0 {
		s.jobs = slices.Delete(s.jobs, i, i+1)
	}
}

// messageIDs is the id of a JSON-RPC call that a job comes from; one that
// Python takes for false does not count.
func (c *call) messageIDs() []any {
	if c.conn == nil || falsy(c.id) {
		return []any{}
	}
	if _, old := c.conn.dialect.(*legacy); old {
		return []any{}
	}
	return []any{c.id}
}

// start runs the job in a goroutine of its own.
func (s *Server) start(j *job) { s.running.Go(func() { s.run(j) }) }

func (s *Server) run(j *job) {
	defer j.cancel()
	s.mu.Lock()
	aborted := j.aborted
	if !aborted {
		j.state = stateRunning
		s.announce(j, "changed")
	}
	s.mu.Unlock()
	var result any
	err := errEngineGone
	defer func() { // also if the engine ends its goroutine, as a failed test does
		s.mu.Lock()
		defer s.mu.Unlock()
		s.finish(j, result, err)
		s.unlockJob(j)
		close(j.done)
	}()
	if aborted {
		err = nil
		return
	}
	result, err = j.body(j)
}

// finish sets the final state. A success below 100 percent shows twice, as on
// the real server: once with the percentage, once with the log's excerpt.
func (s *Server) finish(j *job, result any, err error) {
	j.finished = s.now()
	switch {
	case j.cut():
		j.state = stateAborted
	case err != nil:
		j.state, j.failure = stateFailed, rules.AsFault(err)
	default:
		j.state, j.result = stateSuccess, result
		if j.percent != 100 {
			j.percent = 100
			s.announce(j, "changed")
		}
	}
	if j.kind.logs {
		j.excerpt = excerptOf(string(j.log))
	}
	if j.task != 0 && !j.forgotten {
		row := j.entry()
		row.Set("id", nil)
		row.Set("logs_path", nil)
		s.lastRuns[j.task] = row
	}
	s.announce(j, "changed")
}

// unlockJob hands the job's lock to the one that waits for it.
func (s *Server) unlockJob(j *job) {
	l := s.locks[j.lock]
	if l == nil || l.running != j {
		return
	}
	l.running, l.waiting = l.waiting, nil
	if l.running != nil {
		s.start(l.running)
	} else {
		delete(s.locks, j.lock)
	}
}

// progress changes what a running job shows, and tells those who listen if
// that is news. An empty description keeps the last one.
func (s *Server) progress(j *job, percent int, description string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setProgress(j, percent, description)
}

func (s *Server) setProgress(j *job, percent int, description string) {
	percent = min(max(percent, 0), 100)
	if description == "" {
		description = j.description
	}
	if j.state != stateRunning || percent == j.percent && description == j.description {
		return
	}
	j.percent, j.description = percent, description
	s.announce(j, "changed")
	for _, w := range j.mirrors {
		s.setProgress(w, percent, description)
	}
}

// abortTask signals the run of a task that its entry shows: one that waits for
// another to end is not that, and runs next. The caller holds the lock.
func (s *Server) abortTask(task int) bool {
	j := s.taskJob(task)
	if j == nil || !j.active() {
		return false
	}
	j.signal()
	return true
}

// findJob returns the job, or nil. The caller holds the lock.
func (s *Server) findJob(id int) *job {
	i := slices.IndexFunc(s.jobs, func(j *job) bool { return j.id == id })
	if i < 0 {
		return nil
	}
	return s.jobs[i]
}
