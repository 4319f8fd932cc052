package truenas_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// pipeConn is an in-memory connection that claims to be on loopback.
type pipeConn struct{ net.Conn }

func (pipeConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// pipeListener accepts what dial makes.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.conns <- far:
		return pipeConn{near}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// inBubble runs a client and a server in virtual time. A pipe has no buffer: a
// peer that does not read stalls the client's writer at once.
func inBubble(t *testing.T, serve func(*peer), use func(*testing.T, *truenas.Client), opts ...truenas.Option) {
	synctest.Test(t, func(t *testing.T) {
		listener := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
		ctx, cancel := context.WithCancel(t.Context())
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/versions" {
				listVersions(w, r)
				return
			}
			ws, err := websocket.Accept(w, r, nil)
			if err != nil {
				return
			}
			defer func() { _ = ws.CloseNow() }()
			serve(&peer{t: t, ctx: ctx, ws: ws})
		})}
		go func() { _ = server.Serve(listener) }()
		client, err := truenas.Dial(t.Context(), "ws://127.0.0.1", testAuth(), append(opts, truenas.WithDialContext(listener.dial))...)
		require.NoError(t, err)
		use(t, client)
		require.NoError(t, client.Close())
		cancel()
		_ = server.Close()
		synctest.Wait()
	})
}

func TestIdleConnectionsLive(t *testing.T) {
	inBubble(t, func(p *peer) { p.each(func(c call) { p.answer(c, `"pong"`) }) }, func(t *testing.T, client *truenas.Client) {
		select {
		case <-client.Done():
			t.Fatal("lost")
		case <-time.After(24 * time.Hour):
		}
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
	})
}

func TestSilentPeerIsNoticed(t *testing.T) {
	inBubble(t, func(p *peer) {
		p.login()
		<-p.ctx.Done()
	}, func(t *testing.T, client *truenas.Client) {
		start := time.Now()
		<-client.Done()
		require.LessOrEqual(t, time.Since(start), 40*time.Second)
	}, truenas.WithoutReconnect())
}

func TestStalledWriteHoldsNobodyUp(t *testing.T) {
	inBubble(t, func(p *peer) {
		p.login()
		<-p.ctx.Done()
	}, func(t *testing.T, client *truenas.Client) {
		start := time.Now()
		first := make(chan error, 1)
		go func() { first <- client.Call(context.Background(), "cloudsync.create", nil, nil) }()
		synctest.Wait() // its frame is stuck in the pipe

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := client.Call(ctx, "cloudsync.create", nil, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, truenas.ErrUncertain, "it was never sent")
		require.Equal(t, time.Second, time.Since(start))
		select {
		case <-client.Done():
			t.Fatal("a caller's context closed the socket")
		default:
		}

		err = <-first
		require.ErrorIs(t, err, truenas.ErrConnectionLost)
		require.ErrorIs(t, err, truenas.ErrUncertain)
		require.Equal(t, 10*time.Second, time.Since(start))
	}, truenas.WithoutReconnect())
}

func TestDefaultTimeouts(t *testing.T) {
	inBubble(t, func(p *peer) { p.each(func(call) {}) }, func(t *testing.T, client *truenas.Client) {
		for method, want := range map[string]time.Duration{
			"cloudsync.query": time.Minute, "cloudsync.delete": time.Minute,
			"cloudsync.list_directory": 5 * time.Minute, "cloudsync.credentials.verify": 5 * time.Minute, "cloudsync.create": 5 * time.Minute,
		} {
			start := time.Now()
			err := client.Call(t.Context(), method, nil, nil)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.Equal(t, want, time.Since(start), method)
			require.Equal(t, !truenas.IsRead(method), errors.Is(err, truenas.ErrUncertain), method)
		}
		// The caller's own deadline wins over the default.
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start := time.Now()
		require.ErrorIs(t, client.Call(ctx, "cloudsync.query", nil, nil), context.DeadlineExceeded)
		require.Equal(t, time.Hour, time.Since(start))
	})
}

func TestAbandonedCallsKeepTheirSlots(t *testing.T) {
	var held atomic.Int32
	inBubble(t, func(p *peer) {
		p.each(func(c call) {
			if c.Method == "test.hold" {
				held.Add(1)
				return
			}
			p.answer(c, "null")
		})
	}, func(t *testing.T, client *truenas.Client) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var all sync.WaitGroup
		for range 25 {
			all.Go(func() { _ = client.Call(ctx, "test.hold", nil, nil) })
		}
		all.Wait()
		require.EqualValues(t, 20, held.Load(), "TrueNAS still works on these")
		err := client.Call(t.Context(), "core.ping", nil, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.EqualValues(t, 20, held.Load())
	})
}

func TestPollsEveryFiveSeconds(t *testing.T) {
	var polls []time.Time
	running := nas(func() string {
		polls = append(polls, time.Now())
		if len(polls) == 4 {
			return jobJSON("SUCCESS", 100, true)
		}
		return jobJSON("RUNNING", 1, false)
	}, nil)
	inBubble(t, func(p *peer) { p.each(func(c call) { running(p, c) }) }, func(t *testing.T, client *truenas.Client) {
		updates, err := collect(t.Context(), run(t, client))
		require.NoError(t, err)
		requireOneFinal(t, updates, truenas.JobSuccess)
		for i := range 3 {
			require.Equal(t, 5*time.Second, polls[i+1].Sub(polls[i]))
		}
	})
}
