package truenas

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// maxInFlight is what TrueNAS runs (10) and queues (10) per connection; one more
// is refused.
const maxInFlight = 20

// gate lets as many calls of one connection through as TrueNAS takes, in the
// order in which they came.
type gate struct {
	slots chan struct{} // channels serve those who wait in order
}

func newGate() gate { return gate{slots: make(chan struct{}, maxInFlight)} }

func (g gate) enter(ctx context.Context, done <-chan struct{}) error {
	select {
	case g.slots <- struct{}{}:
		return nil
	default:
	}
	select {
	case g.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return contextError(ctx)
	case <-done:
		return errEnded
	}
}

// leave gives a slot back. It never waits: a NAS that answers more often than it
// was asked must not stop the reader.
func (g gate) leave() {
	select {
	case <-g.slots:
	default:
	}
}

// errEnded is a wait that the end of the connection ended.
var errEnded = errors.New("the connection has ended")

// Pauses after a call that TrueNAS refused because it had too many.
const (
	firstBusyPause = 20 * time.Millisecond
	maxBusyPause   = time.Second
)

// gated waits for a slot. TrueNAS may count differently than the gate for a
// moment, or other programs may share what it counts: a call refused for that was
// not executed, and is sent again after a pause.
func (c *Client) gated(next handler) handler {
	return func(ctx context.Context, r *request) error {
		for try := 0; ; try++ {
			if ctx.Err() != nil {
				return contextError(ctx) // a select would choose at random
			}
			if err := r.conn.gate.enter(ctx, r.conn.done); errors.Is(err, errEnded) {
				return r.conn.cause()
			} else if err != nil {
				return err
			}
			err := next(ctx, r)
			if refused, ok := errors.AsType[*rpcError](err); !ok || refused.Code != codeTooManyCalls {
				return err
			}
			longest := min(maxBusyPause, firstBusyPause<<min(try, 10))
			length := rand.N(longest) //nolint:gosec // no secret
			if !pause(ctx, r.conn.done, length) && ctx.Err() != nil {
				return fmt.Errorf("%w: TrueNAS has too many calls in progress", contextError(ctx))
			}
		}
	}
}

// pause waits; false when ctx or done ended that early.
func pause(ctx context.Context, done <-chan struct{}, length time.Duration) bool {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-done:
	}
	return false
}
