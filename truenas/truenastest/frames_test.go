package truenastest_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

var frameCases = []struct {
	name, text string
	code       int // 0: a request, -1: no answer
}{
	{"request", `{"jsonrpc":"2.0","id":1,"method":"core.ping"}`, 0},
	{"null id", `{"jsonrpc":"2.0","id":null,"method":"core.ping","params":[]}`, 0},
	{"bool id", `{"jsonrpc":"2.0","id":false,"method":"core.ping"}`, 0},
	{"unknown member", `{"jsonrpc":"2.0","id":"x","method":"core.ping","more":{}}`, 0},
	{"not JSON", `{`, -32700},
	{"more after it", `{} {}`, -32700},
	{"batch", `[{"jsonrpc":"2.0","id":1,"method":"core.ping"}]`, -32700},
	{"number", `7`, -32700},
	{"bad date", `{"jsonrpc":"2.0","id":1,"method":"core.ping","params":[{"$date":null}]}`, -32700},
	{"bad time", `{"jsonrpc":"2.0","id":1,"method":"core.ping","params":[{"$time":"25:00"}]}`, -32700},
	{"no version", `{"id":1,"method":"core.ping"}`, -32600},
	{"number version", `{"jsonrpc":2,"id":1,"method":"core.ping"}`, -32600},
	{"float id", `{"jsonrpc":"2.0","id":1.0,"method":"core.ping"}`, -32600},
	{"object id", `{"jsonrpc":"2.0","id":{},"method":"core.ping"}`, -32600},
	{"no method", `{"jsonrpc":"2.0","id":1}`, -32600},
	{"empty method", `{"jsonrpc":"2.0","id":1,"method":""}`, -32600},
	{"params by name", `{"jsonrpc":"2.0","id":1,"method":"core.ping","params":{"a":1}}`, -32600},
	{"null params", `{"jsonrpc":"2.0","id":1,"method":"core.ping","params":null}`, -32600},
}

func TestFrames(t *testing.T) {
	c := dial(t, start(t, truenastest.Config{}))
	for _, test := range frameCases {
		t.Run(test.name, func(t *testing.T) {
			c.write(test.text)
			f, err := c.read()
			require.NoError(t, err)
			if test.code == 0 {
				require.Nil(t, f.Error, f.raw)
				return
			}
			require.NotNil(t, f.Error, f.raw)
			require.Equal(t, test.code, f.Error.Code)
			require.Equal(t, test.code == -32700, string(f.ID) == "null", "the id of %s", f.raw)
		})
	}
}

func TestNotificationsGetNoAnswer(t *testing.T) {
	s := start(t, truenastest.Config{})
	c := dial(t, s)
	c.write(`{"jsonrpc":"2.0","method":"core.ping"}`)
	c.write(`{"jsonrpc":"2.0","method":"no.such"}`)
	c.write(`{"jsonrpc":"1.0"}`)
	c.must(nil, "core.ping")
	require.Empty(t, c.others)
	require.ElementsMatch(t, []string{"core.ping", "no.such", "core.ping"}, s.Requests())
}

func TestUnknownMethod(t *testing.T) {
	s := start(t, truenastest.Config{})
	for _, c := range []*client{dial(t, s), login(t, s, "root")} {
		require.Equal(t, -32601, c.fails("cloudsync.nope").Code)
	}
}

func TestClose(t *testing.T) {
	s := start(t, truenastest.Config{})
	ping := `{"jsonrpc":"2.0","id":1,"method":"core.ping","params":[]}`
	for name, test := range map[string]struct {
		loggedIn bool
		kind     websocket.MessageType
		data     string
		code     websocket.StatusCode
	}{
		"binary":            {false, websocket.MessageBinary, "x", websocket.StatusUnsupportedData},
		"long before login": {false, websocket.MessageText, ping + strings.Repeat(" ", 8193-len(ping)), websocket.StatusInvalidFramePayloadData},
		"long":              {true, websocket.MessageText, ping + strings.Repeat(" ", 65537-len(ping)), websocket.StatusMessageTooBig},
		"not UTF-8":         {false, websocket.MessageText, "\xff", websocket.StatusInvalidFramePayloadData},
		"fits before login": {false, websocket.MessageText, ping + strings.Repeat(" ", 8192-len(ping)), 0},
		"fits":              {true, websocket.MessageText, ping + strings.Repeat(" ", 65536-len(ping)), 0},
	} {
		t.Run(name, func(t *testing.T) {
			c := dial(t, s)
			if test.loggedIn {
				c = login(t, s, "root")
			}
			require.NoError(t, c.ws.Write(c.ctx(), test.kind, []byte(test.data)))
			_, err := c.read()
			if test.code == 0 {
				require.NoError(t, err)
				return
			}
			require.Equal(t, test.code, websocket.CloseStatus(err))
		})
	}
}

