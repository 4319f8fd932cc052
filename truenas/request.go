package truenas

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// request is one call on its way through the handlers.
type request struct {
	id     string
	method string
	params []any
	result any // what the answer is decoded into

	// conn is the connection of the present attempt; fixed is that of a login,
	// which no other can take the place of.
	conn  *conn
	fixed bool

	frame      bytes.Buffer
	encodedFor Protocol
	unanswered bool // TrueNAS does not answer it

	attempts      int
	blamed        int  // connections closed because of a call, perhaps this one
	renewed       bool // the session was too old for it once
	responseBytes int
	// answer takes exactly one value for each attempt: the response, or the end
	// of the connection. It is buffered, so that nobody waits for a caller who
	// left.
	answer chan answer
}

// outgoing is what a connection sends of a request. It has its own copy of what
// may change: when the connection ends, the request goes on with another one while
// the writer may still be at work.
type outgoing struct {
	id         string
	frame      []byte
	unanswered bool
}

type answer struct {
	result []byte
	err    error
}

// lostError is a call that TrueNAS may have seen, without a usable answer.
type lostError struct{ err error }

func (e *lostError) Error() string { return e.err.Error() }
func (e *lostError) Unwrap() error { return e.err }

// roundTrip sends r, which has passed the gate, and waits for its answer. A
// request whose caller left keeps its slot until TrueNAS has answered, because it
// keeps it there too.
func (c *conn) roundTrip(ctx context.Context, r *request) ([]byte, error) {
	if !c.register(r) {
		return nil, c.cause()
	}
	select {
	case c.out <- outgoing{id: r.id, frame: r.frame.Bytes(), unanswered: r.unanswered}:
	case <-ctx.Done():
		c.unregister(r)
		return nil, contextError(ctx)
	case <-c.done:
		<-r.answer
		return nil, c.cause()
	}
	r.attempts++
	select {
	case a := <-r.answer:
		return a.result, a.err
	case <-ctx.Done():
		// An answer that is there wins over a context that ended.
		select {
		case a := <-r.answer:
			return a.result, a.err
		default:
			return nil, &lostError{contextError(ctx)}
		}
	}
}

// register makes r known to the reader; false when the connection has ended.
func (c *conn) register(r *request) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return false
	}
	c.pending[r.id] = r
	return true
}

// unregister forgets a request that was not sent.
func (c *conn) unregister(r *request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pending[r.id] == r {
		c.remove(r)
	}
}

// remove takes a request out and frees its slot. The caller holds the lock.
func (c *conn) remove(r *request) {
	delete(c.pending, r.id)
	c.gate.leave()
	c.unclear.forget(r)
	for _, refused := range c.unclear.resolve() {
		delete(c.pending, refused.id)
		refused.answer <- answer{err: c.unclear.err}
	}
}

// settle gives the response to its request.
func (c *conn) settle(m message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if m.id == nil && m.err != nil && len(c.pending) > 0 {
		c.refuse(m.err)
		return
	}
	r := c.pending[string(m.id)]
	if r == nil {
		c.log.Warn("truenas: answer to an unknown request")
		return
	}
	c.remove(r)
	if m.err != nil {
		r.answer <- answer{err: m.err}
		return
	}
	r.answer <- answer{result: bytes.Clone(m.result)}
}

// contextError is ctx.Err() with the reason it was given.
func contextError(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}
