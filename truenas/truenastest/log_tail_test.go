package truenastest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// writer logs a line when it is told to.
type writer struct{ lines chan string }

func (w writer) Run(_ context.Context, run truenastest.TaskRun, _ func(int, string)) (truenastest.EngineResult, error) {
	for line := range w.lines {
		if _, err := run.Log.Write([]byte(line)); err != nil {
			return truenastest.EngineResult{}, err
		}
	}
	return truenastest.EngineResult{Log: "end\n"}, nil
}

// download fetches the log of a job.
func download(t *testing.T, s *truenastest.Server, c *client, job int) string {
	t.Helper()
	var path string
	c.must(&path, "core.job_download_logs", job, "job.log")
	r, err := httpClient().Get(httpURL(s) + path)
	require.NoError(t, err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return string(body)
}

func TestFollowLog(t *testing.T) {
	w := writer{make(chan string)}
	s := start(t, truenastest.Config{Engine: w})
	c := login(t, s, "root")
	id := c.sync(c.task(c.credential("gp", photos())))
	for i := range 5 {
		w.lines <- fmt.Sprintf("line %d\n", i)
	}
	w.lines <- "" // the lines before have been written
	var j struct {
		LogsPath string `json:"logs_path"`
	}
	c.must(&j, "core.get_jobs", []any{[]any{"id", "=", id}}, map[string]any{"get": true})
	require.Equal(t, fmt.Sprintf("/var/log/jobs/%d.log", id), j.LogsPath)

	require.Contains(t, download(t, s, c, id), "line 4", "what there is so far")
	event := "filesystem.file_tail_follow:" + j.LogsPath
	c.must(nil, "core.subscribe", event)
	w.lines <- "more\n"
	close(w.lines)
	for _, want := range []string{"line 2\nline 3\nline 4\n", "more\n", "end\n"} {
		f := c.event()
		require.Equal(t, event, f.Params.Collection)
		var fields map[string]string
		require.NoError(t, json.Unmarshal(f.Params.Fields, &fields))
		require.Equal(t, map[string]string{"data": want}, fields)
	}

	e := login(t, s, "writer", truenastest.RoleCloudSyncWrite).fails("core.subscribe", event)
	require.Equal(t, "[EACCES] Not authorized", e.Data.Reason)
}
