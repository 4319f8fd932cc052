package truenas

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
)

// hubOf returns the hub of the client that a caller is or embeds, and for any
// other caller one that hears nothing and only asks.
func hubOf(caller Caller) *jobHub {
	if c, ok := caller.(interface{ jobs() *jobHub }); ok {
		return c.jobs()
	}
	hub := &jobHub{
		caller: caller, get: noDownload, log: slog.New(slog.DiscardHandler),
		pollInterval: defaultSettings().pollInterval,
		done:         func() <-chan struct{} { return nil },
		silent:       true,
	}
	return hub.init()
}

// jobs is promoted to a caller that embeds the client.
func (c *Client) jobs() *jobHub { return c.hub }

func noDownload(context.Context, string) (*http.Response, error) {
	return nil, fmt.Errorf("%w: a Caller downloads nothing; embed the *Client in yours", errors.ErrUnsupported)
}
