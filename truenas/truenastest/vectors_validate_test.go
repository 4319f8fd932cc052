//go:build vectors

package truenastest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/vectors"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

type validateLine struct {
	ID     string          `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"` // with the order of keys, and 5.0 as such
	OK     bool            `json:"ok"`
	Extra  json.RawMessage `json:"extra"`
	Error  *refusal        `json:"error"` // in place of Extra
}

// refusal is the answer of a call that is not about attributes.
type refusal struct {
	Code   int    `json:"code"`
	Reason string `json:"reason"`
	Errno  int    `json:"errno"`
}

// bodyArity are the methods whose number of parameters the running service
// checks before the schema does (see toomany.create of the service vectors):
// their lines with another number differ from a real call.
var bodyArity = map[string]int{
	"cloudsync.create": 1, "cloudsync.update": 2,
	"cloudsync.credentials.create": 1, "cloudsync.credentials.update": 2,
}

// TestVectorsValidate makes the recorded calls. What passes validation may
// still fail in the method's body, so only refusals are compared.
func TestVectorsValidate(t *testing.T) {
	for _, r := range append(recorded[:len(recorded):len(recorded)], recording{"24.10", truenas.V24_10}) {
		t.Run(r.file, func(t *testing.T) {
			s := truenastest.NewServer(t, truenastest.Config{Plain: true, Release: r.release})
			call := caller(t, s, r.release)
			lines := vectors.Lines[validateLine](t, "validate/"+r.file+".jsonl")
			for _, line := range lines {
				t.Run(line.ID, func(t *testing.T) {
					if r.release == truenas.V24_10 && line.Method == "cloudsync.credentials.update" {
						updateOld(t, line)
						return
					}
					compareRefusal(t, s, line, call(t, line))
				})
			}
			t.Logf("%s: %d lines, each as a call: verdict, attribute and errno agree unless a failure is above", t.Name(), len(lines))
		})
	}
}

// answer is a response in either protocol.
type answer struct {
	failed bool
	result json.RawMessage
	refusal
	rows any
}

// caller returns a function that makes the call of a line, logins on a
// connection that has not logged in.
func caller(t *testing.T, s *truenastest.Server, release truenas.Release) func(*testing.T, validateLine) answer {
	t.Helper()
	if release == truenas.V24_10 {
		root := loginOld(t, s, "root")
		return func(t *testing.T, line validateLine) answer {
			t.Helper()
			c := root
			if strings.HasPrefix(line.Method, "auth.log") {
				c = dialOld(t, s)
				c.connect()
			}
			c.t = t
			return oldCall(t, c, line)
		}
	}
	root := login(t, s, "root")
	return func(t *testing.T, line validateLine) answer {
		t.Helper()
		c := root
		if strings.HasPrefix(line.Method, "auth.log") {
			c = dial(t, s)
		}
		c.t = t
		c.write(string(mustJSON(t, map[string]any{"jsonrpc": "2.0", "id": "v", "method": line.Method, "params": line.Params})))
		f := c.response(`"v"`)
		if f.Error == nil {
			return answer{result: f.Result}
		}
		return answer{
			failed: true, refusal: refusal{f.Error.Code, f.Error.Data.Reason, f.Error.Data.Error}, rows: rows(t, f.Error.Data.Extra),
		}
	}
}

// oldCall makes the call in the older protocol. A validation error, errno 11
// there, is turned into what JSON-RPC would say.
func oldCall(t *testing.T, c *oldClient, line validateLine) answer {
	t.Helper()
	c.write(string(mustJSON(t, map[string]any{"msg": "method", "id": "v", "method": line.Method, "params": line.Params})))
	f := c.next()
	for f.Msg != "result" {
		f = c.next()
	}
	if f.Error == nil {
		return answer{result: f.Result}
	}
	out := answer{failed: true, refusal: refusal{-32001, f.Error.Reason, f.Error.Errno}, rows: rows(t, mustJSON(t, f.Error.Extra))}
	if f.Error.Type == "VALIDATION" && f.Error.Errno == 11 { // a single error has an errno of its own
		out.refusal = refusal{-32602, f.Error.Reason, 22}
	}
	return out
}

// updateOld updates the credential that the lines of 24.10 were recorded with.
func updateOld(t *testing.T, line validateLine) {
	t.Helper()
	s := truenastest.NewServer(t, truenastest.Config{Plain: true, Release: truenas.V24_10})
	c := loginOld(t, s, "root")
	c.result(&struct{}{}, "cloudsync.credentials.create", map[string]any{
		"name": "old", "provider": "GOOGLE_PHOTOS", "attributes": map[string]any{"token": "t"},
	})
	compareRefusal(t, s, line, oldCall(t, c, line))
}

func compareRefusal(t *testing.T, s *truenastest.Server, line validateLine, got answer) {
	t.Helper()
	if line.OK {
		return
	}
	var params []any
	require.NoError(t, json.Unmarshal(line.Params, &params))
	if n, ok := bodyArity[line.Method]; ok && len(params) != n || line.Method == "cloudsync.sync" && len(params) == 0 {
		require.True(t, got.failed, "%s", got.result) // the body, or the name of the lock, comes first
		return
	}
	if !got.failed { // a job: the verdict is in it
		var id int
		require.NoError(t, json.Unmarshal(got.result, &id), "%s", got.result)
		got = jobAnswer(t, s, id)
	}
	if line.Error != nil {
		require.Equal(t, *line.Error, got.refusal)
		return
	}
	require.Equal(t, -32602, got.Code, got.Reason)
	require.Equal(t, rows(t, line.Extra), got.rows, got.Reason)
}

// jobAnswer is how a call of the job's method would end.
func jobAnswer(t *testing.T, s *truenastest.Server, id int) answer {
	t.Helper()
	s.WaitJob(id)
	j := s.JobState(id)
	var entry jobState
	require.NoError(t, json.Unmarshal(j, &entry))
	require.NotNil(t, entry.Error, "%s", j)
	info := entry.ExcInfo.(map[string]any)
	out := answer{failed: true, refusal: refusal{-32001, *entry.Error, 22}, rows: rows(t, mustJSON(t, info["extra"]))}
	if info["type"] == "VALIDATION" {
		out.Code = -32602
	} else if errno, ok := info["errno"].(float64); ok {
		out.Errno = int(errno)
	}
	return out
}

func mustJSON(t *testing.T, v any) json.RawMessage {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return data
}
