package truenas

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// request is one call on its way.
type request struct {
	id     string
	method string
	frame  []byte
	// answer takes exactly one value: the response, or the end of the
	// connection. It is buffered, so that nobody waits for a caller who left.
	answer chan answer
}

type answer struct {
	result json.RawMessage
	err    error
}

// lostError is a call that TrueNAS may have seen, without a usable answer.
type lostError struct{ err error }

func (e *lostError) Error() string { return e.err.Error() }
func (e *lostError) Unwrap() error { return e.err }

// roundTrip sends r and waits for its answer. A request whose caller left
// keeps its slot until TrueNAS has answered, because it keeps it there too.
func (c *conn) roundTrip(ctx context.Context, r *request) (json.RawMessage, error) {
	if ctx.Err() != nil {
		return nil, contextError(ctx) // a select would choose at random
	}
	select {
	case c.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, contextError(ctx)
	case <-c.done:
		return nil, c.cause()
	}
	if ctx.Err() != nil {
		<-c.slots
		return nil, contextError(ctx)
	}
	if !c.register(r) {
		return nil, c.cause()
	}
	select {
	case c.out <- r:
	case <-ctx.Done():
		c.unregister(r.id)
		return nil, contextError(ctx)
	case <-c.done:
		return nil, c.cause()
	}
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

// unregister forgets a request and frees its slot; nil for an unknown id.
func (c *conn) unregister(id string) *request {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.pending[id]
	if r != nil {
		delete(c.pending, id)
		<-c.slots
	}
	return r
}

// sole returns the id of the only request in progress.
func (c *conn) sole() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.pending) != 1 {
		return ""
	}
	for id := range c.pending {
		return id
	}
	return ""
}

// settle gives the response to its request.
func (c *conn) settle(m message) {
	id := m.requestID()
	if id == "" && m.Error != nil {
		// A request TrueNAS could not parse is answered without its id.
		id = c.sole()
	}
	r := c.unregister(id)
	if r == nil {
		c.log.Warn("truenas: answer to an unknown request")
		return
	}
	if m.Error != nil {
		r.answer <- answer{err: m.Error}
		return
	}
	r.answer <- answer{result: m.Result}
}

// abandon ends every request in progress with the end of the connection.
func (c *conn) abandon(pending map[string]*request, err error) {
	for _, r := range pending {
		r.answer <- answer{err: &lostError{err}}
	}
}

// contextError is ctx.Err() with the reason it was given.
func contextError(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}
