package truenas

import (
	"context"
	"log/slog"
	"sync"
)

// Client is a logged-in connection to a NAS. It is safe for concurrent use and
// must be closed.
//
// When the connection is lost, or the session on it is too old, the client connects
// and logs in again, with growing pauses of up to 30 s, until it is closed: calls wait for that as long
// as their contexts let them. It ends by itself only when another attempt would
// be no better: the login is refused, the certificate is not trusted any more, or
// the NAS does not accept this address. [WithoutReconnect] leaves reconnecting to
// the caller.
type Client struct {
	auth      Auth
	transport Transport
	endpoint  endpoint
	settings  settings
	log       *slog.Logger
	hub       *jobHub
	calls     handler

	ctx       context.Context //nolint:containedctx // the life of the client itself
	cancel    context.CancelFunc
	wg        sync.WaitGroup
	closeOnce sync.Once
	done      chan struct{}

	mu      sync.Mutex
	current *conn // the connection that calls take; nil until the first login
	spoken  Protocol
	changed chan struct{} // closed when current or err changes
	down    error         // why the last attempt to connect failed
	err     error         // why the client ended
}

var _ Caller = (*Client)(nil)

func newClient(e endpoint, auth Auth, s settings) *Client {
	c := &Client{
		auth: auth, transport: s.transport, endpoint: e, settings: s, log: s.log,
		done: make(chan struct{}), changed: make(chan struct{}),
	}
	if c.transport == nil {
		c.transport = networkTransport{e, s}
	}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	c.hub = newJobHub(c, s.log, s.pollInterval)
	c.calls = c.path()
	return c
}

// Close ends the connection and everything that waits for it, and returns when
// nothing of the client runs any more. Jobs on the NAS go on. It is idempotent;
// its error is nil.
func (c *Client) Close() error {
	c.closeOnce.Do(func() {
		c.end(ErrClosed)
		c.cancel()
		c.mu.Lock()
		conn := c.current
		c.mu.Unlock()
		if conn != nil {
			conn.close()
		}
		c.wg.Wait()
	})
	return nil
}

// Done is closed when the client has ended: [Client.Err] says why. With
// [WithoutReconnect], that is also when the connection is lost.
func (c *Client) Done() <-chan struct{} { return c.done }

// Err is nil until Done is closed, and [ErrClosed] after Close. Otherwise it is
// why the client ended: an [*AuthError], a [*CertificateError], a [*CloseError],
// or [ErrConnectionLost].
func (c *Client) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// end records why the client ends and wakes everybody who waits for a
// connection.
func (c *Client) end(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return
	}
	c.err = err
	close(c.changed)
	close(c.done)
}

// publish lets calls take a connection; false when the client has ended.
func (c *Client) publish(conn *conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return false
	}
	c.current, c.spoken, c.down = conn, conn.codec.protocol(), nil
	close(c.changed)
	c.changed = make(chan struct{})
	return true
}

// Credentials returns the cloud credentials.
func (c *Client) Credentials() *CredentialService { return NewCredentialService(c) }

// Tasks returns the cloud sync tasks.
func (c *Client) Tasks() *TaskService { return NewTaskService(c) }

// Jobs returns the jobs of the NAS.
func (c *Client) Jobs() *JobService { return NewJobService(c) }
