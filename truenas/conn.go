package truenas

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

const writeTimeout = 10 * time.Second

// conn is one connection. It owns three goroutines: one reads, one writes, one
// pings. No context of a caller reaches the socket: one caller who leaves must
// not end it for the others.
type conn struct {
	pipe   Conn
	codec  codec
	log    *slog.Logger
	notify func(method string, params []byte) // must not block
	out    chan outgoing
	gate   gate
	done   chan struct{}
	since  time.Time
	// authenticated is true when the login was accepted.
	authenticated atomic.Bool

	ctx        context.Context //nolint:containedctx // the life of the connection itself
	cancel     context.CancelFunc
	wg         sync.WaitGroup
	readerDone chan struct{}

	mu      sync.Mutex
	pending map[string]*request
	unclear unclear
	err     error // why it ended
}

func newConn(pipe Conn, codec codec, log *slog.Logger, pingInterval time.Duration, notify func(string, []byte)) *conn {
	c := &conn{
		pipe: pipe, codec: codec, log: log, notify: notify,
		out: make(chan outgoing), gate: newGate(), done: make(chan struct{}), readerDone: make(chan struct{}),
		since: time.Now(), pending: map[string]*request{},
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.wg.Go(c.read)
	c.wg.Go(c.write)
	c.wg.Go(func() { c.ping(pingInterval) })
	return c
}

// read gives each answer to its request and each event to notify.
func (c *conn) read() {
	defer close(c.readerDone)
	for {
		// Not with c.ctx: Close ends the Read, and nobody has to watch both.
		frame, err := c.pipe.Read(context.Background())
		if err != nil {
			c.lose(err)
			return
		}
		m, err := c.codec.decode(frame)
		switch {
		case err != nil:
			// One bad frame says nothing about the others.
			c.log.Warn("truenas: ignored a message of unknown shape", "bytes", len(frame))
		case m.method != "":
			c.notify(m.method, append([]byte(nil), m.params...))
		default:
			c.settle(m)
		}
	}
}

func (c *conn) write() {
	watch := newStallWatch(writeTimeout, func() {
		c.lose(fmt.Errorf("TrueNAS took no data for %s", writeTimeout))
	})
	defer watch.stop()
	for {
		select {
		case o := <-c.out:
			watch.begin()
			err := c.pipe.Write(context.Background(), o.frame)
			watch.end()
			if err != nil {
				c.loseUnlessRead(err)
				return
			}
			if o.unanswered {
				c.settle(message{id: []byte(o.id), result: []byte("null")})
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
			err := c.pipe.Ping(ctx)
			late := ctx.Err() != nil
			cancel()
			if late {
				c.lose(fmt.Errorf("no answer to a ping within %s", interval))
				return
			}
			if err != nil {
				c.loseUnlessRead(err)
				return
			}
		case <-c.done:
			return
		}
	}
}

// loseUnlessRead is lose for those who do not read: the reader may be about to
// learn from a close frame what they only see as a broken pipe.
func (c *conn) loseUnlessRead(err error) {
	pause(context.Background(), c.readerDone, closeTimeout)
	c.lose(err)
}

// lose ends the connection because of err.
func (c *conn) lose(err error) {
	_, closed := errors.AsType[*CloseError](err)
	if closed || errors.Is(err, ErrMessageTooLarge) {
		err = fmt.Errorf("%w: %w", ErrConnectionLost, err)
	} else {
		// As text: the end of a context that is in it is not that of a caller.
		err = fmt.Errorf("%w: %s", ErrConnectionLost, err.Error())
	}
	c.fail(err)
}

// fail ends the connection without a goodbye: the peer may be gone.
func (c *conn) fail(err error) {
	if c.end(err) {
		c.log.Warn("truenas: connection ended", "reason", err)
	}
	_ = c.pipe.Close(0, "")
}

// end records why the connection ends and fails every request in progress;
// false when it has ended before.
func (c *conn) end(err error) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return false
	}
	c.err = err
	for _, r := range c.pending {
		r.answer <- answer{err: &lostError{err}}
	}
	c.pending = map[string]*request{}
	c.cancel()
	close(c.done)
	return true
}

func (c *conn) cause() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

func (c *conn) ended() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// close says goodbye and waits for the goroutines.
func (c *conn) close() {
	c.end(ErrClosed)
	_ = c.pipe.Close(closeNormal, "")
	c.wg.Wait()
}
