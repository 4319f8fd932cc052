package truenastest_test

import (
	"context"
	"net"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// dialUnix connects to the socket of the server.
func dialUnix(t *testing.T, socket, path string) *client {
	t.Helper()
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	//nolint:bodyclose // websocket.Dial: never to be closed by the caller
	ws, _, err := websocket.Dial(t.Context(), "ws://localhost"+path, &websocket.DialOptions{HTTPClient: &http.Client{Transport: transport}})
	require.NoError(t, err)
	ws.SetReadLimit(-1)
	t.Cleanup(func() { _ = ws.CloseNow() })
	return &client{t: t, ws: ws, next: 1000}
}

func TestUnixSocket(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "nas.sock")
	s := truenastest.NewServer(t, truenastest.Config{Unix: socket, Insecure: true, RateLimit: true})
	c := dialUnix(t, socket, "/api/current")
	var me map[string]any
	c.must(&me, "auth.me")
	require.Equal(t, "root", me["pw_name"])
	require.EqualValues(t, 0, me["pw_uid"])
	require.Equal(t, []any{"LOCAL"}, me["account_attributes"])
	old := &oldClient{client: dialUnix(t, socket, "/websocket")}
	old.connect()
	require.Nil(t, old.call("cloudsync.query").Error)

	key := s.APIKey("svc")
	require.Equal(t, "SUCCESS", c.loginEx(keyLogin("svc", key)), "a socket is secure")
	var bound string
	c.must(&bound, "auth.generate_token")
	token := map[string]any{"mechanism": "TOKEN_PLAIN", "token": bound}
	require.Equal(t, "AUTH_ERR", dial(t, s).loginEx(token), "from elsewhere")
	require.Equal(t, "SUCCESS", dialUnix(t, socket, "/api/current").loginEx(token))

	_, err := truenastest.Start(truenastest.Config{Unix: filepath.Join(t.TempDir(), "no", "such", "folder")})
	require.ErrorContains(t, err, "unix socket")
	_, err = truenastest.Start(truenastest.Config{Listen: "nowhere:x"})
	require.ErrorContains(t, err, "nowhere:x")
}

func TestSessions(t *testing.T) {
	s := start(t, truenastest.Config{})
	a, b := login(t, s, "root"), login(t, s, "root")
	type session struct {
		ID      string `json:"id"`
		Current bool   `json:"current"`
		Origin  string `json:"origin"`
		Kind    string `json:"credentials"`
	}
	var all []session
	a.must(&all, "auth.sessions")
	require.Len(t, all, 2)
	var other session
	a.must(&other, "auth.sessions", []any{[]any{"current", "=", false}}, map[string]any{"get": true})
	require.Regexp(t, `^127\.0\.0\.1:\d+$`, other.Origin)
	require.Equal(t, "API_KEY", other.Kind)
	var ended bool
	a.must(&ended, "auth.terminate_session", other.ID)
	require.True(t, ended)
	require.Equal(t, websocket.StatusNormalClosure, b.closed().Code)
	a.must(&ended, "auth.terminate_session", other.ID)
	require.False(t, ended)
	b = login(t, s, "root")
	a.must(&ended, "auth.terminate_other_sessions")
	require.True(t, ended)
	require.Equal(t, websocket.StatusNormalClosure, b.closed().Code)
	a.must(nil, "auth.me")
}

func TestPinnedVersions(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V26})
	pinned := func(path string) *client {
		c := dialPath(t, s, "/api/"+path)
		require.Equal(t, "SUCCESS", c.loginEx(keyLogin("root", s.APIKey("root"))))
		return c
	}
	current := pinned("current")
	s3 := current.credential("s3", map[string]any{"type": "S3", "access_key_id": "a", "secret_access_key": "s"})
	gp := current.credential("gp", photos())
	task := current.task(gp)
	provider := func(c *client) map[string]any {
		var row struct {
			Provider map[string]any `json:"provider"`
		}
		c.must(&row, "cloudsync.credentials.get_instance", s3)
		return row.Provider
	}
	require.Contains(t, provider(current), "force_path_style")

	older := pinned("v25.10.0")
	require.NotContains(t, provider(older), "force_path_style")
	require.Contains(t, provider(older), "endpoint")
	var rows []map[string]any
	older.must(&rows, "cloudsync.query")
	require.NotContains(t, rows[0], "dataset")
	require.NotContains(t, rows[0], "relative_path")
	require.Equal(t, []any{"cloud_sync_credentials_create.provider.S3.provider"}, attributes(t, older.fails("cloudsync.credentials.create",
		map[string]any{"name": "x", "provider": map[string]any{"type": "S3", "access_key_id": "a", "secret_access_key": "s", "provider": "Other"}})))
	var login map[string]any
	older.must(&login, "auth.login_ex", keyLogin("root", s.APIKey("root")))
	require.NotContains(t, login, "reconnect_token")

	oldest := pinned("v25.04.2")
	require.NotContains(t, provider(oldest), "force_path_style")
	for _, method := range []string{"create", "update", "sync", "delete", "list_directory"} {
		e := oldest.fails("cloudsync."+method, task)
		require.Equal(t, -32001, e.Code)
		require.Equal(t, "[ENOMETHOD] Method '"+method+"' not found in 'cloudsync'", e.Data.Reason)
	}
	e := oldest.fails("cloudsync.query")
	require.Equal(t, "API version 'v25.04.2' does not contain model 'CloudSyncQueryResult'", e.Data.Reason)
	require.Equal(t, 22, e.Data.Error)
}

func TestRateLimitDelay(t *testing.T) {
	s := start(t, truenastest.Config{RateLimit: true, RateLimitDelay: 1})
	c := dial(t, s)
	for range 20 {
		c.must(nil, "core.ping")
	}
	require.Equal(t, "[EBUSY] Rate Limit Exceeded", c.fails("core.ping").Data.Reason)
	s.Advance(61e9)
	dial(t, s).must(nil, "core.ping")
}
