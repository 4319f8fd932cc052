package photoslibrary

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

// idleTimeout is how long the bytes of a download may stand still: a server that
// says nothing more must not stop an unattended program for ever.
const idleTimeout = 2 * time.Minute

// errIdle is a timeout, as those of connections are.
var errIdle = fmt.Errorf("the connection stands still: %w", os.ErrDeadlineExceeded)

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

// touching is a reader that may not stand still. The time between two reads is
// that of whoever takes the bytes, and does not count.
type touching struct {
	io.Reader
	idle *idle
}

func (t touching) Read(data []byte) (int, error) {
	t.idle.touch()
	defer t.idle.timer.Stop()
	return t.Reader.Read(data)
}
