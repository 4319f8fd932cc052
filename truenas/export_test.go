package truenas

import (
	"net/url"
	"time"
)

// What tests reach into.

var (
	IsRead  = isRead
	Backoff = backoff
)

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

// ParseMessage reads a frame of JSON-RPC.
func ParseMessage(frame []byte) error { return DecodeFrame(JSONRPC, frame) }

// DecodeFrame reads a frame of a protocol.
func DecodeFrame(p Protocol, frame []byte) error {
	_, err := newCodec(p).decode(frame)
	return err
}

// WithBackoff replaces the pauses before attempts to reconnect.
func WithBackoff(pause func(failures int) time.Duration) Option {
	return func(s *settings) error {
		s.backoff = pause
		return nil
	}
}

// ParseURL returns what an address means: where to connect, and the path that it
// pins.
func ParseURL(raw string) (target, path string, err error) {
	e, err := parseURL(raw)
	if err != nil {
		return "", "", err
	}
	if e.socket != "" {
		return e.scheme + ":" + e.socket, e.path, nil
	}
	return (&url.URL{Scheme: e.scheme, Host: e.host}).String() + e.base, e.path, nil
}

// ScanObject gives the members of a JSON object to visit.
func ScanObject(frame []byte, visit func(key, value []byte) error) error {
	return scanObject(frame, visit)
}
