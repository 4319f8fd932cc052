package truenas

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// slowCallTimeout is for methods that run rclone over the network.
const slowCallTimeout = 5 * time.Minute

var slowMethods = []string{
	"cloudsync.create", "cloudsync.update", "cloudsync.list_directory", "cloudsync.list_buckets",
	"cloudsync.credentials.verify", "cloudsync.create_bucket", "cloudsync.restore", "cloudsync.onedrive_list_drives",
}

// timed limits calls whose context has no deadline, with all their attempts.
func (c *Client) timed(next handler) handler {
	return func(ctx context.Context, r *request) error {
		if _, has := ctx.Deadline(); has {
			return next(ctx, r)
		}
		timeout := c.settings.callTimeout
		if slices.Contains(slowMethods, r.method) {
			timeout = max(timeout, slowCallTimeout)
		}
		ctx, cancel := context.WithTimeoutCause(ctx, timeout, timeoutError(timeout))
		defer cancel()
		return next(ctx, r)
	}
}

// timeoutError is the end of a time limit that the caller did not set.
type timeoutError time.Duration

func (e timeoutError) Error() string {
	return fmt.Sprintf("no answer within %s: %v", time.Duration(e), context.DeadlineExceeded)
}

func (timeoutError) Unwrap() error { return context.DeadlineExceeded }
