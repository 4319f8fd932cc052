package truenas_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

const testKey = "1-sEcReTsEcReTsEcReTsEcReTsEcReTsEcReTsEcReTsEcReTsEcReTsEcReTsEcR"

func testAuth() truenas.Auth { return truenas.APIKey("svc", truenas.NewSecret(testKey)) }

// peer is the NAS's end of one connection, with full control over what is
// sent and when.
type peer struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // that of the test
	ws  *websocket.Conn
}

type call struct {
	ID     string            `json:"id"`
	Method string            `json:"method"`
	Params []json.RawMessage `json:"params"`
	raw    string
}

// next reads a request; false at the end of the connection.
func (p *peer) next() (call, bool) {
	kind, frame, err := p.ws.Read(p.ctx)
	if err != nil {
		return call{}, false
	}
	c := call{raw: string(frame)}
	if kind != websocket.MessageText || json.Unmarshal(frame, &c) != nil {
		p.t.Errorf("the client sent %q", frame)
	}
	return c, true
}

func (p *peer) send(text string) { _ = p.ws.Write(p.ctx, websocket.MessageText, []byte(text)) }

func (p *peer) answer(c call, result string) {
	p.send(`{"jsonrpc":"2.0","id":"` + c.ID + `","result":` + result + `}`)
}

func (p *peer) fail(c call, failure string) {
	p.send(`{"jsonrpc":"2.0","id":"` + c.ID + `","error":` + failure + `}`)
}

func (p *peer) event(job string) {
	p.send(`{"jsonrpc":"2.0","method":"collection_update","params":{"msg":"changed","collection":"core.get_jobs","id":1,"fields":` + job + `}}`)
}

// login answers the login, which is the first request.
func (p *peer) login() {
	c, ok := p.next()
	if !ok {
		return // closed before
	}
	if c.Method != "auth.login_ex" {
		p.t.Errorf("want a login first, got %q", c.Method)
		return
	}
	p.answer(c, `{"response_type":"SUCCESS","user_info":null,"authenticator":"LEVEL_1"}`)
}

// each logs in and gives every request to handle until the connection ends.
func (p *peer) each(handle func(call)) {
	p.login()
	for {
		c, ok := p.next()
		if !ok {
			return
		}
		handle(c)
	}
}

// drain reads until the connection ends.
func (p *peer) drain() {
	for {
		if _, ok := p.next(); !ok {
			return
		}
	}
}

func (p *peer) drop() { _ = p.ws.CloseNow() }

// handler serves connections with serve.
func handler(t *testing.T, serve func(*peer)) http.Handler {
	return site(t, "/api/current", listVersions, serve)
}

// site serves one path with serve, and everything else with others.
func site(t *testing.T, path string, others http.HandlerFunc, serve func(*peer)) http.Handler {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		running.Add(1)
		defer running.Done()
		if r.URL.Path != path {
			others(w, r)
			return
		}
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = ws.CloseNow() }()
		ws.SetReadLimit(-1)
		serve(&peer{t: t, ctx: ctx, ws: ws})
	})
}

// listVersions answers the question for the versions of the API.
func listVersions(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/api/versions" {
		http.NotFound(w, r)
		return
	}
	_, _ = w.Write([]byte(`["v25.04.0","v25.10.0"]`))
}

// inTurn serves the first connection with the first function, and so on; the
// last serves all that follow.
func inTurn(serves ...func(*peer)) func(*peer) {
	var turn atomic.Int32
	return func(p *peer) { serves[min(int(turn.Add(1)), len(serves))-1](p) }
}

// answering logs in and answers everything with result.
func answering(result string) func(*peer) {
	return func(p *peer) { p.each(func(c call) { p.answer(c, result) }) }
}

// atOnce reconnects without a pause.
var atOnce = truenas.WithBackoff(func(int) time.Duration { return 0 })

// standIn starts a server on loopback and returns its ws:// address.
func standIn(t *testing.T, serve func(*peer)) string {
	server := httptest.NewServer(handler(t, serve))
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "http://", "ws://", 1)
}

// connect dials a stand-in that serves logged-in connections with handle.
func connect(t *testing.T, handle func(*peer, call), opts ...truenas.Option) *truenas.Client {
	address := standIn(t, func(p *peer) { p.each(func(c call) { handle(p, c) }) })
	return dial(t, address, opts...)
}

func dial(t *testing.T, address string, opts ...truenas.Option) *truenas.Client {
	client, err := truenas.Dial(t.Context(), address, testAuth(), opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}
