package truenastest

import (
	"context"
	"sync"

	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// conn is one client: a reader, a writer, and a goroutine for each call.
type conn struct {
	server *Server
	ws     *websocket.Conn
	ctx    context.Context //nolint:containedctx // the life of the connection
	cancel context.CancelFunc
	calls  sync.WaitGroup
	slots  chan struct{} // one for each running call

	// Guarded by Server.mu.
	session       *session
	pending       int
	legacyJobs    bool
	private       bool
	exceptions    bool
	subscriptions map[string]string // id -> event

	outMu sync.Mutex
	out   []*ejson.Object
	wake  chan struct{}
}

func newConn(s *Server, ws *websocket.Conn) *conn {
	c := &conn{
		server: s, ws: ws, slots: make(chan struct{}, maxRunning), legacyJobs: true,
		subscriptions: map[string]string{}, wake: make(chan struct{}, 1),
	}
	c.ctx, c.cancel = context.WithCancel(s.ctx)
	ws.SetReadLimit(maxFrame)
	return c
}

// drop cuts the connection without a close frame.
func (c *conn) drop() {
	c.cancel()
	_ = c.ws.CloseNow()
}

// serve reads until the connection ends, then waits for its calls.
func (c *conn) serve() {
	defer c.server.unregister(c)
	var writer sync.WaitGroup
	writer.Go(c.write)
	code, reason := c.read()
	if code != 0 {
		_ = c.ws.Close(code, reason)
	}
	c.drop()
	writer.Wait()
	c.calls.Wait()
}

// read handles frames until one ends the connection; code 0 is a client that
// went away.
func (c *conn) read() (code websocket.StatusCode, reason string) {
	for {
		kind, data, err := c.ws.Read(c.ctx)
		if err != nil {
			return 0, ""
		}
		if kind != websocket.MessageText {
			return websocket.StatusUnsupportedData, "Invalid websocket message type: BINARY"
		}
		message := string(data)
		c.server.mu.Lock()
		loggedIn := c.session != nil
		c.server.mu.Unlock()
		if code, reason := oversize(message, loggedIn); code != 0 {
			return code, reason
		}
		c.receive(message)
	}
}

// receive answers a text frame, or starts the call in it.
func (c *conn) receive(message string) {
	r, bad := parseFrame(message)
	if bad != nil {
		if !bad.silent {
			c.send(errorFrame(bad.id, bad.code, bad.message, nil))
		}
		return
	}
	s := c.server
	s.mu.Lock()
	s.requests = append(s.requests, r.method)
	session := c.session
	full := c.pending >= maxPending
	limited := session == nil && s.methods[r.method] != nil && s.methods[r.method].anonymous && s.rateLimited(r.method)
	if !full {
		c.pending++
	}
	s.mu.Unlock()
	if full {
		c.answer(r, errorFrame(r.id, codeTooManyCalls, "Maximum number of concurrent calls (20) has exceeded", nil))
		return
	}
	call := &call{server: s, conn: c, session: session, id: r.id, raw: r.params}
	c.calls.Go(func() { c.handle(r, call, limited) })
}

// handle runs one call and sends its response. The call no longer counts when
// the response leaves, so a client may send the next one at once.
func (c *conn) handle(r *request, call *call, limited bool) {
	response := c.perform(r, call, limited)
	c.server.mu.Lock()
	c.pending--
	c.server.mu.Unlock()
	if response == nil {
		return
	}
	c.answer(r, response)
	if call.after != nil && call.wait == nil {
		call.after()
	}
}

// perform runs one call when it is its turn and returns the response, nil if
// the client went away before there was one.
func (c *conn) perform(r *request, call *call, limited bool) *ejson.Object {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-c.ctx.Done():
		return nil
	}
	m := c.server.methods[r.method]
	if m == nil {
		return errorFrame(r.id, codeNotFound, "Method does not exist", nil)
	}
	var result any
	var err error
	if limited {
		err = rules.CallFault(rules.EBUSY, "Rate Limit Exceeded", nil)
	} else {
		result, err = m.dispatch(call)
	}
	if call.wait != nil {
		call.after()
		select {
		case <-call.wait.done:
			result, err = call.wait.outcome()
		case <-c.ctx.Done():
			return nil // the job goes on
		}
	}
	if err != nil {
		f := rules.AsFault(err)
		return errorFrame(r.id, f.Code, f.Message(), c.server.faultData(f))
	}
	return resultFrame(r.id, result)
}

func (c *conn) answer(r *request, frame *ejson.Object) {
	if r.hasID {
		c.send(frame)
	}
}

// send queues a frame; frames leave in the order of the calls to send.
func (c *conn) send(frame *ejson.Object) {
	c.outMu.Lock()
	c.out = append(c.out, frame)
	c.outMu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *conn) write() {
	for {
		select {
		case <-c.wake:
		case <-c.ctx.Done():
			return
		}
		c.outMu.Lock()
		frames := c.out
		c.out = nil
		c.outMu.Unlock()
		for _, f := range frames {
			data, err := ejson.Encode(f)
			if err != nil {
				panic("truenastest: cannot encode a frame: " + err.Error())
			}
			if c.ws.Write(c.ctx, websocket.MessageText, data) != nil {
				c.drop()
				return
			}
		}
	}
}
