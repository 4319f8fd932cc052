package googleapis

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// How long a caller waits before it asks again. Google's recommendation for all
// its APIs is an exponential backoff that chance shortens.
const (
	firstBackoff = time.Second
	maxBackoff   = 32 * time.Second
	// A limit per minute is over after this time, if the answer does not say.
	minute = time.Minute
	// Whoever asks for more gets the error instead: nobody expects a call to last
	// for hours.
	maxWait = 5 * time.Minute
)

const defaultAttempts = 5

// Retry is how often a caller asks again.
type Retry struct {
	// Attempts is how often a request is sent at most. 0 is 5, 1 is never again.
	Attempts int
	// OnWait is told of every wait before it begins. Nil: nobody is.
	OnWait func(Wait)
}

// Wait is the time between two attempts.
type Wait struct {
	Op      string
	Attempt int // that failed, from 1
	For     time.Duration
	Err     error // of that attempt
}

// outcome is what came of an attempt.
type outcome struct {
	err    error
	status int // 0: no answer
	header http.Header
	sent   bool // Google may have got the request
}

// done reports whether Google may have done what was asked for, although the
// answer is an error.
func (o outcome) done() bool {
	return o.sent && (o.status < 300 || o.status >= 500)
}

// repeat asks until an attempt succeeds or another one is of no use.
func (c Caller) repeat(ctx context.Context, r Request, body *payload, try func() outcome) error {
	attempts := c.Retry.Attempts
	if attempts == 0 {
		attempts = defaultAttempts
	}
	if ctx.Err() != nil {
		// A transport may ask for an access token before it looks.
		return fmt.Errorf("%s: %s: %w", c.Package, r.Op, Ended(ctx))
	}
	mayBeDone := false
	for attempt := 1; ; attempt++ {
		o := try()
		if o.sent && c.Sent != nil {
			c.Sent(Attempt{Write: r.Write, Bytes: r.bytes, Err: o.err})
		}
		if o.err == nil || mayBeDone && r.Method == http.MethodDelete && o.status == http.StatusNotFound {
			return nil
		}
		wait := c.backoff(o, attempt)
		if ctx.Err() != nil || attempt >= attempts || !c.again(r, o) || wait > maxWait || body.rewind() != nil {
			return c.lost(ctx, r, o)
		}
		mayBeDone = mayBeDone || o.done()
		if c.Retry.OnWait != nil {
			c.Retry.OnWait(Wait{Op: r.Op, Attempt: attempt, For: wait, Err: o.err})
		}
		if err := Sleep(ctx, wait); err != nil {
			return fmt.Errorf("%s: %s: waiting to ask again: %w (%w)", c.Package, r.Op, err, o.err)
		}
	}
}

// again reports whether the same request is safe to send and may fare better.
func (c Caller) again(r Request, o outcome) bool {
	if c.Final != nil && c.Final(o.err) {
		return false
	}
	if c.limited(o) {
		return true // a definite refusal: nothing was done
	}
	switch o.status {
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return r.repeatable()
	}
	if o.status >= 300 || !Passing(o.err) {
		return false
	}
	return !o.sent || r.repeatable()
}

// limited reports an answer after which a minute helps.
func (c Caller) limited(o outcome) bool {
	return o.status == http.StatusTooManyRequests || o.status == http.StatusForbidden && c.Limited != nil && c.Limited(o.err)
}

// lost adds to the error of the last attempt the cause of ctx if that ended it,
// and that a write may have been done.
func (c Caller) lost(ctx context.Context, r Request, o outcome) error {
	err := o.err
	if ctx.Err() != nil && o.status < 300 && !errors.Is(err, context.Cause(ctx)) {
		err = fmt.Errorf("%w (%w)", err, Ended(ctx))
	}
	if r.Write && !r.repeatable() && o.done() {
		return fmt.Errorf("%w: %w", c.Lost, err)
	}
	return err
}

// backoff is the time before the next attempt: what Google asks for, and a
// random part that grows, so that clients which failed together do not come back
// together.
func (c Caller) backoff(o outcome, attempt int) time.Duration {
	limit := maxBackoff
	if attempt < 6 {
		limit = min(limit, firstBackoff<<(attempt-1))
	}
	wait := rand.N(limit + 1) //nolint:gosec // no secret depends on it
	if asked, ok := RetryAfter(o.header, time.Now()); ok {
		return asked + wait
	}
	if c.limited(o) {
		return minute + wait
	}
	return wait
}

// Sleep waits; an error means that ctx ended first.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return Ended(ctx)
	case <-timer.C:
		return nil
	}
}
