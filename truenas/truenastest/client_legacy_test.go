package truenastest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// oldFrame is what the server sends on /websocket.
type oldFrame struct {
	Msg        string          `json:"msg"`
	ID         any             `json:"id"`
	Session    string          `json:"session"`
	Version    string          `json:"version"`
	Subs       []string        `json:"subs"`
	Result     json.RawMessage `json:"result"`
	Collection string          `json:"collection"`
	Fields     struct {
		ID    int    `json:"id"`
		State string `json:"state"`
	} `json:"fields"`
	Error *struct {
		Errno   int    `json:"error"`
		Errname string `json:"errname"`
		Type    any    `json:"type"`
		Reason  string `json:"reason"`
		Extra   any    `json:"extra"`
		Trace   any    `json:"trace"`
	} `json:"error"`
}

// oldClient is a connection to /websocket.
type oldClient struct {
	*client
	events []oldFrame
}

func dialOld(t *testing.T, s *truenastest.Server) *oldClient {
	t.Helper()
	return &oldClient{client: dialPath(t, s, "/websocket")}
}

// loginOld dials, shakes hands and logs in as a full admin.
func loginOld(t *testing.T, s *truenastest.Server, username string, roles ...string) *oldClient {
	t.Helper()
	c := dialOld(t, s)
	c.connect()
	require.Equal(t, "true", string(c.call("auth.login_with_api_key", s.APIKey(username, roles...)).Result))
	return c
}

func (c *oldClient) connect() {
	c.t.Helper()
	c.write(`{"msg":"connect","version":"1","support":["1"],"features":[]}`)
	f := c.next()
	require.Equal(c.t, "connected", f.Msg)
	require.Len(c.t, f.Session, 36)
}

func (c *oldClient) next() oldFrame {
	c.t.Helper()
	_, data, err := c.ws.Read(c.ctx())
	require.NoError(c.t, err)
	var f oldFrame
	require.NoError(c.t, json.Unmarshal(data, &f), "%s", data)
	return f
}

func (c *oldClient) call(method string, params ...any) oldFrame {
	c.t.Helper()
	if params == nil {
		params = []any{}
	}
	data, err := json.Marshal(map[string]any{"msg": "method", "id": "m1", "method": method, "params": params})
	require.NoError(c.t, err)
	c.write(string(data))
	for {
		if f := c.next(); f.Msg == "result" {
			require.Equal(c.t, "m1", f.ID)
			return f
		} else {
			c.events = append(c.events, f)
		}
	}
}

func (c *oldClient) result(into any, method string, params ...any) {
	c.t.Helper()
	f := c.call(method, params...)
	require.Nil(c.t, f.Error, "%+v", f.Error)
	require.NoError(c.t, json.Unmarshal(f.Result, into))
}

// closed returns how the server ended the connection.
func (c *client) closed() websocket.CloseError {
	c.t.Helper()
	_, _, err := c.ws.Read(c.ctx())
	var e websocket.CloseError
	require.ErrorAs(c.t, err, &e)
	return e
}

func httpURL(s *truenastest.Server) string { return strings.Replace(s.URL(), "ws", "http", 1) }
