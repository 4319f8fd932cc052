package truenas

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// handler is a step on the path of a call; each is in a file of its own.
type handler func(ctx context.Context, r *request) error

// path is the way of a call, from the outside to the connection.
func (c *Client) path() handler {
	return c.observed(c.logged(c.explained(c.timed(c.retried(c.sized(c.gated(c.sent)))))))
}

// Call calls a method. params go to TrueNAS as encoding/json writes them: use
// [Time] for times, and Reveal secrets. A nil result ignores the answer.
//
// When ctx ends, the call ends and the connection stays; a ctx without a
// deadline gets the one of [WithCallTimeout]. At most 20 calls are in progress
// at TrueNAS, more wait here, and so does a call during a reconnect. One that
// changes nothing is sent again when the connection is lost before its answer, but
// three times at most when TrueNAS closes it because of a call (1007, 1011). These
// are the methods that end in query, get_instance, ping, verify, providers,
// list_directory, list_buckets or version, and some more that this package calls
// itself. Any other is taken for one that changes something.
//
// Errors: [*CallError] and [*ValidationError] from TrueNAS, [ErrUncertain] if
// a call that changes something was sent and not answered, or not
// understandably, [ErrClosed], [ErrMessageTooLarge], that of ctx, and that of
// [Client.Err] when the client has ended.
func (c *Client) Call(ctx context.Context, method string, params []any, result any) error {
	return c.calls(ctx, newRequest(method, params, result))
}

func newRequest(method string, params []any, result any) *request {
	return &request{id: newRequestID(), method: method, params: params, result: result, answer: make(chan answer, 1)}
}

// sent is the last step: it asks TrueNAS and decodes the answer.
func (c *Client) sent(ctx context.Context, r *request) error {
	raw, err := r.conn.roundTrip(ctx, r)
	if err != nil {
		return err
	}
	r.responseBytes = len(raw)
	if r.result == nil {
		return nil
	}
	if err := json.Unmarshal(raw, r.result); err != nil {
		return &lostError{fmt.Errorf("%w: %w", errShape, err)}
	}
	return nil
}

// errShape is an answer that cannot be decoded: asking again would not help.
var errShape = errors.New("the answer has an unknown shape")

// explained adds what the caller needs to know to an error.
func (c *Client) explained(next handler) handler {
	return func(ctx context.Context, r *request) error {
		if err := next(ctx, r); err != nil {
			return callFailed(r.method, err)
		}
		return nil
	}
}

func callFailed(method string, err error) error {
	if server, ok := errors.AsType[*rpcError](err); ok {
		return server.forMethod(method)
	}
	if _, lost := errors.AsType[*lostError](err); lost && !isRead(method) {
		return fmt.Errorf("truenas: %s: %w (%w)", method, ErrUncertain, err)
	}
	if _, whole := errors.AsType[*MessageTooLargeError](err); whole {
		return err
	}
	return fmt.Errorf("truenas: %s: %w", method, err)
}

// call calls a method that answers with a T.
func call[T any](ctx context.Context, caller Caller, method string, params ...any) (T, error) {
	var result T
	if err := caller.Call(ctx, method, params, &result); err != nil {
		var zero T
		return zero, err
	}
	return result, nil
}

// Version returns the release, as "TrueNAS-25.10.1".
func (c *Client) Version(ctx context.Context) (string, error) {
	return call[string](ctx, c, "system.version")
}
