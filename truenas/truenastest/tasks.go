package truenastest

import (
	"slices"
	"strconv"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

func taskMethods() []method {
	return []method{
		{name: "cloudsync.query", roles: readers, call: queryTasks},
		{name: "cloudsync.get_instance", roles: readers, call: getTask},
		{name: "cloudsync.create", roles: writers, call: createTask},
		{name: "cloudsync.update", roles: writers, call: updateTask},
		{name: "cloudsync.delete", roles: writers, call: deleteTask},
		{name: "cloudsync.restore", roles: writers, call: restoreTask},
	}
}

// task returns the stored row, or nil. The caller holds the lock.
func (s *Server) task(id int) *ejson.Object { return findID(s.tasks, id) }

func queryTasks(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	rows, jobs, entries := make([]*ejson.Object, len(c.server.tasks)), c.server.taskJobs(), map[int]*ejson.Object{}
	for i, t := range c.server.tasks {
		id := t.Number("id")
		entries[id] = withoutLocks(c.server.entryWith(t, jobs[id]), c.object(1))
		rows[i] = rules.ShowTask(c.server.release(), entries[id], true)
	}
	return runQuery(rows, c.params[0].([]any), c.object(1), func(row *ejson.Object) *ejson.Object {
		return c.showTask(entries[row.Number("id")])
	})
}

func getTask(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	id := c.first()
	if text, ok := c.params[0].(string); ok { // older releases let the database compare
		id, _ = strconv.Atoi(text)
	}
	row := c.server.task(id)
	if row == nil {
		return nil, rules.NotFoundFault("CloudSync " + rules.PyStr(c.params[0]) + " does not exist")
	}
	entry := withoutLocks(c.server.entry(row), c.object(1))
	return project(c.showTask(entry), c.object(1).List("select"))
}

func createTask(c *call) (any, error) { return c.storeNew(c.object(0)) }

// storeNew checks a complete task and stores it.
func (c *call) storeNew(data *ejson.Object) (any, error) {
	row := data.Clone()
	err := rules.CheckTask(c.server.ctx, c.server.release(), nas{c.server, c.session.user}, rules.Task{Prefix: "cloud_sync_create", Data: row})
	if err != nil {
		return nil, err
	}
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.credential(row.Number("credentials")) == nil {
		return nil, rules.NoCredential(row.Number("credentials")) // deleted meanwhile
	}
	row.Set("id", s.nextID("task"))
	s.tasks = append(s.tasks, row)
	return c.showTask(s.entry(row)), nil
}

// updateTask replaces what is given, attributes and lists as a whole, and
// checks the outcome as if it were new: the remote folder, too.
func updateTask(c *call) (any, error) {
	s, id := c.server, c.first()
	s.mu.Lock()
	row := s.task(id)
	if row == nil {
		s.mu.Unlock()
		return nil, rules.NoTask(id)
	}
	row = row.Clone()
	s.mu.Unlock()
	in := c.object(1)
	for _, k := range in.Keys() {
		row.Set(k, in.Get(k))
	}
	err := rules.CheckTask(s.ctx, s.release(), nas{s, c.session.user}, rules.Task{Prefix: "cloud_sync_update", Data: row})
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.tasks, func(t *ejson.Object) bool { return t.Number("id") == id })
	if i < 0 || s.credential(row.Number("credentials")) == nil {
		return nil, rules.NoTask(id) // deleted meanwhile
	}
	s.tasks[i] = row
	return c.showTask(s.entry(row)), nil
}

// deleteTask aborts a run of the task without waiting for it.
func deleteTask(c *call) (any, error) {
	s, id := c.server, c.first()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.task(id) == nil {
		return nil, rules.NoTask(id)
	}
	s.abortTask(id)
	delete(s.lastRuns, id)
	s.clear(taskFailed, id)
	s.clear(taskLocked, id)
	s.tasks = slices.DeleteFunc(s.tasks, func(t *ejson.Object) bool { return t.Number("id") == id })
	return true, nil
}

// restoreTask makes a disabled task in the other direction.
func restoreTask(c *call) (any, error) {
	s := c.server
	s.mu.Lock()
	row := s.task(c.first())
	if row == nil {
		s.mu.Unlock()
		return nil, rules.NoTaskToRestore(s.release(), c.first())
	}
	row = row.Clone()
	s.mu.Unlock()
	data, err := rules.RestoreTask(s.release(), row, c.object(1))
	if err != nil {
		return nil, err
	}
	return c.storeNew(data)
}
