package truenas

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of TrueNAS for one message, in characters.
const (
	maxMessageAnonymous = 8192
	maxMessage          = 65536
)

// slowCallTimeout is for methods that run rclone over the network.
const slowCallTimeout = 5 * time.Minute

var slowMethods = []string{
	"cloudsync.create", "cloudsync.update", "cloudsync.list_directory", "cloudsync.list_buckets",
	"cloudsync.credentials.verify", "cloudsync.create_bucket", "cloudsync.restore", "cloudsync.onedrive_list_drives",
}

// Call calls a method. params go to TrueNAS as encoding/json writes them: use
// [Time] for times, and Reveal secrets. A nil result ignores the answer.
//
// When ctx ends, the call ends and the connection stays; a ctx without a
// deadline gets the one of [WithCallTimeout]. At most 20 calls are in progress
// at TrueNAS, more wait here.
//
// Errors: [*CallError] and [*ValidationError] from TrueNAS, [ErrUncertain] if
// a call that changes something was sent and not answered, or not
// understandably, [ErrConnectionLost],
// [ErrClosed], [ErrMessageTooLarge], and that of ctx.
func (c *Client) Call(ctx context.Context, method string, params []any, result any) error {
	ctx, cancel := c.withCallTimeout(ctx, method)
	defer cancel()
	request := &request{id: newRequestID(), method: method, answer: make(chan answer, 1)}
	var err error
	if request.frame, err = encodeRequest(request.id, method, params); err != nil {
		return err
	}
	if err := c.checkFrame(request); err != nil {
		return err
	}
	start := time.Now()
	raw, err := c.conn.roundTrip(ctx, request)
	c.log.DebugContext(ctx, "truenas call", "method", method, "id", request.id, "duration", time.Since(start), "ok", err == nil)
	if err != nil {
		return callFailed(method, err)
	}
	if result == nil {
		return nil
	}
	if err := json.Unmarshal(raw, result); err != nil {
		err = fmt.Errorf("%w: %w", errShape, err)
		return callFailed(method, &lostError{err})
	}
	return nil
}

// errShape is an answer that cannot be decoded: asking again would not help.
var errShape = errors.New("the answer has an unknown shape")

// call calls a method that answers with a T.
func call[T any](ctx context.Context, caller Caller, method string, params ...any) (T, error) {
	var result T
	if err := caller.Call(ctx, method, params, &result); err != nil {
		var zero T
		return zero, err
	}
	return result, nil
}

func (c *Client) withCallTimeout(ctx context.Context, method string) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return ctx, func() {}
	}
	timeout := c.settings.callTimeout
	if slices.Contains(slowMethods, method) {
		timeout = max(timeout, slowCallTimeout)
	}
	return context.WithTimeoutCause(ctx, timeout,
		fmt.Errorf("no answer within %s: %w", timeout, context.DeadlineExceeded))
}

// checkFrame refuses what TrueNAS would close the connection for, and secrets
// that were not revealed.
func (c *Client) checkFrame(r *request) error {
	limit := maxMessageAnonymous
	if c.authenticated.Load() {
		limit = maxMessage
	}
	if size := utf8.RuneCount(r.frame); size > limit {
		return &MessageTooLargeError{Method: r.method, Size: size, Limit: limit}
	}
	if bytes.Contains(r.frame, []byte(`"[redacted]"`)) {
		return fmt.Errorf("truenas: %s: %w", r.method, ErrRedacted)
	}
	return nil
}

// callFailed adds what the caller needs to know to the error of a round trip.
func callFailed(method string, err error) error {
	if server, ok := errors.AsType[*rpcError](err); ok {
		return server.forMethod(method)
	}
	if _, lost := errors.AsType[*lostError](err); lost && !isRead(method) {
		return fmt.Errorf("truenas: %s: %w (%w)", method, ErrUncertain, err)
	}
	return fmt.Errorf("truenas: %s: %w", method, err)
}

// isRead reports whether a method changes nothing that outlives the
// connection, so that losing its answer leaves no doubt.
func isRead(method string) bool {
	_, last, _ := cutLast(method)
	switch last {
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

func cutLast(method string) (service, name string, ok bool) {
	i := strings.LastIndexByte(method, '.')
	if i < 0 {
		return "", method, false
	}
	return method[:i], method[i+1:], true
}

// Version returns the release, as "TrueNAS-25.10.1".
func (c *Client) Version(ctx context.Context) (string, error) {
	return call[string](ctx, c, "system.version")
}
