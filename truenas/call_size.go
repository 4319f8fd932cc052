package truenas

import (
	"bytes"
	"context"
	"fmt"
	"unicode/utf8"
)

// Limits of TrueNAS for one message, in characters.
const (
	maxMessageAnonymous = 8192
	maxMessage          = 65536
)

// usualFrame is room for most calls, in bytes.
const usualFrame = 512

// sized encodes a call for the connection it is about to take, and refuses what
// TrueNAS would close that for, and secrets that were not revealed.
func (c *Client) sized(next handler) handler {
	return func(ctx context.Context, r *request) error {
		if p := r.conn.codec.protocol(); r.encodedFor != p || p == LegacyProtocol {
			r.frame = bytes.Buffer{} // the writer of a lost connection may still read the last one
			r.frame.Grow(usualFrame)
			if err := r.conn.codec.encode(&r.frame, r); err != nil {
				return fmt.Errorf("encoding the parameters: %w", err)
			}
			r.encodedFor = p
		}
		if err := checkFrame(r); err != nil {
			return err
		}
		return next(ctx, r)
	}
}

func checkFrame(r *request) error {
	limit := maxMessageAnonymous
	if r.conn.authenticated.Load() {
		limit = maxMessage
	}
	// Characters are never more than bytes.
	if r.frame.Len() > limit {
		if size := utf8.RuneCount(r.frame.Bytes()); size > limit {
			return &MessageTooLargeError{Method: r.method, Size: size, Limit: limit}
		}
	}
	if bytes.Contains(r.frame.Bytes(), []byte(`"[redacted]"`)) {
		return ErrRedacted
	}
	return nil
}
