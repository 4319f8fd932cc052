package truenastest

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// conn is one client: a reader, a writer, and a goroutine for each call.
type conn struct {
	server  *Server
	dialect dialect
	pinned  string // the version in the path, "" for the current one
	origin  origin
	ws      *websocket.Conn
	ctx     context.Context //nolint:containedctx // the life of the connection
	cancel  context.CancelFunc
	calls   sync.WaitGroup
	slots   chan struct{} // one for each running call
	idle    *time.Timer   // of the web server in front
	spoke   atomic.Int64  // when the server last sent something

	// Guarded by Server.mu.
	session       *session
	continuing    *halfLogin
	scram         *scramExchange
	pending       int
	legacyJobs    bool
	private       bool
	exceptions    bool
	subscriptions map[string]string // id -> event
	holding       int               // job calls whose answer comes before their events
	held          []*ejson.Object

	outMu sync.Mutex
	out   []*ejson.Object
	wake  chan struct{}
}

// origin is where a connection comes from.
type origin struct {
	unix   bool
	secure bool // a key may come this way
	tls    bool
	host   string // what a token can be bound to
}

func newConn(s *Server, ws *websocket.Conn, d dialect, from origin) *conn {
	c := &conn{
		server: s, dialect: d, origin: from, ws: ws, slots: make(chan struct{}, maxRunning), legacyJobs: true,
		subscriptions: map[string]string{}, wake: make(chan struct{}, 1),
	}
	c.ctx, c.cancel = context.WithCancel(s.ctx)
	ws.SetReadLimit(maxFrame)
	c.spoken()
	c.idle = time.AfterFunc(s.idleLimit(), c.cutIdle)
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
	c.idle.Stop()
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
		if code, reason := c.dialect.receive(c, message); code != 0 {
			return code, reason
		}
	}
}

// start runs a call in a goroutine, or refuses the 21st at the same time.
func (c *conn) start(r *request) {
	s := c.server
	s.mu.Lock()
	s.requests = append(s.requests, r.method)
	expired := c.expire()
	session := c.session
	full := c.pending >= maxPending
	limited := session == nil && s.methods[r.method] != nil && s.methods[r.method].anonymous && s.rateLimited(c.origin, r.method)
	if !full {
		c.pending++
	}
	s.mu.Unlock()
	if full {
		c.answer(r, c.dialect.tooMany(c, r))
		return
	}
	call := &call{server: s, conn: c, session: session, expired: expired, id: r.id, raw: r.params}
	c.calls.Go(func() { c.handle(r, call, limited) })
}

// handle runs one call and sends its response. The call no longer counts when
// the response leaves, so a client may send the next one at once.
func (c *conn) handle(r *request, call *call, limited bool) {
	m := c.server.methods[r.method]
	if m != nil && m.job != nil {
		call.hold()
	}
	response := c.perform(r, call, m, limited)
	c.server.mu.Lock()
	c.pending--
	c.server.mu.Unlock()
	if response != nil {
		c.answer(r, response)
	}
	call.release()
	if call.after != nil {
		call.after()
	}
}

// perform runs one call when it is its turn and returns the response, nil if
// there is nobody to send it to.
func (c *conn) perform(r *request, call *call, m *method, limited bool) *ejson.Object {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-c.ctx.Done():
		return nil
	}
	if m == nil {
		return c.dialect.unknown(c, r)
	}
	if !c.stall(r.method) {
		return nil
	}
	var result any
	var err error
	if limited {
		err = c.rateLimit()
	} else {
		result, err = m.dispatch(call)
	}
	if j := call.await(); j != nil {
		select {
		case <-j.done:
		case <-c.ctx.Done():
			return nil // the job goes on
		}
		if call.wait != nil {
			result, err = j.outcome()
		}
	}
	if c.delay(r.method); c.server.loses(r.method) {
		c.drop()
		return nil
	}
	if err != nil {
		return c.dialect.fault(c, r, err)
	}
	return c.dialect.result(r, c.shown(call, r.method, result))
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
			c.spoken() // before it arrives, so that who saw it can rely on it
			if c.ws.Write(c.ctx, websocket.MessageText, data) != nil {
				c.drop()
				return
			}
		}
	}
}
