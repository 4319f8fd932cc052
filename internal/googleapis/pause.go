package googleapis

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/api/googleapi"
)

// Pause waits after a failure that the caller answers with a request of another
// form, such as the rest of a file: as long as before the same request, and with
// the same limits. failures counts those without progress, from 1. The error is
// err if another request is of no use, or tells that ctx ended.
func (c Caller) Pause(ctx context.Context, op string, failures int, err error) error {
	o := outcome{err: err}
	if answer, ok := errors.AsType[*googleapi.Error](err); ok {
		o.status, o.header = answer.Code, answer.Header
	}
	attempts := c.Retry.Attempts
	if attempts == 0 {
		attempts = defaultAttempts
	}
	wait := c.backoff(o, failures)
	if failures >= attempts || wait > maxWait || ctx.Err() != nil || !c.again(Request{Idempotent: true}, o) {
		return err
	}
	if c.Retry.OnWait != nil {
		c.Retry.OnWait(Wait{Op: op, Attempt: failures, For: wait, Err: err})
	}
	if ended := Sleep(ctx, wait); ended != nil {
		return fmt.Errorf("%s: %s: waiting to go on: %w (%w)", c.Package, op, ended, err)
	}
	return nil
}
