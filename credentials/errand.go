package credentials

import (
	"context"
	"time"
)

// errand is a running call of the caller's code: of an [Opener], or of Paste.
type errand struct {
	ended  chan error // the result, once
	done   chan struct{}
	cancel context.CancelFunc
}

func startErrand(ctx context.Context, run func(context.Context) error) *errand {
	ctx, cancel := context.WithCancel(ctx)
	e := &errand{ended: make(chan error, 1), done: make(chan struct{}), cancel: cancel}
	go func() {
		defer close(e.done)
		e.ended <- run(ctx)
	}()
	return e
}

// stop ends the call and waits for it. One that ignores its context is left
// behind: a finished sign-in must not be lost to it. The patient way first gives
// the call a moment to end by itself.
func (e *errand) stop(patient bool) {
	defer e.cancel()
	if patient && e.wait() {
		return
	}
	e.cancel()
	e.wait()
}

func (e *errand) wait() bool {
	grace := time.NewTimer(errandGrace)
	defer grace.Stop()
	select {
	case <-e.done:
		return true
	case <-grace.C:
		return false
	}
}

// lead returns when the call has ended, or has had a moment for it: who reads on
// a terminal what it writes is asked about it only then.
func (e *errand) lead(ctx context.Context) {
	moment := time.NewTimer(errandGrace)
	defer moment.Stop()
	select {
	case <-e.done:
	case <-moment.C:
	case <-ctx.Done():
	}
}
