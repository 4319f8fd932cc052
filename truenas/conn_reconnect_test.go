package truenas_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// dropping logs in and cuts the connection at the first call.
func dropping(p *peer) {
	p.login()
	p.next()
	p.drop()
}

func TestReadsSurviveALostConnection(t *testing.T) {
	client := dial(t, standIn(t, inTurn(dropping, dropping, answering(`"pong"`))), atOnce)
	var pong string
	require.NoError(t, client.Call(t.Context(), "core.ping", nil, &pong))
	require.Equal(t, "pong", pong)
}

func TestWritesAreUncertainAndTheClientGoesOn(t *testing.T) {
	client := dial(t, standIn(t, inTurn(dropping, answering("null"))), atOnce)
	err := client.Call(t.Context(), "cloudsync.create", nil, nil)
	require.ErrorIs(t, err, truenas.ErrUncertain)
	require.ErrorIs(t, err, truenas.ErrConnectionLost)
	require.NoError(t, client.Call(t.Context(), "cloudsync.create", nil, nil))
	require.NoError(t, client.Err())
}

// What was not sent yet waits for the next connection, also if it changes things.
func TestUnsentCallsWait(t *testing.T) {
	var held, served atomic.Int32
	full := make(chan struct{})
	first := func(p *peer) {
		p.each(func(call) {
			if held.Add(1) == 20 { // the gate is full
				close(full)
				<-p.ctx.Done()
			}
		})
	}
	cut := make(chan struct{})
	address := standIn(t, inTurn(func(p *peer) {
		ctx, cancel := context.WithCancel(p.ctx)
		p.ctx = ctx
		go func() {
			<-cut
			p.drop()
			cancel()
		}()
		first(p)
	}, func(p *peer) {
		p.each(func(c call) {
			served.Add(1)
			p.answer(c, "null")
		})
	}))
	client := dial(t, address, atOnce)
	results := make(chan error, 30)
	for range 30 {
		go func() { results <- client.Call(t.Context(), "test.write", nil, nil) }()
	}
	<-full
	close(cut)
	uncertain := 0
	for range 30 {
		if err := <-results; err != nil {
			require.ErrorIs(t, err, truenas.ErrUncertain)
			uncertain++
		}
	}
	require.Equal(t, 20, uncertain)
	require.EqualValues(t, 10, served.Load())
}

// Nobody's call may arrive on a session that is not logged in.
func TestLoginComesBeforeEverything(t *testing.T) {
	var sessions atomic.Int32
	client := dial(t, standIn(t, func(p *peer) {
		sessions.Add(1)
		c, ok := p.next()
		if !ok {
			return
		}
		if c.Method != "auth.login_ex" {
			t.Errorf("%s before the login", c.Method)
		}
		p.answer(c, `{"response_type":"SUCCESS"}`)
		if c, ok = p.next(); ok && sessions.Load() > 20 {
			p.answer(c, "null")
			p.drain()
		}
	}), atOnce)
	done := make(chan error, 8)
	for range cap(done) {
		go func() { done <- client.Call(t.Context(), "core.ping", nil, nil) }()
	}
	for range cap(done) - 7 {
		require.NoError(t, <-done)
	}
	require.Greater(t, sessions.Load(), int32(20))
	require.NoError(t, client.Close())
	for range 7 {
		<-done
	}
}

func TestLoginRefusedForGood(t *testing.T) {
	refusing := func(p *peer) {
		if c, ok := p.next(); ok {
			p.answer(c, `{"response_type":"EXPIRED"}`)
		}
		p.drain()
	}
	client := dial(t, standIn(t, inTurn(dropping, refusing)), atOnce)
	for range 2 {
		err := client.Call(t.Context(), "core.ping", nil, nil)
		refused, ok := errors.AsType[*truenas.AuthError](err)
		require.True(t, ok, err)
		require.Equal(t, "EXPIRED", refused.ResponseType)
		<-client.Done()
	}
	require.ErrorIs(t, client.Err(), truenas.ErrNotAuthenticated)
	require.NoError(t, client.Close())
	require.ErrorIs(t, client.Err(), truenas.ErrNotAuthenticated, "Close does not change why")
}

