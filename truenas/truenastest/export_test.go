package truenastest

import (
	"encoding/json"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// CheckParams runs only the schema of a method: the parameters its body would
// get, or the rows of the validation error. known is false for a method the
// fake does not have.
func CheckParams(release truenas.Release, name string, params json.RawMessage) (normalized, extra json.RawMessage, known bool) {
	m := methodTable(release)[name]
	if m == nil {
		return nil, nil, false
	}
	v, err := ejson.Parse(string(params))
	if err != nil {
		panic(err)
	}
	out, err := m.rules.Check(v.([]any))
	if err != nil {
		extra, _ = ejson.Encode(rules.AsFault(err).Extra)
		return nil, extra, true
	}
	normalized, _ = ejson.Encode(out)
	return normalized, nil, true
}

// SetNextID makes the next object of a kind (credential, task, job) get the id.
func (s *Server) SetNextID(kind string, id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID[kind] = id - 1
}

// ParseFrame reports how a text frame is taken: code 0 is a valid request.
func ParseFrame(text string) (method string, code int) {
	o, err := parseObject(text)
	if err != nil {
		return "", codeParse
	}
	r, bad := parseFrame(o)
	if bad != nil {
		return "", bad.code
	}
	return r.method, 0
}

// WaitJob waits for a job's end without a call.
func (s *Server) WaitJob(id int) {
	s.mu.Lock()
	j := s.findJob(id)
	s.mu.Unlock()
	if j != nil {
		<-j.done
	}
}

// TaskDescriptions are those of the stored tasks, also after Close.
func (s *Server) TaskDescriptions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []string{}
	for _, t := range s.tasks {
		out = append(out, t.Text("description"))
	}
	return out
}

// WhileLocked runs f while no call can change the server.
func (s *Server) WhileLocked(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// SplitPath splits the path of a filter, an order or a selection.
func SplitPath(path string) []string { return splitPath(path) }

// ParseClientFirst reads a SCRAM client's first message.
func ParseClientFirst(text string) (user string, keyID int, bare string, err error) {
	f, err := parseClientFirst(text)
	return f.user, f.keyID, f.bare, err
}

// JobState is a job as core.get_jobs shows it to a full admin.
func (s *Server) JobState(id int) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, err := ejson.Encode(s.findJob(id).entry())
	if err != nil {
		panic(err)
	}
	return data
}

// AlertTexts are the alerts that are up, also after Close.
func (s *Server) AlertTexts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []string{}
	for _, a := range s.alerts {
		out = append(out, a.Text("formatted"))
	}
	return out
}
