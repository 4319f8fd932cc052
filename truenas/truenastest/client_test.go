package truenastest_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// frame is whatever the server sends.
type frame struct {
	ID     json.RawMessage `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *rpcError       `json:"error"`
	Method string          `json:"method"`
	Params struct {
		Msg        string          `json:"msg"`
		Collection string          `json:"collection"`
		ID         int             `json:"id"`
		Fields     json.RawMessage `json:"fields"`
	} `json:"params"`
	raw string
}

type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    struct {
		Error   int             `json:"error"`
		Errname string          `json:"errname"`
		Reason  string          `json:"reason"`
		Extra   json.RawMessage `json:"extra"`
	} `json:"data"`
}

// client is a connection that reads frames when it is asked to.
type client struct {
	t      *testing.T
	ws     *websocket.Conn
	next   int
	events []frame // read while waiting for a response
	others []frame // read while waiting for an event
}

func dial(t *testing.T, s *truenastest.Server) *client {
	t.Helper()
	return dialPath(t, s, "/api/current")
}

func dialPath(t *testing.T, s *truenastest.Server, path string) *client {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.RootCAs()}}
	t.Cleanup(transport.CloseIdleConnections)
	//nolint:bodyclose // websocket.Dial: never to be closed by the caller
	ws, _, err := websocket.Dial(t.Context(), s.URL()+path, &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: transport},
	})
	require.NoError(t, err)
	ws.SetReadLimit(-1)
	t.Cleanup(func() { _ = ws.CloseNow() })
	return &client{t: t, ws: ws, next: 1000}
}

// login dials and logs in with a new key.
func login(t *testing.T, s *truenastest.Server, username string, roles ...string) *client {
	t.Helper()
	c := dial(t, s)
	var result struct {
		ResponseType string `json:"response_type"`
	}
	c.must(&result, "auth.login_ex", map[string]any{
		"mechanism": "API_KEY_PLAIN", "username": username, "api_key": s.APIKey(username, roles...),
	})
	require.Equal(t, "SUCCESS", result.ResponseType)
	return c
}

func (c *client) ctx() context.Context {
	ctx, cancel := context.WithTimeout(c.t.Context(), 20*time.Second)
	c.t.Cleanup(cancel)
	return ctx
}

func (c *client) write(text string) {
	c.t.Helper()
	require.NoError(c.t, c.ws.Write(c.ctx(), websocket.MessageText, []byte(text)))
}

// read returns the next frame of the connection.
func (c *client) read() (frame, error) {
	_, data, err := c.ws.Read(c.ctx())
	if err != nil {
		return frame{}, err
	}
	f := frame{raw: string(data)}
	return f, json.Unmarshal(data, &f)
}

// send sends a call and returns its id.
func (c *client) send(method string, params ...any) string {
	c.t.Helper()
	c.next++
	if params == nil {
		params = []any{}
	}
	data, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": c.next, "method": method, "params": params})
	require.NoError(c.t, err)
	c.write(string(data))
	return fmt.Sprint(c.next)
}

// response waits for the response to the call with the id (as JSON).
func (c *client) response(id string) frame {
	c.t.Helper()
	for i, f := range c.others {
		if string(f.ID) == id {
			c.others = append(c.others[:i], c.others[i+1:]...)
			return f
		}
	}
	for {
		f, err := c.read()
		require.NoError(c.t, err, "waiting for the response to %s", id)
		switch {
		case f.Method != "":
			c.events = append(c.events, f)
		case string(f.ID) == id:
			return f
		default:
			c.others = append(c.others, f)
		}
	}
}

// event waits for the next job event.
func (c *client) event() frame {
	c.t.Helper()
	if len(c.events) > 0 {
		f := c.events[0]
		c.events = c.events[1:]
		return f
	}
	for {
		f, err := c.read()
		require.NoError(c.t, err, "waiting for an event")
		if f.Method != "" {
			return f
		}
		c.others = append(c.others, f)
	}
}

func (c *client) call(method string, params ...any) frame {
	c.t.Helper()
	return c.response(c.send(method, params...))
}

// must calls and decodes the result, which may be nil.
func (c *client) must(result any, method string, params ...any) {
	c.t.Helper()
	f := c.call(method, params...)
	require.Nil(c.t, f.Error, f.raw)
	if result != nil {
		require.NoError(c.t, json.Unmarshal(f.Result, result), f.raw)
	}
}

// fails calls and returns the error.
func (c *client) fails(method string, params ...any) *rpcError {
	c.t.Helper()
	f := c.call(method, params...)
	require.NotNil(c.t, f.Error, f.raw)
	return f.Error
}

// jobState is the part of a job that tests look at.
type jobState struct {
	ID         int    `json:"id"`
	Method     string `json:"method"`
	Arguments  []any  `json:"arguments"`
	MessageIDs []any  `json:"message_ids"`
	State      string `json:"state"`
	Progress   struct {
		Percent     int    `json:"percent"`
		Description string `json:"description"`
	} `json:"progress"`
	Result   any     `json:"result"`
	Error    *string `json:"error"`
	ExcInfo  any     `json:"exc_info"`
	Excerpt  *string `json:"logs_excerpt"`
	Finished any     `json:"time_finished"`
}

func (f frame) job(t *testing.T) jobState {
	t.Helper()
	var j jobState
	require.NoError(t, json.Unmarshal(f.Params.Fields, &j), f.raw)
	return j
}

// finished waits, through events, until the job ended for good, and returns it
// as core.get_jobs shows it. The client must have subscribed.
func (c *client) finished(id int) jobState {
	c.t.Helper()
	for {
		j := c.job(id)
		if j.Finished != nil && (j.State != "SUCCESS" || j.Excerpt != nil) {
			return j
		}
		for c.event().Params.ID != id {
		}
	}
}

func (c *client) job(id int) jobState {
	c.t.Helper()
	var j jobState
	c.must(&j, "core.get_jobs", []any{[]any{"id", "=", id}}, map[string]any{"get": true})
	return j
}
