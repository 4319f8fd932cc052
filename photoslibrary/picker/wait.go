package picker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/internal/googleapis"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// Wait polls a session until the user presses Done and returns it then; s is
// what [Client.CreateSession] or [Client.Session] returned. It asks at once and
// then at the pace that Google's answers name.
//
// It ends with [ErrTimeout] after the time that s names, counted from the call,
// whatever later answers say; with [ErrTimeout] too when an answer says that
// polling has no more use; with [ErrExpired] when the session is over; and with
// the cause of ctx. What the next poll may better, a rate limit, a fault of Google
// or its token endpoint, or a lost connection, does not end it, and Retry has no
// part in it. With an error it returns the session as it was last seen.
func (c *Client) Wait(ctx context.Context, s Session) (Session, error) {
	const op = "wait for the user"
	w := waiter{session: s}
	if s.Polling != nil {
		w.deadline = time.Now().Add(s.Polling.Timeout)
	}
	for !w.session.Picked {
		got, err := c.sessionOnce(ctx, s.ID)
		if err != nil && ctx.Err() != nil {
			return w.session, fmt.Errorf("picker: %s: %w", op, googleapis.Ended(ctx))
		}
		if err := w.take(got, err); err != nil {
			return w.session, fmt.Errorf("picker: %s: %w", op, err)
		}
		if w.session.Picked {
			break
		}
		if err := googleapis.Sleep(ctx, w.pause()); err != nil {
			return w.session, fmt.Errorf("picker: %s: %w", op, err)
		}
	}
	return w.session, nil
}

// waiter is the state of one Wait.
type waiter struct {
	session  Session
	deadline time.Time // of the first answer; zero before it
	last     error     // of the last poll
	answered bool
	// Google said that the session is there after it had expired by our clock.
	wrongClock bool
}

// take judges the outcome of a poll; an error ends the wait.
func (w *waiter) take(got Session, err error) error {
	now := time.Now()
	expired := !w.session.ExpireTime.IsZero() && !now.Before(w.session.ExpireTime)
	switch {
	case err == nil:
		w.session = got
		expired = !got.ExpireTime.IsZero() && !now.Before(got.ExpireTime)
		if !w.answered {
			w.answered, w.wrongClock = true, expired
		}
	case expired && errors.Is(err, photoslibrary.ErrNotFound):
		return fmt.Errorf("%w (%w)", ErrExpired, err)
	case !passing(err):
		return err
	}
	w.last = err
	if w.session.Picked {
		return nil
	}
	if w.deadline.IsZero() {
		w.deadline = now.Add(w.polling().Timeout)
	}
	switch {
	case expired && !w.wrongClock:
		return w.over(ErrExpired)
	case err == nil && w.polling().Timeout == 0, !now.Before(w.deadline):
		return w.over(ErrTimeout)
	}
	return nil
}

// over adds what the last poll failed with: perhaps that is why nothing was
// seen.
func (w *waiter) over(state error) error {
	if w.last != nil {
		return fmt.Errorf("%w (%w)", state, w.last)
	}
	return state
}

func (w *waiter) polling() Polling {
	if w.session.Polling == nil {
		return Polling{Interval: defaultInterval, Timeout: defaultTimeout}
	}
	return *w.session.Polling
}

// leastInterval keeps an absurd answer from becoming thousands of requests.
const leastInterval = time.Second

// pause is the time until the next poll; the last one is at the deadline.
func (w *waiter) pause() time.Duration {
	pause := w.polling().Interval
	if pause <= 0 {
		pause = defaultInterval
	}
	pause = max(pause, leastInterval)
	pause = min(pause, time.Until(w.deadline))
	if !w.session.ExpireTime.IsZero() && !w.wrongClock {
		pause = min(pause, time.Until(w.session.ExpireTime))
	}
	return pause
}
