package truenastest

import (
	"context"
	"net"
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
	held          [][]byte

	outMu  sync.Mutex
	out    [][]byte
	queued int // bytes in out
	wake   chan struct{}
}

// origin is where a connection comes from.
type origin struct {
	unix   bool
	secure bool // a key may come this way
	tls    bool
	host   string // what a token can be bound to
	port   string
}

// String is the origin as auth.sessions shows it.
func (o origin) String() string {
	if o.unix {
		return "UNIX socket (pid=1 uid=0 gid=0)"
	}
	return net.JoinHostPort(o.host, o.port)
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

// end closes the connection with a close frame, and does not wait for the
// client's. It is for calls: while one runs, the server waits.
func (c *conn) end(code websocket.StatusCode, reason string) {
	c.server.running.Go(func() {
		_ = c.ws.Close(code, reason)
		c.drop()
	})
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
		if code, reason := oversize(message, c.heard()); code != 0 {
			return code, reason
		}
		if code, reason := c.dialect.receive(c, message); code != 0 {
			return code, reason
		}
	}
}

// start runs a call in a goroutine. It refuses the 21st at the same time, and
// before that what is no call at all: then it returns false.
func (c *conn) start(r *request) bool {
	s, m := c.server, c.server.methods[r.method]
	s.mu.Lock()
	s.requests = append(s.requests, r.method)
	call := &call{server: s, conn: c, session: c.session, id: r.id, raw: r.params}
	s.mu.Unlock()
	if answer := c.dialect.refuse(r, call, m); answer != nil {
		c.answer(r, answer)
		return false
	}
	s.mu.Lock()
	full := c.pending >= maxPending
	limited := call.session == nil && m.anonymous && s.rateLimited(c.origin, r.method)
	if !full {
		c.pending++
	}
	s.mu.Unlock()
	if full {
		c.answer(r, c.dialect.tooMany(c, r))
		return true
	}
	select {
	case c.slots <- struct{}{}:
		call.running = true
	default:
	}
	c.calls.Go(func() { c.handle(r, call, m, limited) })
	return true
}

// handle runs one call and sends its response. The call no longer counts when
// the response leaves, so a client may send the next one at once.
func (c *conn) handle(r *request, call *call, m *method, limited bool) {
	if m.job != nil {
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
	if !call.running {
		select {
		case c.slots <- struct{}{}:
			call.resume()
		case <-c.ctx.Done():
			return nil
		}
	}
	defer func() { <-c.slots }()
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

// send queues a frame; frames leave in the order of the calls to send. The
// connection of a client that does not read ends.
func (c *conn) send(frame *ejson.Object) { c.sendText(encode(frame)) }

func (c *conn) sendText(text []byte) {
	c.outMu.Lock()
	c.out = append(c.out, text)
	c.queued += len(text)
	full := c.queued > maxQueued && len(c.out) > 1
	c.outMu.Unlock()
	if full {
		c.cancel()
		return
	}
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func encode(frame *ejson.Object) []byte {
	text, err := ejson.Encode(frame)
	if err != nil {
		panic("truenastest: cannot encode a frame: " + err.Error())
	}
	return text
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
		c.out, c.queued = nil, 0
		c.outMu.Unlock()
		for _, data := range frames {
			c.spoken() // before it arrives, so that who saw it can rely on it
			if c.ws.Write(c.ctx, websocket.MessageText, data) != nil {
				c.drop()
				return
			}
		}
	}
}
