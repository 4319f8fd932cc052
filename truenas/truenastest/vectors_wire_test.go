//go:build vectors

package truenastest_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/vectors"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

type wireLine struct {
	Scenario    string      `json:"scenario"`
	Path        string      `json:"path"`
	Frames      []wireFrame `json:"frames"`
	Status      int         `json:"status"`
	ContentType string      `json:"content_type"`
	Body        string      `json:"body"`

	release truenas.Release
}

type wireFrame struct {
	Dir    string          `json:"dir"`
	Frame  json.RawMessage `json:"frame"`
	Raw    string          `json:"raw"`
	Binary string          `json:"binary"`
	Note   string          `json:"note"`
	Code   *int            `json:"code"`
	Reason string          `json:"reason"`
	Text   string          `json:"text"`
}

// encryptedListing is the scenario whose listings hold names that rclone's
// crypt remote made up; a Lister would have to bring them.
const encryptedListing = "encrypted_listing"

// recording is a release that something was recorded from.
type recording struct {
	file    string
	release truenas.Release
}

// recorded are the releases that sessions were recorded from, by file name.
var recorded = []recording{
	{"25.04", truenas.V25_04}, {"25.10", truenas.V25_10}, {"26", truenas.V26}, {"27", truenas.V27},
}

func TestVectorsWire(t *testing.T) {
	for _, r := range recorded {
		t.Run(r.file, func(t *testing.T) {
			lines := vectors.Lines[wireLine](t, "wire/"+r.file+".jsonl")
			for _, line := range lines {
				line.release = r.release
				t.Run(line.Scenario, func(t *testing.T) {
					if line.Frames == nil {
						compareHTTP(t, line)
						return
					}
					newReplay(t, line).run()
				})
			}
			t.Logf("%s: %d scenarios: the frames agree unless a failure is above", t.Name(), len(lines))
		})
	}
}

