package truenas_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

const logToken = "hunter2"

// logNAS serves a script, and downloads with download.
func logNAS(t *testing.T, s *script, download http.HandlerFunc) *truenas.Client {
	socket := handler(t, func(p *peer) { p.each(func(c call) { s.handle(p, c) }) })
	mux := http.NewServeMux()
	mux.Handle("/api/", socket)
	mux.HandleFunc("GET /_download/13", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("auth_token") != logToken {
			t.Error("the link lost its token")
		}
		download(w, r)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	s.set("core.job_download_logs", `"/_download/13?auth_token=`+logToken+`"`)
	return dial(t, strings.Replace(server.URL, "http", "ws", 1), quiet)
}

var withLogPath = map[string]any{"logs_path": "/var/log/jobs/12.log"}

// The log is read while it arrives.
func TestLogStreams(t *testing.T) {
	more := make(chan struct{})
	s := newScript(withLogPath)
	job := run(t, logNAS(t, s, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "first")
		w.(http.Flusher).Flush()
		<-more
		_, _ = io.WriteString(w, " second")
	}))
	log, err := job.Log(t.Context())
	require.NoError(t, err)
	first := make([]byte, 5)
	_, err = io.ReadFull(log, first)
	require.NoError(t, err)
	require.Equal(t, "first", string(first))
	close(more)
	rest, err := io.ReadAll(log)
	require.NoError(t, err)
	require.Equal(t, " second", string(rest))
	require.NoError(t, log.Close())
	require.Equal(t, `[12,"job-12.log"]`, paramsOf(s.last(t, "core.job_download_logs")))
}

func TestEndOfTheContextEndsTheLog(t *testing.T) {
	job := run(t, logNAS(t, newScript(withLogPath), func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "first")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	ctx, cancel := context.WithCancel(t.Context())
	log, err := job.Log(ctx)
	require.NoError(t, err)
	_, err = io.ReadFull(log, make([]byte, 5))
	require.NoError(t, err)
	cancel()
	_, err = io.ReadAll(log)
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, log.Close())
}

func TestLogRefused(t *testing.T) {
	for name, test := range map[string]struct {
		job    map[string]any
		answer string
		status int
		err    error
		text   string
	}{
		"no log":           {nil, "", 0, truenas.ErrNoLog, "job 12 (cloudsync.sync)"},
		"waiting":          {map[string]any{"state": "WAITING"}, "", 0, truenas.ErrNoLog, "it waits"},
		"no log after all": {withLogPath, `!{"code":-32001,"message":"m","data":{"error":14,"reason":"[EFAULT] This job has no logs","extra":null}}`, 0, truenas.ErrNoLog, ""},
		"somebody else's":  {withLogPath, permission("Job is not owned by current session"), 0, truenas.ErrNotAuthorized, ""},
		"forgotten, 25.04": {withLogPath, `!{"code":-32001,"message":"m","data":{"error":22,"errname":"EINVAL","reason":"12","extra":null}}`, 0, truenas.ErrNotFound, ""},
		"link used up":     {withLogPath, "", http.StatusUnauthorized, nil, "HTTP 401"},
		"redirect":         {withLogPath, "", http.StatusFound, nil, "HTTP 302"},
		"another host":     {withLogPath, `"https://example.com/_download/13?auth_token=` + logToken + `"`, 0, nil, "not a path of its own"},
		"not a path":       {withLogPath, `{"id":1}`, 0, nil, "unknown shape"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(test.job)
			job := run(t, logNAS(t, s, func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "/_download/13?auth_token=again", test.status)
			}))
			if test.answer != "" {
				s.set("core.job_download_logs", test.answer)
			}
			_, err := job.Log(t.Context())
			require.Error(t, err)
			if test.err != nil {
				require.ErrorIs(t, err, test.err)
			}
			require.ErrorContains(t, err, test.text)
			require.NotContains(t, err.Error(), logToken)
		})
	}
}

func TestLogOfTheFake(t *testing.T) {
	long := strings.Repeat("INFO : IMG_1.jpg: Copied (new)\n", 10_000)
	_, client := fake(t, truenastest.EngineFunc(func(context.Context, truenastest.TaskRun, func(int, string)) (truenastest.EngineResult, error) {
		return truenastest.EngineResult{Log: long}, nil
	}))
	_, taskID := examplePhotos(t.Context(), client)
	job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
	require.NoError(t, err)
	_, err = job.Wait(t.Context())
	require.NoError(t, err)
	log, err := job.Log(t.Context())
	require.NoError(t, err)
	all, err := io.ReadAll(log)
	require.NoError(t, err)
	require.Equal(t, long, string(all))
	require.NoError(t, log.Close())
}
