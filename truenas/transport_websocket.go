package truenas

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/coder/websocket"
)

const (
	// maxAnswer bounds the memory one answer can take.
	maxAnswer    = 32 << 20
	closeTimeout = time.Second
	// keptBuffer is how much memory for messages an idle connection keeps.
	keptBuffer = 64 << 10
)

// websocketConn is the Conn of the transport that Dial makes.
//
// The WebSocket package closes a connection when a context of a read or a write
// ends, and pays for watching it with each message. The client needs neither:
// it ends both with Close, which closes what is below.
type websocketConn struct {
	ws    *websocket.Conn
	below net.Conn
	state *tls.ConnectionState

	message bytes.Buffer // of Read
	closing sync.Once
}

var _ Conn = (*websocketConn)(nil)

func newWebsocketConn(ws *websocket.Conn, below net.Conn, state *tls.ConnectionState) *websocketConn {
	ws.SetReadLimit(maxAnswer)
	return &websocketConn{ws: ws, below: below, state: state}
}

func (c *websocketConn) TLS() *tls.ConnectionState { return c.state }

func (c *websocketConn) Read(ctx context.Context) ([]byte, error) {
	for {
		if c.message.Cap() > keptBuffer {
			c.message = bytes.Buffer{}
		}
		c.message.Reset()
		kind, reader, err := c.ws.Reader(ctx)
		if err == nil {
			_, err = c.message.ReadFrom(reader)
		}
		switch {
		case err != nil:
			return nil, readError(err)
		case kind == websocket.MessageText:
			return c.message.Bytes(), nil
		}
	}
}

// readError tells a close code and a limit from a broken connection.
func readError(err error) error {
	if closed, ok := errors.AsType[websocket.CloseError](err); ok {
		return &CloseError{Code: int(closed.Code), Reason: closed.Reason}
	}
	if errors.Is(err, websocket.ErrMessageTooBig) {
		return fmt.Errorf("TrueNAS sent more than %d bytes at once: %w", maxAnswer, ErrMessageTooLarge)
	}
	if errors.Is(err, io.EOF) {
		return errors.New("TrueNAS closed it without a word")
	}
	return err
}

func (c *websocketConn) Write(ctx context.Context, message []byte) error {
	return c.ws.Write(ctx, websocket.MessageText, message)
}

func (c *websocketConn) Ping(ctx context.Context) error { return c.ws.Ping(ctx) }

func (c *websocketConn) Close(code int, reason string) error {
	if code == 0 {
		// First, as the goodbye of another goroutine may hang in it.
		_ = c.below.Close()
	}
	c.closing.Do(func() {
		if code == 0 {
			_ = c.ws.CloseNow()
			return
		}
		stop := time.AfterFunc(closeTimeout, func() { _ = c.below.Close() })
		defer stop.Stop()
		_ = c.ws.Close(websocket.StatusCode(code), reason)
	})
	return nil
}