func compareHTTP(t *testing.T, line wireLine) {
	t.Helper()
	s := truenastest.NewServer(t, truenastest.Config{Plain: true, Release: line.release})
	r, err := httpClient().Get(strings.Replace(s.URL(), "ws://", "http://", 1) + line.Path)
	require.NoError(t, err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	require.Equal(t, line.Status, r.StatusCode)
	contentType, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	require.Equal(t, line.ContentType, contentType)
	if line.Body == "" {
		return // an error page, whose text is the web server's
	}
	if line.Path == "/api/boot_id" {
		var id string
		require.NoError(t, json.Unmarshal(body, &id))
		require.NotEmpty(t, id)
		return
	}
	require.JSONEq(t, line.Body, string(body))
}

// replay plays the client's side of a recorded session.
type replay struct {
	t      *testing.T
	line   wireLine
	server *truenastest.Server
	client *client
	other  *client // root, for what happened on other connections
	keys   map[string]string
	subs   map[string]string // recorded subscription -> ours
	method map[string]string // of the calls by id
}

func newReplay(t *testing.T, line wireLine) *replay {
	t.Helper()
	runs := scripts(t, line)
	s := truenastest.NewServer(t, truenastest.Config{
		Plain: true, Release: line.release, Engine: &scripted{scripts: runs, written: len(runs) > 0},
	})
	s.AddDirectory("/mnt/tank/w/small", "/mnt/tank/w/big", "/mnt/tank/w/back")
	r := &replay{
		t: t, line: line, server: s, subs: map[string]string{}, method: map[string]string{},
		keys: map[string]string{
			"1": s.APIKey("root"), "2": s.APIKey("reader", truenastest.RoleCloudSyncRead),
			"3": s.APIKey("root"), "4": s.APIKey("writer", truenastest.RoleCloudSyncWrite),
		},
	}
	s.ExpireKey(r.keys["3"])
	r.client = dial(t, s)
	r.other = login(t, s, "root")
	return r
}

func (r *replay) run() {
	if r.line.Scenario == "reader_session" {
		r.prepareReader()
	}
	for i, f := range r.line.Frames {
		switch {
		case f.Dir == "c2s":
			r.write(i, f)
		case f.Dir == "s2c":
			r.expect(i, f)
		case f.Dir == "close":
			r.expectClose(f)
		case f.Text == "second connection":
			r.client = dial(r.t, r.server)
		default:
			r.t.Fatalf("unknown frame %+v", f)
		}
	}
}

// write sends a frame of the client.
func (r *replay) write(i int, f wireFrame) {
	switch {
	case f.Raw != "":
		r.client.write(f.Raw)
		return
	case f.Binary != "":
		require.NoError(r.t, r.client.ws.Write(r.client.ctx(), websocket.MessageBinary, []byte{0}))
		return
	case strings.HasPrefix(f.Note, "a text frame longer than"):
		n := 9000
		if strings.Contains(f.Note, "65536") {
			n = 65537
		}
		r.client.write(`{"jsonrpc":"2.0","id":7,"method":"core.ping","params":[]}` + strings.Repeat(" ", n))
		return
	case f.Note != "":
		require.Contains(r.t, f.Note, "core.ping, id 77")
		r.client.write(`{"jsonrpc":"2.0","id":77,"method":"core.ping","params":[]}` + strings.Repeat(" ", 60000))
		return
	}
	var call struct {
		ID     json.RawMessage `json:"id"`
		Method string          `json:"method"`
		Params []any           `json:"params"`
	}
	require.NoError(r.t, json.Unmarshal(f.Frame, &call))
	r.method[string(call.ID)] = call.Method
	r.seed(i, string(call.ID), call.Method)
	text := string(f.Frame)
	for id, key := range r.keys {
		if recorded := r.recordedKey(call.Params, id); recorded != "" {
			text = strings.Replace(text, recorded, key, 1)
		}
	}
	for recorded, ours := range r.subs {
		text = strings.Replace(text, recorded, ours, 1)
	}
	r.await(i, call.Method, call.Params)
	r.client.write(text)
}

// recordedKey finds a whole key with the id in the parameters.
func (r *replay) recordedKey(params []any, id string) string {
	for _, p := range params {
		text, _ := p.(string)
		if m, ok := p.(map[string]any); ok {
			text, _ = m["api_key"].(string)
		}
		if strings.HasPrefix(text, id+"-") && len(text) > 40 {
			return text
		}
	}
	return ""
}

// seed makes the server give out the recorded ids.
func (r *replay) seed(i int, id, method string) {
	kind := map[string]string{
		"cloudsync.credentials.create": "credential", "cloudsync.create": "task", "cloudsync.restore": "task",
		"cloudsync.sync": "job", "cloudsync.sync_onetime": "job", "core.job_wait": "job",
	}[method]
	if kind == "" {
		return
	}
	for _, f := range r.line.Frames[i+1:] {
		if f.Dir != "s2c" {
			continue
		}
		var answer frame
		require.NoError(r.t, json.Unmarshal(f.Frame, &answer))
		if kind == "job" && answer.Params.Msg == "added" {
			r.server.SetNextID(kind, answer.Params.ID)
			return
		}
		if string(answer.ID) != id {
			continue
		}
		var object struct {
			ID int `json:"id"`
		}
		var number int
		if json.Unmarshal(answer.Result, &object) == nil && object.ID > 0 {
			r.server.SetNextID(kind, object.ID)
		} else if json.Unmarshal(orNull(answer.Result), &number) == nil && number > 0 {
			r.server.SetNextID(kind, number)
		}
		return
	}
}

func orNull(data json.RawMessage) json.RawMessage {
	if data == nil {
		return json.RawMessage("null")
	}
	return data
}

// await waits where the recording leaves polls out: before a call that sees a
// job whose recorded state is final.
func (r *replay) await(i int, method string, params []any) {
	if method != "core.get_jobs" && method != "core.job_download_logs" {
		return
	}
	for _, f := range r.line.Frames[i+1:] {
		if f.Dir != "s2c" {
			continue
		}
		var answer frame
		require.NoError(r.t, json.Unmarshal(f.Frame, &answer))
		if answer.Result == nil {
			continue
		}
		if strings.Contains(string(answer.Result), `"state":"RUNNING"`) || strings.Contains(string(answer.Result), `"state": "RUNNING"`) {
			return
		}
		break
	}
	if id := filteredID(params); id > 0 {
		r.server.WaitJob(id)
	}
}

// filteredID is n in [n, …] or [[["id", "=", n]], …].
func filteredID(params []any) int {
	if len(params) == 0 {
		return 0
	}
	if n, ok := params[0].(float64); ok {
		return int(n)
	}
	list, _ := params[0].([]any)
	if len(list) != 1 {
		return 0
	}
	filter, _ := list[0].([]any)
	if len(filter) == 3 && filter[0] == "id" {
		return int(filter[2].(float64))
	}
	return 0
}

// prepareReader makes what root had made before the reader came.
func (r *replay) prepareReader() {
	credential, task, _ := r.recordedIDs()
	r.server.SetNextID("credential", credential)
	r.other.must(nil, "cloudsync.credentials.create", map[string]any{"name": "dav", "provider": map[string]any{
		"type": "WEBDAV", "url": "http://dav.example", "vendor": "OTHER", "user": "u", "pass": "p",
	}})
	r.server.SetNextID("task", task)
	r.other.must(nil, "cloudsync.create", map[string]any{
		"description": "t1", "path": "/mnt/tank/w/small", "credentials": credential, "attributes": map[string]any{"folder": "/dst"},
		"direction": "PUSH", "transfer_mode": "COPY", "encryption": true, "encryption_password": "pw", "encryption_salt": "na",
	})
}

// recordedIDs are those of the objects that the session only looks at.
func (r *replay) recordedIDs() (credential, task, job int) {
	for _, f := range r.line.Frames {
		var answer frame
		if f.Dir != "s2c" || json.Unmarshal(f.Frame, &answer) != nil {
			continue
		}
		if answer.Params.Msg == "added" {
			job = answer.Params.ID
		}
		var rows []struct {
			ID       int             `json:"id"`
			Provider json.RawMessage `json:"provider"`
			Path     string          `json:"path"`
		}
		if json.Unmarshal(orNull(answer.Result), &rows) != nil || len(rows) == 0 {
			continue
		}
		if rows[0].Provider != nil {
			credential = rows[0].ID
		}
		if rows[0].Path != "" {
			task = rows[0].ID
		}
	}
	return credential, task, job
}
