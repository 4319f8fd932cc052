package truenastest

import (
	"fmt"
	"slices"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// alertClass is a kind of alert about a task. Python fills its text with the
// args; here there are only texts with one name in them.
type alertClass struct{ name, level, text, formatted string }

// Kinds of alerts.
var (
	taskFailed = alertClass{
		"CloudSyncTaskFailed", "ERROR", `Cloud sync task "%(name)s" failed.`, `Cloud sync task "%s" failed.`,
	}
	taskLocked = alertClass{
		"TaskLocked", "WARNING", `%(type)s task "%(identifier)s" will not be executed because it uses a locked dataset.`,
		`CloudSync task "%s" will not be executed because it uses a locked dataset.`,
	}
)

func alertMethods() []method {
	return []method{{name: "alert.list", roles: []string{RoleReadonlyAdmin}, call: listAlerts}}
}

// about returns the args of an alert about a task, and its key.
func (a alertClass) about(id int, description string) (args *ejson.Object, key string) {
	if a.name == taskLocked.name {
		return ejson.NewObject("type", "CloudSync", "identifier", description, "id", id), fmt.Sprintf("CloudSync_%d", id)
	}
	return ejson.NewObject("id", id, "name", description), fmt.Sprint(id)
}

// raise puts up an alert about a task, or renews it. The caller holds the lock.
func (s *Server) raise(class alertClass, task *ejson.Object) {
	now, id, description := ejson.Date(s.now()), task.Number("id"), task.Text("description")
	if i := s.findAlert(class, id); i >= 0 {
		s.alerts[i].Set("last_occurrence", now)
		return
	}
	args, key := class.about(id, description)
	uuid := newUUID()
	s.alerts = append(s.alerts, ejson.NewObject(
		"uuid", uuid, "source", "", "klass", class.name, "args", args, "node", "Controller A", "key", key,
		"datetime", now, "last_occurrence", now, "dismissed", false, "mail", nil, "text", class.text, "id", uuid,
		"level", class.level, "formatted", fmt.Sprintf(class.formatted, description), "one_shot", true,
	))
}

// clear takes the alert about a task down. The caller holds the lock.
func (s *Server) clear(class alertClass, task int) {
	if i := s.findAlert(class, task); i >= 0 {
		s.alerts = slices.Delete(s.alerts, i, i+1)
	}
}

func (s *Server) findAlert(class alertClass, task int) int {
	_, key := class.about(task, "")
	return slices.IndexFunc(s.alerts, func(a *ejson.Object) bool {
		return a.Text("klass") == class.name && a.Text("key") == key
	})
}

func listAlerts(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	out := make([]any, len(c.server.alerts))
	for i, a := range c.server.alerts {
		out[i] = a.Clone()
	}
	return out, nil
}
