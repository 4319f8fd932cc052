package truenastest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

const token = `{"access_token":"a","token_type":"Bearer","refresh_token":"r","expiry":"2030-01-01T00:00:00Z"}`

// httpClient keeps no connection that could outlive a test.
func httpClient() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
}

// start runs a plain server for the test.
func start(t *testing.T, config truenastest.Config) *truenastest.Server {
	t.Helper()
	config.Plain = true
	s := truenastest.NewServer(t, config)
	s.AddDirectory("/mnt/tank/photos", "/mnt/tank/other", "/mnt/tank/b")
	return s
}

func photos(extra ...any) map[string]any {
	p := map[string]any{"type": "GOOGLE_PHOTOS", "client_id": "id", "client_secret": "secret", "token": token}
	for i := 0; i < len(extra); i += 2 {
		p[extra[i].(string)] = extra[i+1]
	}
	return p
}

func webdav() map[string]any {
	return map[string]any{"type": "WEBDAV", "url": "https://dav.example", "vendor": "OTHER", "user": "u", "pass": "p"}
}

// credential creates one and returns its id.
func (c *client) credential(name string, provider map[string]any) int {
	c.t.Helper()
	var made struct {
		ID int `json:"id"`
	}
	c.must(&made, "cloudsync.credentials.create", map[string]any{"name": name, "provider": provider})
	return made.ID
}

func taskOf(credential int, extra ...any) map[string]any {
	task := map[string]any{
		"path": "/mnt/tank/photos", "credentials": credential, "attributes": map[string]any{"folder": "album"},
		"direction": "PULL", "transfer_mode": "COPY",
	}
	for i := 0; i < len(extra); i += 2 {
		task[extra[i].(string)] = extra[i+1]
	}
	return task
}

// task creates one and returns its id.
func (c *client) task(credential int, extra ...any) int {
	c.t.Helper()
	var made struct {
		ID int `json:"id"`
	}
	c.must(&made, "cloudsync.create", taskOf(credential, extra...))
	return made.ID
}

// sync starts a run and returns the job's id.
func (c *client) sync(params ...any) int {
	c.t.Helper()
	var id int
	c.must(&id, "cloudsync.sync", params...)
	return id
}

func (c *client) subscribe() {
	c.t.Helper()
	c.must(nil, "core.subscribe", "core.get_jobs")
}

// gate is an engine that says when a run began, and runs until it may end.
type gate struct {
	began chan truenastest.TaskRun
	end   chan error
}

func newGate() *gate {
	return &gate{began: make(chan truenastest.TaskRun), end: make(chan error)}
}

func (g *gate) Run(ctx context.Context, run truenastest.TaskRun, _ func(int, string)) (truenastest.EngineResult, error) {
	select {
	case g.began <- run:
	case <-ctx.Done():
		return truenastest.EngineResult{}, ctx.Err()
	}
	select {
	case err := <-g.end:
		return truenastest.EngineResult{Log: "done\n"}, err
	case <-ctx.Done():
		return truenastest.EngineResult{Log: "stopped\n"}, ctx.Err()
	}
}

// attributes returns the attributes of a validation error.
func attributes(t *testing.T, e *rpcError) []any {
	t.Helper()
	require.Equal(t, -32602, e.Code, e.Data.Reason)
	out := []any{}
	for _, row := range decodeRows(t, e) {
		out = append(out, row[0])
	}
	return out
}

// instant is an engine that ends at once, by way of 50 percent.
type instant struct{}

func (instant) Run(_ context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
	report(50, "1 / 2, 50%")
	return truenastest.EngineResult{Log: "done\n"}, nil
}

// getJSON reads a page that is JSON.
func getJSON(t *testing.T, url string, into any) {
	t.Helper()
	r, err := httpClient().Get(url)
	require.NoError(t, err)
	defer func() { _ = r.Body.Close() }()
	require.Equal(t, http.StatusOK, r.StatusCode)
	require.NoError(t, json.NewDecoder(r.Body).Decode(into))
}
