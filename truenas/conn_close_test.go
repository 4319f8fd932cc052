package truenas_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestCloseCodes(t *testing.T) {
	for _, test := range []struct {
		code     websocket.StatusCode
		reason   string
		text     string
		tooLarge bool
	}{
		{websocket.StatusPolicyViolation, "You are not allowed to access this resource", "System > General", false},
		{websocket.StatusMessageTooBig, "Max message length is 64 kB", "shorten", true},
		{websocket.StatusInvalidFramePayloadData, "Anonymous connection max message length is 8 kB", "shorten", true},
		{websocket.StatusInvalidFramePayloadData, "Expecting value: line 1", "1007", false},
		{websocket.StatusInternalError, "boom", "middlewared.log", false},
		{websocket.StatusGoingAway, "", "1001", false},
	} {
		closing := func(p *peer) {
			p.login()
			p.next()
			_ = p.ws.Close(test.code, test.reason)
		}
		client := dial(t, standIn(t, closing), truenas.WithoutReconnect())
		err := client.Call(t.Context(), "core.ping", nil, nil)
		require.ErrorIs(t, err, truenas.ErrConnectionLost)
		closed, ok := errors.AsType[*truenas.CloseError](err)
		require.True(t, ok, err)
		require.Equal(t, truenas.CloseError{Code: int(test.code), Reason: test.reason}, *closed)
		require.ErrorContains(t, err, test.text)
		require.Equal(t, test.tooLarge, errors.Is(err, truenas.ErrMessageTooLarge))
		<-client.Done()
		require.ErrorIs(t, client.Err(), truenas.ErrConnectionLost)
	}
}

// An address that is not allowed stays so: the client ends, and says what to do.
func TestAddressNotAllowed(t *testing.T) {
	forbid := func(p *peer) {
		_ = p.ws.Close(websocket.StatusPolicyViolation, "You are not allowed to access this resource")
	}
	_, err := truenas.Dial(t.Context(), standIn(t, forbid), testAuth())
	var closed *truenas.CloseError
	require.ErrorAs(t, err, &closed)

	var connections atomic.Int32
	client := dial(t, standIn(t, inTurn(dropping, func(p *peer) {
		connections.Add(1)
		forbid(p)
	})), atOnce)
	require.ErrorContains(t, client.Call(t.Context(), "core.ping", nil, nil), "System > General")
	<-client.Done()
	require.ErrorAs(t, client.Err(), &closed)
	require.Equal(t, 1008, closed.Code)
	require.EqualValues(t, 1, connections.Load())
}

// A read that TrueNAS refuses for its size would be refused again.
func TestTooLargeIsNotSentAgain(t *testing.T) {
	var calls atomic.Int32
	client := dial(t, standIn(t, func(p *peer) {
		p.login()
		if _, ok := p.next(); ok {
			calls.Add(1)
			_ = p.ws.Close(websocket.StatusMessageTooBig, "Max message length is 64 kB")
		}
	}), atOnce)
	require.ErrorIs(t, client.Call(t.Context(), "core.ping", nil, nil), truenas.ErrMessageTooLarge)
	require.EqualValues(t, 1, calls.Load())
}

// The same for an answer that does not fit into memory.
func TestAnswerTooLarge(t *testing.T) {
	part := strings.Repeat(" ", 1<<20)
	client := dial(t, standIn(t, inTurn(func(p *peer) {
		p.login()
		p.next()
		w, err := p.ws.Writer(p.ctx, websocket.MessageText)
		for range 40 {
			if err == nil {
				_, err = w.Write([]byte(part))
			}
		}
	}, answering("1"))), atOnce)
	err := client.Call(t.Context(), "cloudsync.query", nil, nil)
	require.ErrorIs(t, err, truenas.ErrMessageTooLarge)
	require.ErrorIs(t, err, truenas.ErrConnectionLost)
	require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
}

// Close ends a reconnect wherever it is, and what waits for it.
func TestCloseEndsAReconnect(t *testing.T) {
	for _, stage := range []string{"discovery", "handshake", "login"} {
		t.Run(stage, func(t *testing.T) {
			var lost atomic.Bool
			reached, release := make(chan struct{}, 1), make(chan struct{})
			stall := func() {
				select {
				case reached <- struct{}{}:
				default:
				}
				<-release
			}
			inner := handler(t, func(p *peer) {
				if lost.Load() {
					if c, ok := p.next(); !ok || c.Method != "auth.login_ex" {
						return
					}
					stall()
					return
				}
				p.login()
				p.next()
				lost.Store(true)
				p.drop()
			})
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if lost.Load() && (stage == "discovery" || stage == "handshake" && r.URL.Path == "/api/current") {
					stall()
					return
				}
				inner.ServeHTTP(w, r)
			}))
			t.Cleanup(server.Close)
			t.Cleanup(func() { close(release) })
			client := dial(t, server.URL, atOnce)
			results := make(chan error, 2)
			go func() { results <- client.Call(t.Context(), "core.ping", nil, nil) }()
			<-reached
			go func() { results <- client.Call(t.Context(), "test.write", nil, nil) }()
			require.NoError(t, client.Close())
			for range cap(results) {
				require.ErrorIs(t, <-results, truenas.ErrClosed)
			}
			require.ErrorIs(t, client.Err(), truenas.ErrClosed)
		})
	}
}

// Close while a reconnect is under way leaves no socket behind.
func TestCloseRacesAReconnect(t *testing.T) {
	var turn, open atomic.Int32
	address := standIn(t, func(p *peer) {
		open.Add(1)
		defer open.Add(-1)
		p.login()
		if turn.Add(1)%2 == 1 {
			p.drop()
			return
		}
		p.drain() // until the client ends it
	})
	for range 30 {
		client, err := truenas.Dial(t.Context(), address, testAuth(), atOnce)
		if err != nil {
			require.ErrorIs(t, err, truenas.ErrConnectionLost)
			continue
		}
		var all sync.WaitGroup
		all.Go(func() { _ = client.Call(context.Background(), "core.ping", nil, nil) })
		all.Go(func() { _ = client.Close() })
		all.Wait()
		require.NoError(t, client.Close())
		require.ErrorIs(t, client.Call(t.Context(), "core.ping", nil, nil), truenas.ErrClosed)
	}
	require.Eventually(t, func() bool { return open.Load() == 0 }, 5*time.Second, time.Millisecond)
}
