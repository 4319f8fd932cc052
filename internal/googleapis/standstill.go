package googleapis

import (
	"context"
	"fmt"
	"os"
	"time"
)

const (
	// standstill is how long a server may neither take bytes nor answer: it must
	// not stop an unattended program for ever.
	standstill = 2 * time.Minute
	// digestion is how long Google may take over a body that it has. It is long,
	// because what it says of a large file is lost with the answer.
	digestion = 10 * time.Minute
)

// errStandstill is a timeout, as those of connections are.
var errStandstill = fmt.Errorf("the connection stands still: %w", os.ErrDeadlineExceeded)

// guard ends the context of an attempt in which nothing moves, with
// errStandstill as the cause.
type guard struct {
	timer  *time.Timer
	cancel context.CancelCauseFunc
}

func newGuard(ctx context.Context) (context.Context, *guard) {
	ctx, cancel := context.WithCancelCause(ctx)
	return ctx, &guard{cancel: cancel, timer: time.AfterFunc(standstill, func() { cancel(errStandstill) })}
}

func (g *guard) stop() {
	g.timer.Stop()
	g.cancel(nil)
}

// pause is for the time that the source of a body takes: it is not the server's.
// A nil guard watches nothing.
func (g *guard) pause() {
	if g != nil {
		g.timer.Stop()
	}
}

// resume is for the time after a read, of the last bytes if all is true.
func (g *guard) resume(all bool) {
	switch {
	case g == nil:
	case all:
		g.timer.Reset(digestion)
	default:
		g.timer.Reset(standstill)
	}
}
