package truenas

import (
	"context"
	"log/slog"
	"time"
)

// logged logs each call, and nothing of what is in it.
func (c *Client) logged(next handler) handler {
	return func(ctx context.Context, r *request) error {
		if !c.log.Enabled(ctx, slog.LevelDebug) {
			return next(ctx, r)
		}
		start := time.Now()
		err := next(ctx, r)
		c.log.DebugContext(ctx, "truenas: call", "method", r.method, "id", r.id,
			"duration", time.Since(start), "attempts", r.attempts, "ok", err == nil)
		return err
	}
}
