package truenastest_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func decodeRows(t *testing.T, e *rpcError) [][]any {
	t.Helper()
	var rows [][]any
	require.NoError(t, json.Unmarshal(e.Data.Extra, &rows))
	return rows
}

func TestTLS(t *testing.T) {
	s := truenastest.NewServer(t, truenastest.Config{})
	require.True(t, strings.HasPrefix(s.URL(), "wss://127.0.0.1:"), s.URL())
	require.Len(t, s.Fingerprint(), 64)
	var version string
	login(t, s, "root").must(&version, "system.version")
	require.Equal(t, "TrueNAS-25.10.6", version)
	require.Equal(t, []string{"auth.login_ex", "system.version"}, s.Requests())
}

func TestPlain(t *testing.T) {
	s := start(t, truenastest.Config{})
	require.True(t, strings.HasPrefix(s.URL(), "ws://127.0.0.1:"), s.URL())
	require.Nil(t, s.RootCAs())
	require.Empty(t, s.Fingerprint())
}

func TestUnknownRelease(t *testing.T) {
	_, err := truenastest.Start(truenastest.Config{Release: "25.10.1"})
	require.ErrorContains(t, err, `"25.10.1"`)
	require.ErrorContains(t, err, `"25.10"`, "what there is")
}

func TestHTTP(t *testing.T) {
	const upgrade = http.StatusUpgradeRequired // it is there, for WebSockets
	for release, paths := range map[truenas.Release]map[string]int{
		truenas.V24_10: {
			"/api/versions": 404, "/api/current": 404, "/api/boot_id": 404, "/websocket": upgrade, "/_download/1?auth_token=x": 401,
		},
		truenas.V25_04: {
			"/api/versions": 200, "/api/boot_id": 404, "/api/current": upgrade, "/api/v25.04.2": upgrade, "/api/v25.10.0": 404,
			"/websocket": upgrade,
		},
		truenas.V25_10: {"/api/boot_id": 200, "/api/v25.04.0": upgrade, "/api/v25.10.5": upgrade, "/api/v26.0.0": 404, "/api/v2.0/x": 404},
		truenas.V26:    {"/api/boot_id": 200, "/api/v26.0.0": upgrade, "/api/v27.0.0": 404, "/websocket": upgrade},
		truenas.V27:    {"/api/boot_id": 200, "/api/v27.0.0": upgrade, "/api/v25.10.5": upgrade, "/websocket": upgrade},
	} {
		s := start(t, truenastest.Config{Release: release})
		for path, want := range paths {
			r, err := httpClient().Get(httpURL(s) + path)
			require.NoError(t, err)
			body, err := io.ReadAll(r.Body)
			require.NoError(t, err)
			require.NoError(t, r.Body.Close())
			require.Equal(t, want, r.StatusCode, "%s on %s", path, release)
			if release == truenas.V24_10 && want == http.StatusNotFound {
				require.Equal(t, "text/html", r.Header.Get("Content-Type"))
				require.Contains(t, string(body), "<html>")
			}
		}
	}
}

func TestDropConnections(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	c := login(t, s, "root")
	id := c.sync(c.task(c.credential("gp", photos())))
	<-g.began
	s.DropConnections()
	_, err := c.read()
	require.Error(t, err)

	again := login(t, s, "root")
	again.subscribe()
	require.Equal(t, "RUNNING", again.job(id).State, "a job outlives the connection")
	g.end <- nil
	require.Equal(t, "SUCCESS", again.finished(id).State)
}

func TestCloseEndsEngines(t *testing.T) {
	g := newGate()
	s := truenastest.NewServer(t, truenastest.Config{Plain: true, Engine: g})
	c := login(t, s, "root")
	c.sync(c.task(c.credential("gp", photos())))
	<-g.began
	s.Close()
	s.Close() // once more does no harm
	_, err := c.read()
	require.Error(t, err)
}

func TestCloseEndsCalls(t *testing.T) {
	e := &blockingLister{entered: make(chan struct{}, 1)}
	s := truenastest.NewServer(t, truenastest.Config{Plain: true, Engine: e})
	c := login(t, s, "root")
	c.send("cloudsync.credentials.verify", photos())
	<-e.entered
	s.Close()
}

func TestCallsOutliveTheConnection(t *testing.T) {
	e := &heldLister{entered: make(chan struct{}), release: make(chan struct{}), ended: make(chan error)}
	s := start(t, truenastest.Config{Engine: e})
	c := login(t, s, "root")
	gp := c.credential("gp", photos())
	s3 := c.credential("s3", map[string]any{"type": "S3", "access_key_id": "a", "secret_access_key": "s"})
	id := c.task(gp, "direction", "PUSH")
	for _, test := range []struct {
		method string
		params []any
	}{
		{"cloudsync.credentials.verify", []any{photos()}},
		{"cloudsync.list_directory", []any{map[string]any{"credentials": gp, "attributes": folder("album")}}},
		{"cloudsync.list_buckets", []any{s3}},
		{"cloudsync.create", []any{taskOf(gp, "description", "created")}},
		{"cloudsync.update", []any{id, map[string]any{"direction": "PULL", "description": "updated"}}},
	} {
		login(t, s, "root").send(test.method, test.params...)
		<-e.entered
		s.DropConnections()
		e.release <- struct{}{}
		require.NoError(t, <-e.ended, test.method)
	}
	s.Close() // waits for what goes on
	require.Equal(t, []string{"updated", "created"}, s.TaskDescriptions())
}

// heldLister lists after its release, unless the call is off by then.
type heldLister struct {
	blockingLister
	entered, release chan struct{}
	ended            chan error
}

func (e *heldLister) List(ctx context.Context, _ map[string]any, _ string) ([]truenastest.RemoteEntry, error) {
	e.entered <- struct{}{}
	<-e.release
	err := ctx.Err()
	e.ended <- err
	return []truenastest.RemoteEntry{{Name: "album", Dir: true}}, err
}

// blockingLister lists until its context ends.
type blockingLister struct{ entered chan struct{} }

func (e *blockingLister) Run(context.Context, truenastest.TaskRun, func(int, string)) (truenastest.EngineResult, error) {
	return truenastest.EngineResult{}, nil
}

func (e *blockingLister) List(ctx context.Context, _ map[string]any, _ string) ([]truenastest.RemoteEntry, error) {
	e.entered <- struct{}{}
	<-ctx.Done()
	return nil, ctx.Err()
}

// A client that does not read what it subscribed to loses its connection
// before it costs much memory; the others do not notice.
func TestClientThatDoesNotRead(t *testing.T) {
	s := start(t, truenastest.Config{Engine: truenastest.EngineFunc(
		func(_ context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
			for i := range 100 {
				report(i, strings.Repeat("x", 1<<20))
			}
			return truenastest.EngineResult{}, nil
		})})
	deaf, c := login(t, s, "root"), login(t, s, "root")
	deaf.subscribe()
	s.WaitJob(c.sync(c.task(c.credential("gp", photos()))))
	c.must(nil, "core.ping")
	for err := error(nil); err == nil; {
		_, _, err = deaf.ws.Read(deaf.ctx())
	}
}
