package truenas

import (
	"bytes"
	"context"
)

// codec is what one connection speaks.
type codec interface {
	protocol() Protocol
	// hello opens the session, before anything else is read or written.
	hello(ctx context.Context, c Conn) error
	// encode appends the frame of a request.
	encode(frame *bytes.Buffer, r *request) error
	// decode reads a frame; the reader alone calls it.
	decode(frame []byte) (message, error)
}

func newCodec(p Protocol) codec {
	if p == LegacyProtocol {
		return &legacyCodec{subscriptions: map[string]*subscription{}}
	}
	return jsonRPC{}
}

// Protocol returns what the connection speaks. It changes when a NAS was updated
// while the client reconnected.
func (c *Client) Protocol() Protocol {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.spoken
}