// A login that cannot be answered now is tried again.
func TestLoginIsTriedAgain(t *testing.T) {
	busy := func(p *peer) {
		if c, ok := p.next(); ok {
			p.fail(c, `{"code":-32001,"message":"m","data":{"error":14,"errname":"EFAULT","reason":"[EFAULT] starting"}}`)
		}
		p.drain()
	}
	inBubble(t, inTurn(dropping, busy, busy, answering("null")), func(t *testing.T, client *truenas.Client) {
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
	}, atOnce)
}

func TestWithoutReconnect(t *testing.T) {
	client := dial(t, standIn(t, dropping), truenas.WithoutReconnect())
	require.ErrorIs(t, client.Call(t.Context(), "core.ping", nil, nil), truenas.ErrConnectionLost)
	<-client.Done()
	require.ErrorIs(t, client.Err(), truenas.ErrConnectionLost)
}

// An update of 24.10 to 25.04 changes the protocol under the client.
func TestProtocolIsFoundOutAgain(t *testing.T) {
	var updated atomic.Bool
	newer := handler(t, answering(`"newer"`))
	older := site(t, "/websocket", http.NotFound, func(p *peer) {
		p.eachLegacy(func(legacyCall) {
			updated.Store(true)
			p.drop()
		})
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if updated.Load() {
			newer.ServeHTTP(w, r)
			return
		}
		older.ServeHTTP(w, r)
	}))
	defer server.Close()
	client, err := truenas.Dial(t.Context(), server.URL, loginFunc(func(ctx context.Context, c truenas.Caller) error {
		return c.Call(ctx, "auth.login_ex", nil, nil)
	}), atOnce)
	require.NoError(t, err)
	defer func() { _ = client.Close() }()
	require.Equal(t, truenas.LegacyProtocol, client.Protocol())
	var answer string
	require.NoError(t, client.Call(t.Context(), "system.version", nil, &answer))
	require.Equal(t, "newer", answer)
	require.Equal(t, truenas.JSONRPC, client.Protocol())
}

// A call gives up waiting for a connection when its context does.
func TestWaitingForAConnectionEnds(t *testing.T) {
	inBubble(t, inTurn(dropping, func(p *peer) { _ = p.ws.Close(websocket.StatusInternalError, "boom") }),
		func(t *testing.T, client *truenas.Client) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
			defer cancel()
			start := time.Now()
			err := client.Call(ctx, "core.ping", nil, nil)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.ErrorContains(t, err, "boom", "why there is no connection")
			require.Equal(t, 10*time.Minute, time.Since(start))

			start = time.Now()
			err = client.Call(t.Context(), "cloudsync.delete", nil, nil)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, truenas.ErrUncertain, "it was never sent")
			require.Equal(t, time.Minute, time.Since(start))
		})
}

func TestBackoff(t *testing.T) {
	for failures, longest := range map[int]time.Duration{
		0: 500 * time.Millisecond, 1: time.Second, 3: 4 * time.Second, 6: 30 * time.Second, 100: 30 * time.Second, 1 << 40: 30 * time.Second,
	} {
		largest := time.Duration(0)
		for range 200 {
			pause := truenas.Backoff(failures)
			require.GreaterOrEqual(t, pause, time.Duration(0))
			require.Less(t, pause, longest)
			largest = max(largest, pause)
		}
		require.Greater(t, largest, longest/2, "the whole range is used")
	}
}

// The pauses grow while connecting fails, and start anew after a good connection.
func TestPausesGrowAndStartAnew(t *testing.T) {
	var asked []int
	pauses := truenas.WithBackoff(func(failures int) time.Duration {
		asked = append(asked, failures)
		return time.Second
	})
	var turn atomic.Int32
	inBubble(t, func(p *peer) {
		switch turn.Add(1) {
		case 1:
			dropping(p)
		case 2, 3:
			p.drop()
		case 4:
			p.login()
			ctx, cancel := context.WithTimeout(p.ctx, time.Minute)
			defer cancel()
			p.ctx = ctx
			p.drain()
		default:
			answering("null")(p)
		}
	}, func(t *testing.T, client *truenas.Client) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		require.NoError(t, client.Call(ctx, "core.ping", nil, nil))
		synctest.Wait()
		require.Equal(t, []int{0, 1, 2, 0}, asked)
	}, pauses)
}
