package truenas

import (
	"context"
	"crypto/tls"
	"net/http"
)

// Transport reaches a NAS. [Dial] makes one for TCP, TLS and Unix sockets; bring
// your own with [WithTransport]: a tunnel, or a recorded session. It must be safe
// for concurrent use. Who brings one vouches for the way to the NAS: an API key
// that arrives there without TLS, and not from the NAS itself, is revoked.
type Transport interface {
	// Connect opens a WebSocket at a path, as "/api/current". ctx limits the
	// opening only, not the life of the Conn.
	Connect(ctx context.Context, path string) (Conn, error)
	// Get asks for a path over HTTP and follows no redirect. The caller closes
	// the body, which ctx limits too. No error may hold the path: it can have a
	// token in it.
	Get(ctx context.Context, path string) (*http.Response, error)
}

// Conn is one WebSocket of a [Transport]. The client calls Read from one
// goroutine, Write from another, Ping from a third, and Close from any, at any
// time and more than once. A Conn may also have the method
//
//	TLS() *tls.ConnectionState
//
// which a login needs that is bound to the TLS connection.
type Conn interface {
	// Read returns the next text message and skips binary ones. The client is
	// done with the slice when it calls Read again. It should refuse messages
	// beyond what fits into memory, with an error that is [ErrMessageTooLarge].
	// When the NAS closed the connection with a code, the error is a [*CloseError].
	Read(ctx context.Context) ([]byte, error)
	// Write sends a text message and does not keep the slice.
	Write(ctx context.Context, message []byte) error
	// Ping sends a WebSocket ping and waits for the answer.
	Ping(ctx context.Context) error
	// Close ends the connection, and a Read, Write or Ping in progress with an
	// error. With code 0 it cuts it at once; otherwise it tells the NAS first,
	// for which it may take a second.
	Close(code int, reason string) error
}

// tlsState is that of a Conn, if it has one.
func tlsState(c Conn) *tls.ConnectionState {
	if secured, ok := c.(interface{ TLS() *tls.ConnectionState }); ok {
		return secured.TLS()
	}
	return nil
}
