package photoslibrary

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

// idleTimeout is how long bytes may stand still: a server that says nothing more
// must not stop an unattended program for ever.
const idleTimeout = 2 * time.Minute

// errIdle is a timeout, as those of connections are.
var errIdle = fmt.Errorf("no byte moved for %s: %w", idleTimeout, os.ErrDeadlineExceeded)

// idle ends a context, with errIdle as the cause, when nothing touches it.
type idle struct {
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

func watchIdle(ctx context.Context) (context.Context, *idle) {
	ctx, cancel := context.WithCancelCause(ctx)
	return ctx, &idle{cancel: cancel, timer: time.AfterFunc(idleTimeout, func() { cancel(errIdle) })}
}

func (i *idle) touch() { i.timer.Reset(idleTimeout) }

func (i *idle) stop() {
	i.timer.Stop()
	i.cancel(nil)
}

// touching is a reader of bytes that move.
type touching struct {
	io.Reader
	idle *idle
}

func (t touching) Read(data []byte) (int, error) {
	n, err := t.Reader.Read(data)
	if n > 0 {
		t.idle.touch()
	}
	return n, err
}
