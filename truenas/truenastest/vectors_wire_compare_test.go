//go:build vectors

package truenastest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// script is what the engine does in one recorded run.
type script struct {
	reports []report
	failure string
	abort   bool
}

type report struct {
	percent     int
	description string
}

// scripted plays the scripts one after the other.
type scripted struct {
	written bool // the remote folder is there
	mu      sync.Mutex
	scripts []script
}

func (e *scripted) Run(ctx context.Context, _ truenastest.TaskRun, progress func(int, string)) (truenastest.EngineResult, error) {
	e.mu.Lock()
	var s script
	if len(e.scripts) > 0 {
		s, e.scripts = e.scripts[0], e.scripts[1:]
	}
	e.mu.Unlock()
	for _, p := range s.reports {
		progress(p.percent, p.description)
	}
	if s.abort {
		<-ctx.Done()
	}
	if s.failure != "" {
		return truenastest.EngineResult{Log: "log\n"}, errors.New(s.failure)
	}
	return truenastest.EngineResult{Log: "log\n"}, nil
}

// List knows an empty root and the folder that the scenarios write to.
func (e *scripted) List(_ context.Context, provider map[string]any, folder string) ([]truenastest.RemoteEntry, error) {
	switch {
	case provider["pass"] == "wrong":
		return nil, errors.New("couldn't list files: 401 Unauthorized: 401 Unauthorized")
	case folder == "none":
		return nil, truenastest.ErrNoDirectory
	case folder == "" && e.written:
		return []truenastest.RemoteEntry{{Name: "dst", Dir: true}}, nil
	}
	return nil, nil
}

// scripts reads, from the events and polled jobs of a session, what each run
// of the engine did.
func scripts(t *testing.T, line wireLine) []script {
	t.Helper()
	var order []int
	found := map[int]*script{}
	for _, f := range line.Frames {
		for _, j := range jobsIn(f) {
			if j.Method == "core.job_wait" {
				continue
			}
			s := found[j.ID]
			if s == nil {
				s = &script{}
				found[j.ID] = s
				order = append(order, j.ID)
			}
			last := report{}
			if len(s.reports) > 0 {
				last = s.reports[len(s.reports)-1]
			}
			p := report{j.Progress.Percent, j.Progress.Description}
			started := p.description != "" && p.description != "Starting" && !strings.HasPrefix(p.description, "Locking")
			if started && p != last {
				s.reports = append(s.reports, p)
			}
			s.abort = s.abort || j.State == "ABORTED"
			if j.Error != nil && strings.HasPrefix(*j.Error, "[EFAULT] ") {
				s.failure = strings.TrimPrefix(*j.Error, "[EFAULT] ")
			}
			if j.Error != nil && s.failure == "" {
				delete(found, j.ID) // ended before the engine
			}
		}
	}
	var out []script
	for _, id := range order {
		if s := found[id]; s != nil {
			out = append(out, *s)
		}
	}
	return out
}

// jobsIn returns the jobs in a frame: of an event, or polled.
func jobsIn(f wireFrame) []jobState {
	var answer frame
	if f.Dir != "s2c" || json.Unmarshal(f.Frame, &answer) != nil {
		return nil
	}
	var list []jobState
	var one jobState
	for _, data := range []json.RawMessage{answer.Params.Fields, answer.Result} {
		if data == nil || !strings.Contains(string(data), "logs_path") {
			continue
		}
		if json.Unmarshal(data, &list) == nil {
			return list
		}
		if json.Unmarshal(data, &one) == nil && one.Method != "" {
			return []jobState{one}
		}
	}
	return nil
}