func TestTooManyCalls(t *testing.T) {
	e := &blockingLister{entered: make(chan struct{}, 20)}
	s := start(t, truenastest.Config{Engine: e})
	c := login(t, s, "root")
	for range 20 {
		c.send("cloudsync.credentials.verify", photos())
	}
	for range 10 {
		<-e.entered // ten run, ten wait
	}
	require.Equal(t, -32000, c.fails("core.ping").Code)
	require.Equal(t, -32601, c.fails("core.nope").Code, "what is not there counts as no call")
}

// A text is read before its length counts, after a login.
func TestLongNonsense(t *testing.T) {
	c := login(t, start(t, truenastest.Config{}), "root")
	long := strings.Repeat(" ", 70000)
	for _, text := range []string{"{" + long, "[" + long + "]", long + "1"} {
		c.write(text)
		f, err := c.read()
		require.NoError(t, err)
		require.Equal(t, -32700, f.Error.Code)
	}
	c.write(`{"jsonrpc":"2.0"` + long + "}")
	require.Equal(t, websocket.StatusMessageTooBig, c.closed().Code)
	c = login(t, start(t, truenastest.Config{}), "root")
	c.write("{" + strings.Repeat(" ", 2<<20))
	require.Equal(t, websocket.StatusMessageTooBig, c.closed().Code)
}

// Who waits for a turn is looked at again when it comes.
func TestQueuedCallsOfEndedSessions(t *testing.T) {
	for method, reason := range map[string]string{
		"auth.logout": "[ENOTAUTHENTICATED] Not authenticated", "auth.me": "[EACCES] Session is expired",
	} {
		socket := filepath.Join(t.TempDir(), "nas.sock") // on which silence cuts nobody
		s := truenastest.NewServer(t, truenastest.Config{Unix: socket})
		c := dialUnix(t, socket, "/api/current")
		require.Equal(t, "SUCCESS", c.loginEx(keyLogin("root", s.APIKey("root"))))
		first, rest := s.Stall(method), s.Stall("core.ping")
		c.send(method)
		for range 9 {
			c.send("core.ping")
		}
		queued := c.send("cloudsync.query")
		last := c.send("core.nope")
		require.Equal(t, -32601, c.response(last).Error.Code) // so the others were taken
		if method == "auth.me" {
			s.Advance(31 * 24 * time.Hour)
		}
		first()
		require.Equal(t, reason, c.response(queued).Error.Data.Reason)
		rest()
	}
}

// A client that waits for one of its twenty calls before the next is never
// refused, because the server forgets a call before it answers: while it
// cannot, no answer comes.
func TestCallsAreForgottenBeforeTheAnswer(t *testing.T) {
	e := &heldLister{entered: make(chan struct{}), release: make(chan struct{}), ended: make(chan error)}
	s := start(t, truenastest.Config{Engine: e})
	c := login(t, s, "root")
	c.send("cloudsync.credentials.verify", photos())
	<-e.entered
	s.WhileLocked(func() {
		e.release <- struct{}{}
		require.NoError(t, <-e.ended)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, data, err := c.ws.Read(ctx)
		require.Error(t, err, string(data))
	})
}

func TestRateLimit(t *testing.T) {
	s := start(t, truenastest.Config{RateLimit: true})
	c := dial(t, s)
	for range 20 {
		c.must(nil, "core.ping")
	}
	require.Equal(t, "EBUSY", c.fails("core.ping").Data.Errname)
	for range 25 {
		c.must(nil, "core.set_options", map[string]any{})
	}
	logged := login(t, s, "root")
	for range 25 {
		logged.must(nil, "core.ping")
	}
}

func FuzzParseFrame(f *testing.F) {
	for _, test := range frameCases {
		f.Add(test.text)
	}
	f.Add(`{"jsonrpc":"2.0","method":"a","params":[{"$type":"date","$value":"2026-01-01"},{"$set":[1]},{"$date":5}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		method, code := truenastest.ParseFrame(text)
		switch code {
		case 0:
			if method == "" {
				t.Fatal("a request without a method")
			}
		case -32700, -32600:
		default:
			t.Fatalf("code %d", code)
		}
	})
}
