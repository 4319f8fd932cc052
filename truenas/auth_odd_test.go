package truenas_test

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// A login of others that panics, or ends its goroutine as a failed test does,
// leaves no connection behind: goleak looks for it.
func TestLoginThatDoesNotReturn(t *testing.T) {
	gone := make(chan struct{}, 2)
	address := standIn(t, func(p *peer) {
		p.drain()
		gone <- struct{}{}
	})
	panics := ownAuth(func(context.Context, truenas.LoginSession) error { panic("boom") })
	require.PanicsWithValue(t, "boom", func() { _, _ = truenas.Dial(t.Context(), address, panics) })
	<-gone
	exits := ownAuth(func(context.Context, truenas.LoginSession) error {
		runtime.Goexit()
		return nil
	})
	var all sync.WaitGroup
	all.Go(func() { _, _ = truenas.Dial(t.Context(), address, exits) })
	all.Wait()
	<-gone
}

// A login that waits for something else than the NAS, as for a person, is told
// when its connection is gone.
func TestLoginEndsWithItsConnection(t *testing.T) {
	address := standIn(t, func(p *peer) { p.drop() })
	waits := ownAuth(func(ctx context.Context, _ truenas.LoginSession) error {
		<-ctx.Done()
		return context.Cause(ctx)
	})
	_, err := truenas.Dial(t.Context(), address, waits)
	require.ErrorIs(t, err, truenas.ErrConnectionLost)
}

// The same while it waits to be let in.
func TestWaitingToLogInEndsWithTheConnection(t *testing.T) {
	inBubble(t, inTurn(dropping, func(p *peer) {
		if c, ok := p.next(); ok {
			p.fail(c, `{"code":-32001,"message":"Method call error","data":{"error":16,"errname":"EBUSY","reason":"[EBUSY] Rate Limit Exceeded","extra":null}}`)
		}
		p.drop()
	}, answering("null")), func(t *testing.T, client *truenas.Client) {
		start := time.Now()
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
		require.Zero(t, time.Since(start), "it did not wait on a connection that was lost")
	}, atOnce)
}
