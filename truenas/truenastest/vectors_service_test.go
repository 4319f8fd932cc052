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

type serviceLine struct {
	ID    string `json:"id"`
	As    string `json:"as"`
	Setup []struct {
		Method string `json:"method"`
		Params []any  `json:"params"`
	} `json:"setup"`
	Method string          `json:"method"`
	Params []any           `json:"params"`
	OK     bool            `json:"ok"`
	Result json.RawMessage `json:"result"`
	Error  *rpcError       `json:"error"`
	Extra  json.RawMessage `json:"extra"`
	Job    map[string]any  `json:"job"`
	// SetupIDs are the recorded ids of what setup made.
	SetupIDs []int `json:"setup_ids"`
}

type fixtures struct {
	Credentials []struct {
		ID       int            `json:"id"`
		Name     string         `json:"name"`
		Provider map[string]any `json:"provider"`
	} `json:"credentials"`
	Pools    []string `json:"pools"`
	Datasets []string `json:"datasets"`
}

func loadFixtures(t *testing.T, version string) fixtures {
	t.Helper()
	var f fixtures
	require.NoError(t, json.Unmarshal(vectors.File(t, "service/"+version+".fixtures.json"), &f))
	return f
}

func TestVectorsService(t *testing.T) {
	for _, v := range recorded {
		t.Run(v.file, func(t *testing.T) {
			lines, f := vectors.Lines[serviceLine](t, "service/"+v.file+".jsonl"), loadFixtures(t, v.file)
			for _, line := range lines {
				t.Run(line.ID, func(t *testing.T) {
					s := fixtureServer(t, v.release, f)
					root := login(t, s, "root")
					for _, credential := range f.Credentials {
						if credential.ID > 0 {
							s.SetNextID("credential", credential.ID)
						}
						answer := root.call("cloudsync.credentials.create", map[string]any{"name": credential.Name, "provider": credential.Provider})
						require.Equal(t, credential.ID == 0, answer.Error != nil, answer.raw) // some the release refuses
					}
					runLine(t, s, root, line)
				})
			}
			t.Logf("%s: %d lines, each as a call: verdict, attribute, errno and text agree unless a failure is above", t.Name(), len(lines))
		})
	}
}

// fixtureServer has what exists before each line. The lines were recorded
// without ZFS, so every path was on the pool's own file system.
func fixtureServer(t *testing.T, release truenas.Release, f fixtures) *truenastest.Server {
	t.Helper()
	s := truenastest.NewServer(t, truenastest.Config{
		Plain: true, Release: release, Engine: standIn{}, Pools: f.Pools, Datasets: f.Datasets,
	})
	for _, name := range f.Datasets {
		if strings.Contains(name, "/") {
			s.Mount(name, "")
		}
	}
	s.AddDirectory("/mnt/tank/data")
	s.AddFile("/mnt/tank/afile", 7)
	return s
}

func runLine(t *testing.T, s *truenastest.Server, root *client, line serviceLine) {
	t.Helper()
	// The recorded ids come back, so that results can be compared as they are.
	first := 0
	for i, call := range line.Setup {
		kind := "task"
		if strings.HasPrefix(call.Method, "cloudsync.credentials") {
			kind = "credential"
		}
		if i < len(line.SetupIDs) {
			s.SetNextID(kind, line.SetupIDs[i])
		}
		var made struct {
			ID int `json:"id"`
		}
		root.must(&made, call.Method, call.Params...)
		if i == 0 {
			first = made.ID
		}
	}
	params := line.Params
	for i, p := range params {
		if p == "$0" {
			params[i] = first
		}
	}
	c := root
	if line.As != "root" {
		c = login(t, s, line.As, map[string]string{
			"writer": truenastest.RoleCloudSyncWrite, "reader": truenastest.RoleCloudSyncRead,
		}[line.As])
	}
	answer := c.call(line.Method, params...)
	switch {
	case line.Job != nil:
		require.Nil(t, answer.Error, answer.raw)
		var id int
		require.NoError(t, json.Unmarshal(answer.Result, &id))
		s.WaitJob(id)
		var j jobState
		require.NoError(t, json.Unmarshal(s.JobState(id), &j))
		compareJob(t, line, j)
	case line.Error != nil:
		compareError(t, line.Error, answer)
		compareText(t, line.Error, answer.Error)
	default:
		require.Nil(t, answer.Error, answer.raw)
		compareResult(t, line.Method, line.Result, answer.Result)
	}
}

