package truenas

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/coder/websocket"
)

const (
	// maxInFlight is what TrueNAS runs and queues per connection; one more is
	// refused.
	maxInFlight = 20
	// maxAnswer bounds the memory one answer can take.
	maxAnswer    = 32 << 20
	writeTimeout = 10 * time.Second
	closeTimeout = time.Second
)

// conn is one WebSocket connection. It owns three goroutines: one reads, one
// writes, one pings. No context of a caller reaches the socket, because the
// WebSocket package closes it when a context ends.
type conn struct {
	ws     *websocket.Conn
	log    *slog.Logger
	notify func(method string, params []byte) // must not block
	out    chan *request
	slots  chan struct{}
	done   chan struct{}

	ctx    context.Context //nolint:containedctx // the life of the connection itself
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu      sync.Mutex
	pending map[string]*request
	err     error // why it ended
}

func newConn(ws *websocket.Conn, log *slog.Logger, pingInterval time.Duration, notify func(string, []byte)) *conn {
	ws.SetReadLimit(maxAnswer)
	c := &conn{
		ws: ws, log: log, notify: notify,
		out: make(chan *request), slots: make(chan struct{}, maxInFlight), done: make(chan struct{}),
		pending: map[string]*request{},
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.wg.Go(c.read)
	c.wg.Go(c.write)
	if pingInterval > 0 {
		c.wg.Go(func() { c.ping(pingInterval) })
	}
	return c
}

func (c *conn) read() {
	for {
		kind, frame, err := c.ws.Read(c.ctx)
		if err != nil {
			c.lose(err)
			return
		}
		m, err := parseMessage(frame)
		switch {
		case err != nil || kind != websocket.MessageText:
			// One bad frame says nothing about the others.
			c.log.Warn("truenas: ignored a message that is not JSON-RPC", "bytes", len(frame))
		case m.Method != "":
			c.notify(m.Method, m.Params)
		default:
			c.settle(m)
		}
	}
}

func (c *conn) write() {
	for {
		select {
		case r := <-c.out:
			ctx, cancel := context.WithTimeout(c.ctx, writeTimeout)
			err := c.ws.Write(ctx, websocket.MessageText, r.frame)
			cancel()
			if err != nil {
				c.lose(err)
				return
			}
		case <-c.done:
			return
		}
	}
}

// ping keeps proxies from cutting an idle connection (nginx on TrueNAS does
// after 60 s) and notices a peer that is gone.
func (c *conn) ping(interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			ctx, cancel := context.WithTimeout(c.ctx, interval)
			err := c.ws.Ping(ctx)
			cancel()
			if errors.Is(err, context.DeadlineExceeded) {
				err = fmt.Errorf("no answer to a ping within %s", interval)
			}
			if err != nil {
				c.lose(err)
				return
			}
		case <-c.done:
			return
		}
	}
}

// lose ends the connection because of err.
func (c *conn) lose(err error) {
	text := err.Error()
	if closed, ok := errors.AsType[websocket.CloseError](err); ok {
		text = fmt.Sprintf("TrueNAS closed it with code %d %q", closed.Code, closed.Reason)
	}
	if c.end(fmt.Errorf("%w: %s", ErrConnectionLost, text)) {
		c.log.Warn("truenas: connection lost", "reason", text)
	}
	c.cancel()
	// Not Close: that would wait for an answer of a peer that may be gone.
	_ = c.ws.CloseNow()
}

// end records why the connection ends and fails every request in progress;
// false when it has ended before.
func (c *conn) end(err error) bool {
	c.mu.Lock()
	if c.err != nil {
		c.mu.Unlock()
		return false
	}
	c.err = err
	pending := c.pending
	c.pending = map[string]*request{}
	c.mu.Unlock()
	c.abandon(pending, err)
	close(c.done)
	return true
}

func (c *conn) cause() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// close says goodbye and waits for the goroutines.
func (c *conn) close() {
	c.end(ErrClosed)
	stop := time.AfterFunc(closeTimeout, c.cancel)
	defer stop.Stop()
	_ = c.ws.Close(websocket.StatusNormalClosure, "")
	c.cancel()
	c.wg.Wait()
}
