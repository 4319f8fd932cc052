package truenas

import (
	"errors"
	"math/rand/v2"
	"time"
)

const (
	firstPause = 500 * time.Millisecond
	maxPause   = 30 * time.Second
)

// backoff is the pause before an attempt to connect, after so many failures: any
// time up to a limit that doubles. The whole range is used so that clients which
// lost one NAS together do not come back together.
func backoff(failures int) time.Duration {
	longest := maxPause
	if failures < 10 {
		longest = min(maxPause, firstPause<<failures)
	}
	return rand.N(longest) //nolint:gosec // no secret
}

// supervise follows a connection to its end, and all those that replace it.
func (c *Client) supervise(conn *conn) {
	failures := 0
	for {
		since := time.Now()
		<-conn.done
		conn.wg.Wait() // from here on nothing of it can touch the next one
		reason := conn.cause()
		c.observeConnection(ConnectionObservation{State: ConnectionDown, Err: reason})
		if c.settings.once || isFinal(reason) {
			c.end(reason)
		}
		if c.Err() != nil {
			return
		}
		if time.Since(since) >= maxPause {
			failures = 0 // it was a good connection
		}
		c.setDown(reason)
		if conn = c.reconnect(&failures); conn == nil {
			return
		}
	}
}

// reconnect tries until there is a connection; nil when the client has ended.
func (c *Client) reconnect(failures *int) *conn {
	for attempt := 1; ; attempt++ {
		if !pause(c.ctx, c.done, c.settings.backoff(*failures)) {
			return nil
		}
		*failures++
		conn, err := c.establish(c.ctx)
		if err == nil {
			if !c.publish(conn) {
				conn.close()
				return nil
			}
			c.log.Info("truenas: connected again", "attempt", attempt)
			c.observeConnection(ConnectionObservation{State: ConnectionUp, Attempt: attempt, Protocol: conn.codec.protocol()})
			return conn
		}
		if c.Err() != nil {
			return nil
		}
		c.log.Warn("truenas: cannot reconnect", "attempt", attempt, "error", err)
		c.observeConnection(ConnectionObservation{State: ConnectionRetry, Attempt: attempt, Err: err})
		if isFinal(err) {
			c.end(err)
			return nil
		}
		c.setDown(err)
	}
}

func (c *Client) setDown(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = err
}

// isFinal reports whether another attempt would end the same way.
func isFinal(err error) bool {
	if _, refused := errors.AsType[*AuthError](err); refused {
		return true
	}
	if _, untrusted := errors.AsType[*CertificateError](err); untrusted {
		return true
	}
	closed, ok := errors.AsType[*CloseError](err)
	return ok && closed.Code == closePolicy || errors.Is(err, ErrInsecure)
}
