package photoslibrary

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"
)

const (
	// idleTimeout is how long bytes may stand still: a server that says nothing
	// more must not stop an unattended program for ever.
	idleTimeout = 2 * time.Minute
	// finishTimeout is how long Google may take over a file that it has. It is
	// long, because the upload token is lost with the answer.
	finishTimeout = 10 * time.Minute
)

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

// finish says that all bytes are sent, and only the answer is missing.
func (i *idle) finish() { i.timer.Reset(finishTimeout) }

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