func compareError(t *testing.T, want *rpcError, answer frame) {
	t.Helper()
	require.NotNil(t, answer.Error, answer.raw)
	got := answer.Error
	require.Equal(t, want.Code, got.Code, answer.raw)
	require.NotEmpty(t, got.Message)
	require.Equal(t, want.Data.Error, got.Data.Error, answer.raw)
	require.Equal(t, want.Data.Errname, got.Data.Errname)
	wantRows, gotRows := rows(t, want.Data.Extra), rows(t, got.Data.Extra)
	if m, ok := wantRows.(map[string]any); ok { // the excerpt of a listing
		require.IsType(t, m, gotRows)
		require.Len(t, gotRows, len(m))
		return
	}
	require.Equal(t, wantRows, gotRows, answer.raw)
}

// compareText wants the messages to be the recorded ones, too, except those
// that rclone or Python's JSON parser wrote.
func compareText(t *testing.T, want, got *rpcError) {
	t.Helper()
	if want.Code == -32700 {
		return
	}
	require.Equal(t, want.Message, got.Message)
	if strings.HasPrefix(string(want.Data.Extra), "{") {
		return
	}
	require.Equal(t, want.Data.Reason, got.Data.Reason)
	if len(want.Data.Extra) > 0 {
		require.JSONEq(t, string(want.Data.Extra), string(got.Data.Extra))
	}
}

// compareResult compares whole results; only the text that rclone prints is
// reduced to its presence, and a new object's id to its being there.
func compareResult(t *testing.T, method string, want, got json.RawMessage) {
	t.Helper()
	var w, g any
	require.NoError(t, json.Unmarshal(want, &w))
	require.NoError(t, json.Unmarshal(got, &g))
	switch method {
	case "core.subscribe":
		require.IsType(t, w, g)
		return
	case "cloudsync.providers": // the help texts of a form are not copied
		blurKey(w, "description")
		blurKey(g, "description")
	}
	wm, ok1 := w.(map[string]any)
	gm, ok2 := g.(map[string]any)
	if ok1 && ok2 {
		for _, k := range []string{"error", "excerpt"} {
			if text, ok := wm[k].(string); ok && text != "" && gm[k] != nil && gm[k] != "" {
				gm[k] = text
			}
		}
		if strings.HasSuffix(method, ".create") || strings.HasSuffix(method, ".restore") {
			require.NotZero(t, gm["id"])
			gm["id"] = wm["id"]
		}
	}
	require.Equal(t, w, g)
}

// blurKey replaces the value of a key wherever it is.
func blurKey(v any, key string) {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			if k == key {
				v[k] = "…"
			}
			blurKey(v[k], key)
		}
	case []any:
		for _, item := range v {
			blurKey(item, key)
		}
	}
}

func compareJob(t *testing.T, line serviceLine, got jobState) {
	t.Helper()
	w := line.Job
	require.Equal(t, w["method"], got.Method)
	require.Equal(t, w["state"], got.State, "%v", got.Error)
	require.Equal(t, w["error"] == nil, got.Error == nil)
	// A failed job can be recorded just before it had its excerpt.
	if w["logs_excerpt"] != nil || w["state"] != "FAILED" || got.Method == "core.job_wait" {
		require.Equal(t, w["logs_excerpt"] == nil, got.Excerpt == nil)
	}
	require.EqualValues(t, w["progress"].(map[string]any)["percent"], got.Progress.Percent)
	require.Equal(t, w["progress"].(map[string]any)["description"], got.Progress.Description)
	info, _ := w["exc_info"].(map[string]any)
	if info == nil {
		require.Nil(t, got.ExcInfo)
		return
	}
	gotInfo := got.ExcInfo.(map[string]any)
	require.Equal(t, info["type"], gotInfo["type"])
	require.Equal(t, info["errno"], gotInfo["errno"])
	require.Equal(t, info["repr"], gotInfo["repr"])
	require.Equal(t, info["extra"], gotInfo["extra"])
	require.Equal(t, w["error"], *got.Error)
}
