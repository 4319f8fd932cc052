//go:build vectors

package truenastest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

type validateLine struct {
	ID         string          `json:"id"`
	Method     string          `json:"method"`
	Params     json.RawMessage `json:"params"`
	OK         bool            `json:"ok"`
	Normalized json.RawMessage `json:"normalized"`
	Extra      json.RawMessage `json:"extra"`
}

// notOffered are the methods of the vectors that the fake does not have.
var notOffered = map[string]string{
	"cloudsync.onedrive_list_drives": "asks Microsoft; there is nothing behind it to fake",
	"core.get_methods":               "its result is the schema of the whole API",
}

// bodyArity are the methods whose number of parameters the running service
// checks before the schema does (see toomany.create of the service vectors):
// their validate lines with another number differ from a real call.
var bodyArity = map[string]int{
	"cloudsync.create": 1, "cloudsync.update": 2,
	"cloudsync.credentials.create": 1, "cloudsync.credentials.update": 2,
}

func TestVectorsValidate(t *testing.T) {
	s := truenastest.NewServer(t, truenastest.Config{Plain: true})
	root := login(t, s, "root")
	excluded := 0
	for _, line := range vectors[validateLine](t, "validate/25.10.jsonl") {
		if _, ok := notOffered[line.Method]; ok {
			excluded++
			continue
		}
		t.Run(line.ID, func(t *testing.T) {
			normalized, extra, known := truenastest.CheckParams(truenas.V25_10, line.Method, line.Params)
			require.True(t, known, "method %s is neither offered nor listed as not offered", line.Method)
			require.Equal(t, line.OK, extra == nil, "%s\n%s", line.Params, extra)
			if line.OK {
				require.JSONEq(t, string(line.Normalized), string(normalized))
			} else {
				require.Equal(t, rows(t, line.Extra), rows(t, extra), "%s", extra)
			}
			validateOverTheWire(t, s, root, line)
		})
	}
	t.Logf("%d lines excluded", excluded)
}

// validateOverTheWire makes the same call. What passes validation may still
// fail in the method's body, so only refusals are compared.
func validateOverTheWire(t *testing.T, s *truenastest.Server, root *client, line validateLine) {
	t.Helper()
	c := root
	if strings.HasPrefix(line.Method, "auth.log") {
		c = dial(t, s)
	}
	c.t = t
	var params []any
	require.NoError(t, json.Unmarshal(line.Params, &params))
	data, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": "v", "method": line.Method, "params": line.Params})
	require.NoError(t, err)
	c.write(string(data))
	answer := c.response(`"v"`)
	if line.OK {
		return
	}
	if n, ok := bodyArity[line.Method]; ok && len(params) != n {
		require.NotNil(t, answer.Error)
		require.Equal(t, -32001, answer.Error.Code)
		return
	}
	if line.Method == "cloudsync.sync" && len(params) == 0 {
		require.NotNil(t, answer.Error) // there is no lock name without parameters
		return
	}
	if answer.Error == nil { // a job: the verdict is in it
		var id int
		require.NoError(t, json.Unmarshal(answer.Result, &id), answer.raw)
		j := waitJob(t, s, id)
		require.Equal(t, rows(t, line.Extra), rows(t, mustJSON(t, j.ExcInfo.(map[string]any)["extra"])))
		return
	}
	require.Equal(t, -32602, answer.Error.Code, answer.raw)
	require.Equal(t, rows(t, line.Extra), rows(t, answer.Error.Data.Extra), answer.raw)
}

func mustJSON(t *testing.T, v any) json.RawMessage {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return data
}

// waitJob waits for a job's end on a connection of its own, and returns it.
func waitJob(t *testing.T, s *truenastest.Server, id int) jobState {
	t.Helper()
	c := login(t, s, "waiter")
	defer func() { _ = c.ws.CloseNow() }()
	c.must(nil, "core.set_options", map[string]any{"legacy_jobs": false})
	c.call("core.job_wait", id) // fails when the job did
	return c.job(id)
}
