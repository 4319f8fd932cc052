package truenas

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"time"
)

// handshakeTimeout limits connecting when ctx has no deadline.
const handshakeTimeout = 30 * time.Second

// establish connects, logs in and takes up the events of jobs: what it returns
// is ready for calls. Nothing is left of it when it fails.
func (c *Client) establish(ctx context.Context) (*conn, error) {
	pipe, codec, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	conn := newConn(pipe, codec, c.log, c.settings.pingInterval, c.hub.notify) //nolint:contextcheck // it outlives ctx
	ready := false
	defer func() {
		if !ready { // as when the Auth panics
			conn.close()
		}
	}()
	if err := c.logInOn(ctx, conn); err != nil {
		return nil, err
	}
	conn.authenticated.Store(true)
	c.hub.connected(ctx)
	ready = true
	return conn, nil
}

// logInOn logs in on a connection. The login ends with the connection, and the
// connection with ctx: either may be all that a login looks at.
func (c *Client) logInOn(ctx context.Context, conn *conn) error {
	failed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(failed)
		conn.fail(contextError(ctx))
	})
	during, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(conn.ctx, func() { cancel(conn.cause()) })() //nolint:contextcheck // the connection ends the login
	err := logIn(during, c.auth, loginSession{c, conn}, c.log)
	switch {
	case !stop():
		<-failed // so that nothing of it goes on when this returns
		if err == nil {
			err = fmt.Errorf("truenas: connecting to %s: %w", c.endpoint.name(), contextError(ctx))
		}
	case during.Err() != nil && errors.Is(err, context.Canceled):
		err = fmt.Errorf("truenas: logging in to %s: %w", c.endpoint.name(), conn.cause())
	}
	return err
}

// open connects and agrees on a protocol.
func (c *Client) open(ctx context.Context) (Conn, codec, error) {
	if _, has := ctx.Deadline(); !has {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, handshakeTimeout)
		defer cancel()
	}
	protocol, path, err := discover(ctx, c.transport, c.endpoint)
	if err != nil {
		return nil, nil, err
	}
	pipe, err := c.transport.Connect(ctx, path)
	if err != nil {
		return nil, nil, err
	}
	codec := newCodec(protocol)
	stop := context.AfterFunc(ctx, func() { _ = pipe.Close(0, "") })
	err = codec.hello(ctx, pipe)
	if !stop() {
		err = contextError(ctx)
	}
	if err != nil {
		_ = pipe.Close(0, "")
		return nil, nil, fmt.Errorf("truenas: %s: %w", c.endpoint.name(), err)
	}
	return pipe, codec, nil
}

// assign gives a call the connection it takes, and waits for one if need be.
func (c *Client) assign(ctx context.Context, r *request) error {
	for {
		c.mu.Lock()
		current, changed, err := c.current, c.changed, c.err
		c.mu.Unlock()
		if err != nil {
			return err
		}
		if current != nil && !current.ended() {
			r.conn = current
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return c.notConnected(ctx)
		}
	}
}

// notConnected is a call that waited in vain. Nothing was sent.
func (c *Client) notConnected(ctx context.Context) error {
	c.mu.Lock()
	down := c.down
	c.mu.Unlock()
	if down == nil {
		return contextError(ctx)
	}
	// As text: it is not this call that failed with it.
	return fmt.Errorf("%w: not connected: %s", contextError(ctx), down.Error())
}

// loginSession is what an Auth sees of a connection.
type loginSession struct {
	client *Client
	conn   *conn
}

func (s loginSession) Call(ctx context.Context, method string, params []any, result any) error {
	r := newRequest(method, params, result)
	r.conn, r.fixed = s.conn, true
	return s.client.calls(ctx, r)
}

func (s loginSession) Protocol() Protocol { return s.conn.codec.protocol() }

func (s loginSession) TLS() *tls.ConnectionState { return tlsState(s.conn.pipe) }
