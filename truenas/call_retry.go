package truenas

import (
	"context"
	"errors"
	"strings"
)

// retried gives a call a connection, and another one when that is lost: if it
// was not sent yet, or changes nothing. It waits for connections as long as ctx
// lasts.
func (c *Client) retried(next handler) handler {
	return func(ctx context.Context, r *request) error {
		if r.fixed {
			return next(ctx, r)
		}
		for {
			if err := c.assign(ctx, r); err != nil {
				return err
			}
			err := next(ctx, r)
			if !c.renew(r, err) && !mayRetry(r, err) {
				return err
			}
			// Its cause may be a lost connection too, of another client.
			if ctx.Err() != nil {
				return contextError(ctx)
			}
		}
	}
}

func mayRetry(r *request, err error) bool {
	if !errors.Is(err, ErrConnectionLost) {
		return false
	}
	_, sent := errors.AsType[*lostError](err)
	if !sent {
		return true
	}
	if !isRead(r.method) || errors.Is(err, ErrMessageTooLarge) {
		return false // what was too large once is so again
	}
	if closed, ok := errors.AsType[*CloseError](err); ok && closed.blamesCall() {
		r.blamed++
	}
	return r.blamed < maxBlamed
}

// maxBlamed is how often a read is sent on connections that TrueNAS then closes
// because of a call. It may have been another call; one that is at fault each time
// must not take the connection from all others for ever.
const maxBlamed = 3

// isRead reports whether a method changes nothing that outlives the
// connection, so that losing its answer leaves no doubt.
func isRead(method string) bool {
	switch method[strings.LastIndexByte(method, '.')+1:] {
	case "query", "get_instance", "ping", "verify", "providers", "list_directory", "list_buckets", "version":
		return true
	}
	switch method {
	case "core.get_jobs", "core.subscribe", "core.unsubscribe", "core.get_methods", "system.info", "auth.me",
		"cloudsync.onedrive_list_drives", "cloudsync.credentials.s3_provider_choices",
		"filesystem.listdir", "filesystem.stat", "alert.list":
		return true
	}
	return strings.HasPrefix(method, "auth.login")
}
