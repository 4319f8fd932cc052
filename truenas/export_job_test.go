package truenas

import (
	"context"
	"log/slog"
	"time"
)

// What tests of jobs reach into.

// Connected tells the hub of a new connection, as the client does after a login.
func Connected(c *Client) { c.hub.connected(context.Background()) }

// Notify gives the hub a notification, as the reader does.
func Notify(c *Client, method string, params []byte) { c.hub.notify(method, params) }

// HubSize returns how many jobs the hub keeps and how many loops watch.
func HubSize(c *Client) (jobs, watching int) {
	c.hub.mu.Lock()
	defer c.hub.mu.Unlock()
	return len(c.hub.jobs), c.hub.watching
}

// IdleHub returns a client that has a hub and nothing else.
func IdleHub() *Client {
	c := &Client{}
	c.hub = newJobHub(c, slog.New(slog.DiscardHandler), time.Hour)
	return c
}
