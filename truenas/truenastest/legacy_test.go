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
		s := start(t, truenastest.Config{Release: release})
		c := dialOld(t, s)
		for _, early := range []string{
			`{"msg":"method","id":"1","method":"core.ping"}`, `{"msg":"ping"}`, `{"msg":"connect","version":"2"}`, `{"msg":"connect"}`,
		} {
			c.write(early)
			require.Equal(t, oldFrame{Msg: "failed", Version: "1"}, c.next(), early)
		}
		c.connect()
		c.write(`{"msg":"ping","id":"x"}`)
		c.write(`{"msg":"ping"}`)
		if release == truenas.V24_10 {
			require.Equal(t, oldFrame{Msg: "pong", ID: "x"}, c.next())
			require.Equal(t, oldFrame{Msg: "pong"}, c.next())
		}
		require.Equal(t, "true", string(c.call("auth.login_with_api_key", s.APIKey("root")).Result), "later releases do not answer pings")
	}
}

func TestOldFramesThatEndTheConnection(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V24_10})
	for text, want := range map[string]struct {
		code   websocket.StatusCode
		reason string
	}{
		"{":                                    {websocket.StatusInvalidFramePayloadData, "EOF"},
		"[1]":                                  {websocket.StatusInvalidFramePayloadData, "Batch messages are not supported at this time"},
		"null":                                 {websocket.StatusInvalidFramePayloadData, "Invalid Message Format"},
		`"x"`:                                  {websocket.StatusInvalidFramePayloadData, "Invalid Message Format"},
		"true":                                 {websocket.StatusInvalidFramePayloadData, "Invalid Message Format"},
		"{}":                                   {websocket.StatusInternalError, "'msg'"},
		`{"msg":"method","params":[]}`:         {websocket.StatusInternalError, "'id'"},
		`{"msg":"sub","id":"1"}`:               {websocket.StatusInternalError, "'name'"},
		`{"msg":"sub","name":"core.get_jobs"}`: {websocket.StatusInternalError, "'id'"},
		`{"msg":"unsub"}`:                      {websocket.StatusInternalError, "'id'"},
		`{"msg":"method","method":"cloudsync.x"}`: {websocket.StatusInternalError, "'id'"},
		`{"msg":"method","method":"auth.me"}`:     {websocket.StatusInternalError, "'id'"},
	} {
		c := dialOld(t, s)
		c.connect()
		c.write(text)
		end := c.closed()
		require.Equal(t, want.code, end.Code, text)
		require.Equal(t, want.reason, end.Reason, text)
	}
}

// What is no call is refused before it counts as one.
func TestOldMalformedCalls(t *testing.T) {
	for _, release := range []truenas.Release{truenas.V24_10, truenas.V25_10} {
		c := loginOld(t, start(t, truenastest.Config{Release: release}), "root")
		c.write(`{"msg":"method","id":"1"}`)
		e := c.next().Error
		require.Equal(t, 22, e.Errno)
		require.Equal(t, "Message is malformed: 'method' is absent.", e.Reason)
		for _, params := range []string{`{"a":1}`, `"x"`, `1`, `true`} {
			c.write(`{"msg":"method","id":"2","method":"core.get_jobs","params":` + params + `}`)
			e = c.next().Error
			require.Equal(t, 22, e.Errno, params)
			require.Equal(t, "`params` must be a list.", e.Reason)
		}
		for _, params := range []string{`{}`, `""`, `0`, `false`, `null`} {
			c.write(`{"msg":"method","id":"3","method":"core.get_jobs","params":` + params + `}`)
			require.Equal(t, "[]", string(c.next().Result), params)
		}
		c.write(`{"msg":"method","method":"core.get_jobs"}`) // nobody to answer
		require.Equal(t, "[]", string(c.call("core.get_jobs").Result))
	}
}

// 24.10 refuses in its own words, and without a trace.
func TestOldRefusals(t *testing.T) {
	for release, prefix := range map[truenas.Release]bool{truenas.V24_10: false, truenas.V25_04: true} {
		s := start(t, truenastest.Config{Release: release})
		c := dialOld(t, s)
		c.connect()
		e := c.call("auth.me").Error
		require.Equal(t, 207, e.Errno)
		require.Equal(t, prefix, e.Trace != nil)
		require.Equal(t, prefix, e.Reason == "[ENOTAUTHENTICATED] Not authenticated")
		e = loginOld(t, s, "reader", truenastest.RoleCloudSyncRead).call("cloudsync.delete", 1).Error
		require.Equal(t, 13, e.Errno)
		require.Equal(t, !prefix, e.Reason == "Not authorized")
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
		{"nope.nope", nil, 201, "ENOMETHOD", nil, "[ENOMETHOD] Service 'nope' not found"},
		{"nope", nil, 74, "EBADMSG", nil, "[EBADMSG] Invalid method name"},
		{"cloudsync.delete", []any{"x"}, 11, "EAGAIN", "VALIDATION", "[EINVAL] id: Input should be a valid integer\n"},
		{"cloudsync.get_instance", []any{9}, 2, "ENOENT", "VALIDATION", "[ENOENT] None: CloudSync 9 does not exist"},
		{"cloudsync.list_buckets", []any{9}, 14, "EFAULT", nil, "[EFAULT] Invalid credentials"},
	} {
		e := c.call(test.method, test.params...).Error
		require.NotNil(t, e, test.method)
		require.Equal(t, test.errno, e.Errno, test.method)
		require.Equal(t, test.name, e.Errname)
		require.Equal(t, test.kind, e.Type)
		require.Equal(t, test.reason, e.Reason)
		require.NotNil(t, e.Trace)
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
	f := c.next()
	for ; f.Msg != "nosub"; f = c.next() {
		require.Equal(t, "changed", f.Msg)
	}
	require.Equal(t, "core.get_jobs", f.Collection)
	require.Nil(t, f.ID, "it names no subscription")
	require.Equal(t, "[EFAULT] gone", f.Error.Reason)
	c.write(`{"msg":"unsub","id":"s1"}`) // not acknowledged
	require.Equal(t, `"pong"`, string(c.call("core.ping").Result))
}