// expect compares the next frame of the server.
func (r *replay) expect(i int, f wireFrame) {
	var want frame
	require.NoError(r.t, json.Unmarshal(f.Frame, &want))
	if want.Method != "" {
		r.expectEvent(want)
		return
	}
	got := r.client.response(string(want.ID))
	method := r.method[string(want.ID)]
	switch {
	case want.Error != nil:
		compareError(r.t, want.Error, got)
		compareText(r.t, want.Error, got.Error)
		compareTrace(r.t, f.Frame, got.raw)
	case method == "core.subscribe":
		var recorded, ours string
		require.NoError(r.t, json.Unmarshal(want.Result, &recorded))
		require.NoError(r.t, json.Unmarshal(got.Result, &ours), got.raw)
		r.subs[recorded] = ours
	case r.line.Scenario == encryptedListing && method == "cloudsync.list_directory":
		require.Nil(r.t, got.Error, got.raw)
	default:
		require.Nil(r.t, got.Error, got.raw)
		require.Equal(r.t, r.blur(want.Result), r.blur(got.Result), method)
	}
	if r.line.Scenario == "reader_session" && string(want.ID) == "7" {
		_, task, job := r.recordedIDs()
		r.server.SetNextID("job", job)
		r.other.write(fmt.Sprintf(`{"jsonrpc":"2.0","id":4,"method":"cloudsync.sync","params":[%d]}`, task))
	}
}

func (r *replay) expectEvent(want frame) {
	got := r.client.event()
	require.Equal(r.t, want.Method, got.Method)
	require.Equal(r.t, want.Params.Msg, got.Params.Msg, got.raw)
	require.Equal(r.t, want.Params.Collection, got.Params.Collection)
	require.Equal(r.t, want.Params.ID, got.Params.ID, got.raw)
	require.Equal(r.t, r.blur(want.Params.Fields), r.blur(got.Params.Fields))
}

// expectClose wants the connection to end as recorded; without a code the
// client ends it.
func (r *replay) expectClose(f wireFrame) {
	if f.Code == nil {
		require.NoError(r.t, r.client.ws.Close(websocket.StatusNormalClosure, ""))
		return
	}
	_, err := r.client.read()
	var closed websocket.CloseError
	require.ErrorAs(r.t, err, &closed)
	require.EqualValues(r.t, *f.Code, closed.Code)
	require.NotEmpty(r.t, closed.Reason)
}

// blurred are keys whose values differ between two systems; only null and not
// null are told apart.
var blurred = map[string]bool{
	"$date": true, "login_id": true, "login_at": true, "excerpt": true, "logs_excerpt": true, "exception": true,
	"repr": true, "name": false,
}

// userKeys are the parts of a user that depend on the system.
var userKeys = map[string]bool{"roles": true, "pw_dir": true, "pw_shell": true, "pw_gecos": true, "two_factor_config": true}

func (r *replay) blur(data json.RawMessage) any {
	var v any
	require.NoError(r.t, json.Unmarshal(orNull(data), &v))
	return blurValue("", v)
}

func blurValue(key string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		_, verdict := v["valid"]
		_, job := v["logs_path"]
		for k := range v {
			switch {
			case v[k] != nil && (blurred[k] || userKeys[k] || k == "name" && key == "api_key" || k == "id" && key == "api_key"),
				k == "error" && verdict && v[k] != nil:
				v[k] = "…"
			default:
				v[k] = blurValue(k, v[k])
			}
		}
		if job && v["method"] == "core.job_wait" {
			v["progress"] = "…"
		}
		return v
	case []any:
		for i := range v {
			v[i] = blurValue(key, v[i])
		}
	case string:
		if strings.HasPrefix(v, "/_download/") {
			return "/_download/"
		}
	}
	return v
}

// compareTrace wants the exception to have the recorded class and repr, and the
// keys that the release sends. Long reprs are cut in the recording.
func compareTrace(t *testing.T, want json.RawMessage, got string) {
	t.Helper()
	type answer struct {
		Error struct {
			Data struct {
				Trace map[string]any  `json:"trace"`
				Extra json.RawMessage `json:"extra"`
			} `json:"data"`
		} `json:"error"`
	}
	var w, g answer
	require.NoError(t, json.Unmarshal(want, &w))
	require.NoError(t, json.Unmarshal([]byte(got), &g))
	x, y := w.Error.Data.Trace, g.Error.Data.Trace
	require.Equal(t, slices.Sorted(maps.Keys(x)), slices.Sorted(maps.Keys(y)))
	require.Equal(t, x["class"], y["class"])
	if strings.HasPrefix(string(w.Error.Data.Extra), "{") || x == nil {
		return // the text is rclone's
	}
	repr, cut := strings.CutSuffix(x["repr"].(string), "...")
	if cut {
		require.Contains(t, y["repr"], repr)
		return
	}
	require.Equal(t, repr, y["repr"])
}
