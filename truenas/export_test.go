package truenas

import (
	"context"
	"net"
	"time"
)

// What tests reach into.

var (
	ParseURL     = parseURL
	ParseMessage = func(frame []byte) error { _, err := parseMessage(frame); return err }
	IsRead       = isRead
)

// WithDialContext replaces the network.
func WithDialContext(dial func(ctx context.Context, network, address string) (net.Conn, error)) Option {
	return func(s *settings) error {
		s.dial = dial
		return nil
	}
}

// WithPollInterval replaces the five seconds between questions for a job.
func WithPollInterval(interval time.Duration) Option {
	return func(s *settings) error {
		s.pollInterval = interval
		return nil
	}
}

// ServerError turns the error member of a response into what callers see.
func ServerError(method string, code int, message string, data []byte) error {
	return (&rpcError{Code: code, Message: message, Data: data}).forMethod(method)
}
