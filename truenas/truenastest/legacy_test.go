package truenastest_test

import (
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func TestOldHandshake(t *testing.T) {
	for _, release := range truenas.Releases() {
		c := dialOld(t, start(t, truenastest.Config{Release: release}))
		for _, early := range []string{
			`{"msg":"method","id":"1","method":"core.ping"}`, `{"msg":"ping"}`, `{"msg":"connect","version":"2"}`, `{"msg":"connect"}`,
		} {
			c.write(early)
			require.Equal(t, oldFrame{Msg: "failed", Version: "1"}, c.next(), early)
		}
		c.connect()
		c.write(`{"msg":"ping","id":"x"}`)
		require.Equal(t, oldFrame{Msg: "pong", ID: "x"}, c.next())
		c.write(`{"msg":"ping"}`)
		require.Equal(t, oldFrame{Msg: "pong"}, c.next())
	}
}

func TestOldFramesThatEndTheConnection(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V24_10})
	for text, code := range map[string]websocket.StatusCode{
		"{":   websocket.StatusInvalidFramePayloadData,
		"[1]": websocket.StatusInternalError, "null": websocket.StatusInternalError, `"x"`: websocket.StatusInternalError,
		"true": websocket.StatusInternalError, "1": websocket.StatusInternalError,
	} {
		c := dialOld(t, s)
		c.write(text)
		end := c.closed()
		require.Equal(t, code, end.Code, text)
		require.NotEmpty(t, end.Reason)
	}
}

func TestOldErrors(t *testing.T) {
	s := start(t, truenastest.Config{})
	c := dialOld(t, s)
	c.connect()
	require.Equal(t, 207, c.call("auth.me").Error.Errno)
	c.write(`{"msg":"sub","id":"s1","name":"core.get_jobs"}`)
	f := c.next()
	require.Equal(t, "result", f.Msg)
	require.Equal(t, 13, f.Error.Errno)

	c = loginOld(t, s, "root")
	for _, test := range []struct {
		method string
		params []any
		errno  int
		name   string
		kind   any
		reason string
	}{
		{"cloudsync.nope", nil, 201, "ENOMETHOD", nil, "[ENOMETHOD] Method 'nope' not found in 'cloudsync'"},
		{"nope", nil, 74, "EBADMSG", nil, "[EBADMSG] Invalid method name"},
		{"cloudsync.delete", []any{"x"}, 11, "EAGAIN", "VALIDATION", "[EINVAL] id: Input should be a valid integer\n"},
		{"cloudsync.get_instance", []any{9}, 2, "ENOENT", nil, "[ENOENT] None: CloudSync 9 does not exist"},
		{"cloudsync.list_buckets", []any{9}, 14, "EFAULT", nil, "[EFAULT] Invalid credentials"},
	} {
		e := c.call(test.method, test.params...).Error
		require.NotNil(t, e, test.method)
		require.Equal(t, test.errno, e.Errno, test.method)
		require.Equal(t, test.name, e.Errname)
		require.Equal(t, test.kind, e.Type)
		require.Equal(t, test.reason, e.Reason)
	}
}

func TestOldTooManyCalls(t *testing.T) {
	e := &blockingLister{entered: make(chan struct{}, 20)}
	c := loginOld(t, start(t, truenastest.Config{Engine: e}), "root")
	for range 20 {
		c.write(`{"msg":"method","id":"v","method":"cloudsync.credentials.verify","params":[{"provider":"BOX","attributes":{"token":"t"}}]}`)
	}
	for range 10 {
		<-e.entered
	}
	f := c.call("core.ping")
	require.Equal(t, 109, f.Error.Errno)
	require.Equal(t, "Maximum number of concurrent calls (20) has exceeded.", f.Error.Reason)
}

// /websocket keeps the credentials of 24.10 on every release.
func TestOldCredentials(t *testing.T) {
	s := start(t, truenastest.Config{})
	c := loginOld(t, s, "root")
	in := map[string]any{"name": "gp", "provider": "GOOGLE_PHOTOS", "attributes": map[string]any{"token": token}}
	type credential struct {
		ID         int    `json:"id"`
		Name       string `json:"name"`
		Provider   any    `json:"provider"`
		Attributes any    `json:"attributes"`
	}
	var made credential
	c.result(&made, "cloudsync.credentials.create", in)
	want := credential{1, "gp", "GOOGLE_PHOTOS", map[string]any{"client_id": "", "client_secret": "", "token": token}}
	require.Equal(t, want, made)
	var all []credential
	c.result(&all, "cloudsync.credentials.query")
	require.Equal(t, []credential{want}, all)
	c.result(&made, "cloudsync.credentials.update", 1, map[string]any{"name": "photos"})
	require.Equal(t, "photos", made.Name)
	require.Equal(t, "GOOGLE_PHOTOS", made.Provider)

	reader := loginOld(t, s, "reader", truenastest.RoleCloudSyncRead)
	reader.result(&made, "cloudsync.credentials.get_instance", 1)
	require.Equal(t, "********", made.Attributes, "one secret")

	var other struct {
		Provider map[string]any `json:"provider"`
	}
	login(t, s, "root").must(&other, "cloudsync.credentials.get_instance", 1)
	require.Equal(t, "GOOGLE_PHOTOS", other.Provider["type"])

	for _, bad := range []map[string]any{
		{"name": "x", "provider": map[string]any{"type": "BOX"}, "attributes": map[string]any{}},
		{"name": "x", "provider": "BOX"},
	} {
		require.Equal(t, "VALIDATION", c.call("cloudsync.credentials.create", bad).Error.Type)
	}
}

func TestOldEvents(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	root := login(t, s, "root")
	task := root.task(root.credential("gp", photos()))
	c := loginOld(t, s, "root")
	c.write(`{"msg":"sub","id":"s1","name":"core.get_jobs"}`)
	require.Equal(t, oldFrame{Msg: "ready", Subs: []string{"s1"}}, c.next())
	var id int
	c.result(&id, "cloudsync.sync", task)
	require.Equal(t, 1, id, "always the job's id")
	<-g.began
	g.end <- nil
	seen := c.events
	for len(seen) == 0 || seen[len(seen)-1].Fields.State != "SUCCESS" {
		seen = append(seen, c.next())
	}
	require.Equal(t, "added", seen[0].Msg)
	require.Equal(t, "WAITING", seen[0].Fields.State)
	for _, f := range seen[1:] {
		require.Equal(t, "changed", f.Msg)
		require.Equal(t, "core.get_jobs", f.Collection)
		require.EqualValues(t, 1, f.ID)
	}

	s.EndSubscriptions("core.get_jobs", "gone")
	for f := c.next(); f.Msg != "nosub"; f = c.next() {
		require.Equal(t, "changed", f.Msg)
	}
	c.write(`{"msg":"unsub","id":"s1"}`) // not acknowledged
	require.Equal(t, `"pong"`, string(c.call("core.ping").Result))
}
