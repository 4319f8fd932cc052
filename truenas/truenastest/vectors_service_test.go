//go:build vectors

package truenastest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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

func loadFixtures(t *testing.T) fixtures {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(os.Getenv("NASPHOTOS_VECTORS"), "service/25.10.fixtures.json"))
	require.NoError(t, err)
	var f fixtures
	require.NoError(t, json.Unmarshal(data, &f))
	return f
}

func TestVectorsService(t *testing.T) {
	lines := vectors[serviceLine](t, "service/25.10.jsonl")
	f := loadFixtures(t)
	for _, line := range lines {
		if _, ok := notOffered[line.Method]; ok {
			continue
		}
		t.Run(line.ID, func(t *testing.T) {
			s := truenastest.NewServer(t, truenastest.Config{Plain: true, Engine: standIn{}, Pools: f.Pools, Datasets: f.Datasets})
			root := login(t, s, "root")
			for _, credential := range f.Credentials {
				s.SetNextID("credential", credential.ID)
				root.must(nil, "cloudsync.credentials.create", map[string]any{"name": credential.Name, "provider": credential.Provider})
			}
			runLine(t, s, root, line)
		})
	}
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
		compareJob(t, line, waitJob(t, s, id))
	case line.Error != nil:
		compareError(t, line.Error, answer)
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

// compareResult compares whole results; only the text that rclone prints is
// reduced to its presence, and a new object's id to its being there.
func compareResult(t *testing.T, method string, want, got json.RawMessage) {
	t.Helper()
	var w, g any
	require.NoError(t, json.Unmarshal(want, &w))
	require.NoError(t, json.Unmarshal(got, &g))
	if method == "core.subscribe" {
		require.IsType(t, w, g)
		return
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

func compareJob(t *testing.T, line serviceLine, got jobState) {
	t.Helper()
	w := line.Job
	require.Equal(t, w["method"], got.Method)
	require.Equal(t, w["state"], got.State, "%v", got.Error)
	require.Equal(t, w["error"] == nil, got.Error == nil)
	require.Equal(t, w["logs_excerpt"] == nil, got.Excerpt == nil)
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
	require.Equal(t, rows(t, mustJSON(t, info["extra"])), rows(t, mustJSON(t, gotInfo["extra"])))
	require.Equal(t, w["error"], *got.Error)
}
