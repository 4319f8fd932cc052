package truenas_test

import (
	"context"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// Frames nobody should send leave the connection, and the calls on it, alone.
func TestBadFrames(t *testing.T) {
	for name, bad := range map[string]func(*peer, call){
		"truncated":     func(p *peer, c call) { p.send(`{"jsonrpc":"2.0","id":"` + c.ID + `","result":[1,`) },
		"unknown id":    func(p *peer, _ call) { p.send(`{"jsonrpc":"2.0","id":"nobody","result":1}`) },
		"number as id":  func(p *peer, _ call) { p.send(`{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"m"}}`) },
		"binary":        func(p *peer, _ call) { _ = p.ws.Write(p.ctx, websocket.MessageBinary, []byte(`{"id":1}`)) },
		"empty":         func(p *peer, _ call) { p.send("") },
		"deeply nested": func(p *peer, _ call) { p.send(strings.Repeat(`[`, 1<<20)) },
		"large": func(p *peer, _ call) {
			p.send(`{"jsonrpc":"2.0","id":"x","result":"` + strings.Repeat("x", 8<<20) + `"}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			client := connect(t, func(p *peer, c call) {
				bad(p, c)
				p.answer(c, `"good"`)
				p.answer(c, `"duplicate"`)
			}, truenas.WithoutReconnect())
			for range 3 {
				var got string
				require.NoError(t, client.Call(t.Context(), "test.write", nil, &got))
				require.Equal(t, "good", got)
			}
		})
	}
}

// A server that stops reading, and then everything behind it.
func TestServerThatStopsReading(t *testing.T) {
	inBubble(t, inTurn(func(p *peer) {
		p.login()
		<-p.ctx.Done()
	}, answering(`"pong"`)), func(t *testing.T, client *truenas.Client) {
		start := time.Now()
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil), "a read is sent again")
		require.Less(t, time.Since(start), 15*time.Second)
	})
}

// A reconnect that is left without an answer in its login is given up.
func TestStalledLoginOfAReconnect(t *testing.T) {
	inBubble(t, inTurn(dropping, func(p *peer) { p.drain() }, answering(`"pong"`)), func(t *testing.T, client *truenas.Client) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start := time.Now()
		require.NoError(t, client.Call(ctx, "core.ping", nil, nil))
		require.GreaterOrEqual(t, time.Since(start), time.Minute)
		require.Less(t, time.Since(start), 2*time.Minute)
	})
}

// A half-open connection: nothing comes back, not even a pong.
func TestHalfOpenConnection(t *testing.T) {
	inBubble(t, inTurn(func(p *peer) {
		p.login()
		<-p.ctx.Done()
	}, answering(`"pong"`)), func(t *testing.T, client *truenas.Client) {
		time.Sleep(5 * time.Minute)
		start := time.Now()
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
		require.Zero(t, time.Since(start), "noticed and replaced long ago")
	})
}

// A peer that is gone does not hear the goodbye.
func TestCloseDoesNotWaitForADeadPeer(t *testing.T) {
	inBubble(t, func(p *peer) {
		p.login()
		<-p.ctx.Done()
	}, func(t *testing.T, client *truenas.Client) {
		start := time.Now()
		require.NoError(t, client.Close())
		require.LessOrEqual(t, time.Since(start), time.Second)
	})
}

// Time that jumps, as after a night's sleep of the machine: timers are late, and
// nothing else.
func TestTimeJumps(t *testing.T) {
	inBubble(t, answering(`"pong"`), func(t *testing.T, client *truenas.Client) {
		for range 3 {
			time.Sleep(10 * 24 * time.Hour)
			require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
		}
		long, cancel := context.WithDeadline(t.Context(), time.Now().AddDate(200, 0, 0))
		defer cancel()
		require.NoError(t, client.Call(long, "core.ping", nil, nil))
		past, cancel := context.WithDeadline(t.Context(), time.Now().AddDate(-200, 0, 0))
		defer cancel()
		require.ErrorIs(t, client.Call(past, "core.ping", nil, nil), context.DeadlineExceeded)
	}, truenas.WithoutReconnect(), truenas.WithPingInterval(time.Hour))
}

// One caller leaves while its frame is on the way; the others notice nothing.
func TestCallerLeavesInTheMiddleOfAWrite(t *testing.T) {
	inBubble(t, func(p *peer) {
		p.login()
		select {
		case <-time.After(5 * time.Second): // reads nothing for a while
		case <-p.ctx.Done():
		}
		for {
			c, ok := p.next()
			if !ok {
				return
			}
			p.answer(c, "null")
		}
	}, func(t *testing.T, client *truenas.Client) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		left := make(chan error, 1)
		go func() { left <- client.Call(ctx, "test.write", []any{strings.Repeat("x", 9000)}, nil) }()
		synctest.Wait()
		require.NoError(t, client.Call(t.Context(), "test.write", nil, nil))
		require.ErrorIs(t, <-left, truenas.ErrUncertain)
	}, truenas.WithoutReconnect())
}

// Two hundred reconnects leave nothing behind; goleak looks for goroutines at the
// end of all tests, too.
func TestReconnectsLeakNothing(t *testing.T) {
	var connections atomic.Int32
	client := dial(t, standIn(t, func(p *peer) {
		connections.Add(1)
		p.login()
		if c, ok := p.next(); ok && c.Method == "core.ping" {
			p.answer(c, "null")
			p.next()
		}
		p.drop()
	}), atOnce)
	measure := func() (goroutines int, heap uint64) {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return runtime.NumGoroutine(), m.HeapAlloc
	}
	var goroutines int
	var heap uint64
	for i := range 220 {
		if i == 20 { // pools are filled
			goroutines, heap = measure()
		}
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
		require.ErrorIs(t, client.Call(t.Context(), "test.write", nil, nil), truenas.ErrUncertain)
	}
	now, heapNow := measure()
	require.Greater(t, connections.Load(), int32(200))
	require.Less(t, now, goroutines+20)
	require.Less(t, heapNow, heap+4<<20)
}
