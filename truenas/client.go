package truenas

import (
	"log/slog"
	"net/url"
	"sync"
	"sync/atomic"

	"github.com/coder/websocket"
)

// Client is a logged-in connection to a NAS. It is safe for concurrent use and
// must be closed. It does not reconnect: after a lost connection every call
// fails with [ErrConnectionLost]; dial again.
type Client struct {
	url           *url.URL
	conn          *conn
	hub           *jobHub
	settings      settings
	log           *slog.Logger
	authenticated atomic.Bool
	closeOnce     sync.Once
}

var _ Caller = (*Client)(nil)

func newClient(u *url.URL, ws *websocket.Conn, s settings) *Client {
	c := &Client{url: u, settings: s, log: s.log}
	c.hub = newJobHub(c, s.log, s.pollInterval)
	c.conn = newConn(ws, s.log, s.pingInterval, c.hub.notify)
	return c
}

// Close ends the connection and everything that waits for it, and returns when
// nothing of the client runs any more. Jobs on the NAS go on. It is idempotent;
// its error is nil.
func (c *Client) Close() error {
	c.closeOnce.Do(c.conn.close)
	return nil
}

// Done is closed when the connection has ended, for whatever reason.
func (c *Client) Done() <-chan struct{} { return c.conn.done }

// Credentials returns the cloud credentials.
func (c *Client) Credentials() *CredentialService { return &CredentialService{caller: c} }

// Tasks returns the cloud sync tasks.
func (c *Client) Tasks() *TaskService { return &TaskService{caller: c, jobs: c.Jobs()} }

// Jobs returns the jobs of the NAS.
func (c *Client) Jobs() *JobService { return &JobService{caller: c, hub: c.hub} }
