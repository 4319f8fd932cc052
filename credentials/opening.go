package credentials

import (
	"context"
	"time"
)

// opening is a running call of an Opener.
type opening struct {
	url    string
	failed chan error // the result, once
	done   chan struct{}
	cancel context.CancelFunc
}

func startOpener(ctx context.Context, opener Opener, url string) *opening {
	ctx, cancel := context.WithCancel(ctx)
	o := &opening{url: url, failed: make(chan error, 1), done: make(chan struct{}), cancel: cancel}
	go func() {
		defer close(o.done)
		o.failed <- opener.Open(ctx, url)
	}()
	return o
}

// stop ends the call and waits for it. An Opener that ignores its context is
// left behind: a finished sign-in must not be lost to it.
func (o *opening) stop() {
	defer o.cancel()
	for range 2 {
		grace := time.NewTimer(openerGrace)
		select {
		case <-o.done:
			grace.Stop()
			return
		case <-grace.C:
			o.cancel()
		}
	}
}
