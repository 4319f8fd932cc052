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

// Overlap ends the watch of a job while that of another begins, in the order in
// which the poller of the first takes what the second wants before it is stopped.
// settle waits until nothing moves. It reports whether the second has a status in
// the end.
func Overlap(c *Client, first, second *Job, settle func()) bool {
	w := c.hub.watch(first)
	settle()
	poller := c.hub.remove(w)
	w = c.hub.watch(second)
	defer c.hub.unwatch(w)
	settle()
	poller.stop()
	settle()
	status, _ := w.take()
	return status != nil
}
