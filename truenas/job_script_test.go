package truenas_test

import (
	"maps"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// script is a NAS whose answers a test changes while it runs.
type script struct {
	mu      sync.Mutex
	answers map[string]string // by method; a "!" before an error; "" is no answer
	calls   []call
	peer    *peer
	// onCall, if set, may answer instead; false leaves it to answers.
	onCall func(*peer, call) bool
}

// newScript answers with job 12, a run of task 5, and changes to its row.
func newScript(changes map[string]any) *script {
	return &script{answers: map[string]string{
		"core.subscribe": `"sub"`, "cloudsync.sync": "12", "core.get_jobs": rows(changes), "core.ping": `"pong"`,
		"core.job_abort": "null", "cloudsync.abort": "true", "cloudsync.get_instance": `{"id":5,"job":null}`,
	}}
}

func (s *script) handle(p *peer, c call) {
	s.mu.Lock()
	s.peer = p
	s.calls = append(s.calls, c)
	answer, onCall := s.answers[c.Method], s.onCall
	s.mu.Unlock()
	switch {
	case onCall != nil && onCall(p, c):
	case answer == "":
	case answer[0] == '!':
		p.fail(c, answer[1:])
	default:
		p.answer(c, answer)
	}
}

func (s *script) set(method, answer string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[method] = answer
}

// event sends an event of the job.
func (s *script) event(changes map[string]any) {
	s.send(`{"jsonrpc":"2.0","method":"collection_update","params":{"msg":"changed","collection":"core.get_jobs","id":12,"fields":` +
		row(changes) + `}}`)
}

func (s *script) send(frame string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.peer.send(frame)
}

// sent returns the methods called so far, logins aside.
func (s *script) sent() (methods []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		methods = append(methods, c.Method)
	}
	return methods
}

// count returns how often a method was called.
func (s *script) count(method string) (n int) {
	for _, sent := range s.sent() {
		if sent == method {
			n++
		}
	}
	return n
}

// answerWith sets onCall.
func (s *script) answerWith(onCall func(*peer, call) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onCall = onCall
}

func (s *script) connect(t *testing.T, opts ...truenas.Option) *truenas.Client {
	return connect(t, s.handle, opts...)
}

// row is job 12, the running run of task 5, with changes.
func row(changes map[string]any) string {
	job := map[string]any{
		"id": 12, "method": "cloudsync.sync", "arguments": []any{5}, "state": "RUNNING", "abortable": true,
		"progress":     map[string]any{"percent": 10, "description": "", "extra": nil},
		"time_started": at(0), "time_finished": nil, "logs_path": nil, "logs_excerpt": nil, "exc_info": nil, "error": nil,
	}
	maps.Copy(job, changes)
	return string(mustJSON(job))
}

func rows(changes map[string]any) string { return "[" + row(changes) + "]" }

// at is a time as TrueNAS sends it.
func at(seconds float64) map[string]any {
	return map[string]any{"$date": 1767225600000 + int(seconds*1000)}
}

func ended(state string) map[string]any {
	return map[string]any{"state": state, "time_finished": at(60)}
}

func requireGone(t *testing.T, err error) {
	t.Helper()
	require.ErrorIs(t, err, truenas.ErrNotFound)
	var gone *truenas.JobGoneError
	require.ErrorAs(t, err, &gone)
	require.Equal(t, &truenas.JobGoneError{JobID: 12, TaskID: 5}, gone)
	require.ErrorContains(t, err, "TrueNAS restarted")
	require.ErrorContains(t, err, "task 5")
}

func paramsOf(c call) string { return string(mustJSON(c.Params)) }

// last returns the last call of a method.
func (s *script) last(t *testing.T, method string) call {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.calls) - 1; i >= 0; i-- {
		if s.calls[i].Method == method {
			return s.calls[i]
		}
	}
	t.Errorf("%s was not called", method)
	return call{}
}
