package truenas

import (
	"context"
	"time"
)

// observed tells the observer of each call, with the error its caller gets.
func (c *Client) observed(next handler) handler {
	if c.settings.observer == nil {
		return next
	}
	return func(ctx context.Context, r *request) error {
		start := time.Now()
		err := next(ctx, r)
		c.settings.observer.ObserveCall(CallObservation{
			Method: r.method, Duration: time.Since(start), Attempts: r.attempts,
			RequestBytes: r.frame.Len(), ResponseBytes: r.responseBytes, Err: err,
		})
		return err
	}
}

func (c *Client) observeConnection(o ConnectionObservation) {
	if c.settings.observer != nil {
		c.settings.observer.ObserveConnection(o)
	}
}
