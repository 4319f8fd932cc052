package googleapis_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

func TestQueueKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var queue googleapis.Queue
		require.NoError(t, queue.Lock(t.Context()))
		gone := errors.New("gone")
		ctx, leave := context.WithCancelCause(t.Context())
		order := make(chan int, 5)
		for i := range 5 {
			go func() {
				ctx := ctx
				if i != 2 {
					ctx = t.Context()
				}
				if err := queue.Lock(ctx); err != nil {
					order <- -i
					return
				}
				order <- i
				time.Sleep(time.Second)
				queue.Unlock()
			}()
			synctest.Wait() // until it has its place
		}
		leave(gone)
		require.Equal(t, -2, <-order, "whoever leaves need not wait for the turn")
		require.ErrorIs(t, queue.Lock(ctx), gone)
		begin := time.Now()
		queue.Unlock()
		for _, want := range []int{0, 1, 3, 4} {
			require.Equal(t, want, <-order)
		}
		require.Equal(t, 3*time.Second, time.Since(begin), "one at a time")
		require.NoError(t, queue.Lock(t.Context()))
	})
}

// A turn that comes to somebody who has just left goes on to the next.
func TestQueueLosesNoTurn(t *testing.T) {
	for range 200 {
		synctest.Test(t, func(t *testing.T) {
			var queue googleapis.Queue
			require.NoError(t, queue.Lock(t.Context()))
			ctx, leave := context.WithCancel(t.Context())
			go func() {
				if queue.Lock(ctx) == nil {
					queue.Unlock()
				}
			}()
			synctest.Wait()
			leave()
			queue.Unlock() // mostly before the other one has noticed
			synctest.Wait()
			require.NoError(t, queue.Lock(t.Context()))
		})
	}
}
