package truenas_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// answeringConn is a connection that answers every call, and logins as a NAS does.
func answeringConn() *recordedConn {
	return &recordedConn{
		answers: map[string]string{"auth.login_ex": `{"response_type":"SUCCESS"}`, "core.ping": `"pong"`, "test.write": "null"},
		frames:  make(chan []byte, 64), closed: make(chan struct{}),
	}
}

// connections is a Transport that gives its connections out one after the other,
// the last again and again.
type connections struct {
	*recording
	give  []func() truenas.Conn
	given atomic.Int32
}

func newConnections(give ...func() truenas.Conn) *connections {
	return &connections{recording: &recording{}, give: give}
}

func (c *connections) Connect(context.Context, string) (truenas.Conn, error) {
	return c.give[min(int(c.given.Add(1)), len(c.give))-1](), nil
}

func (c *connections) dial(t *testing.T, opts ...truenas.Option) *truenas.Client {
	client, err := truenas.Dial(t.Context(), "nas.local/api/current", testAuth(), append(opts, truenas.WithTransport(c))...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

// observedConn counts what happens to a connection.
type observedConn struct {
	truenas.Conn
	writing, overlaps, failedReads atomic.Int32

	mu    sync.Mutex
	pings []time.Time
}

func (c *observedConn) Write(ctx context.Context, message []byte) error {
	if c.writing.Add(1) > 1 {
		c.overlaps.Add(1)
	}
	defer c.writing.Add(-1)
	runtime.Gosched()
	return c.Conn.Write(ctx, message)
}

func (c *observedConn) Read(ctx context.Context) ([]byte, error) {
	frame, err := c.Conn.Read(ctx)
	if err != nil {
		c.failedReads.Add(1)
	}
	return frame, err
}

func (c *observedConn) Ping(context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pings = append(c.pings, time.Now())
	return nil
}

// Many callers, and one message after the other.
func TestWritesDoNotOverlap(t *testing.T) {
	conn := &observedConn{Conn: answeringConn()}
	client := newConnections(func() truenas.Conn { return conn }).dial(t)
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			if err := client.Call(t.Context(), "test.write", nil, nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.Zero(t, conn.overlaps.Load())
}

// A connection whose Read fails at once, each time, is read once more and never
// again.
func TestReaderStopsAtAnError(t *testing.T) {
	inner := answeringConn()
	conn := &observedConn{Conn: inner}
	client := newConnections(func() truenas.Conn { return conn }).dial(t, truenas.WithoutReconnect())
	require.NoError(t, inner.Close(0, ""))
	<-client.Done()
	require.NoError(t, client.Close())
	require.EqualValues(t, 1, conn.failedReads.Load())
}

// lingeringConn fails to write after the login, and to read and ping some time
// after it was closed.
type lingeringConn struct {
	truenas.Conn
	loggedIn bool
}

func (c *lingeringConn) Write(ctx context.Context, message []byte) error {
	if c.loggedIn {
		return errors.New("broken pipe")
	}
	c.loggedIn = true
	return c.Conn.Write(ctx, message)
}

func (c *lingeringConn) Read(ctx context.Context) ([]byte, error) {
	frame, err := c.Conn.Read(ctx)
	if err != nil {
		time.Sleep(3 * time.Second)
	}
	return frame, err
}

// slowConn answers after a while.
type slowConn struct{ *recordedConn }

func (c slowConn) Write(ctx context.Context, message []byte) error {
	time.AfterFunc(10*time.Second, func() { _ = c.recordedConn.Write(ctx, message) })
	return nil
}

// The end of a connection may be told more than once, and late: the one that
// replaces it, and the calls on that, have nothing to do with it.
func TestOldConnectionLeavesTheNewOneAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nas := newConnections(
			func() truenas.Conn { return &lingeringConn{Conn: answeringConn()} },
			func() truenas.Conn { return slowConn{answeringConn()} },
		)
		client := nas.dial(t, atOnce)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		require.NoError(t, client.Call(ctx, "core.ping", nil, nil))
		require.NoError(t, client.Call(ctx, "test.write", nil, nil))
		require.EqualValues(t, 2, nas.given.Load())
		require.NoError(t, client.Close())
	})
}

// What a caller waits for does not end with the caller.
func TestReconnectOutlivesItsCaller(t *testing.T) {
	var sessions atomic.Int32
	slowLogin := func(p *peer) {
		c, ok := p.next()
		if !ok {
			return
		}
		time.Sleep(10 * time.Second)
		p.answer(c, `{"response_type":"SUCCESS"}`)
		for c, ok := p.next(); ok; c, ok = p.next() {
			p.answer(c, "null")
		}
	}
	serve := inTurn(dropping, slowLogin)
	inBubble(t, func(p *peer) {
		sessions.Add(1)
		serve(p)
	}, func(t *testing.T, client *truenas.Client) {
		impatient, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		require.ErrorIs(t, client.Call(impatient, "core.ping", nil, nil), context.DeadlineExceeded)
		require.Equal(t, time.Second, time.Since(start))
		require.NoError(t, client.Call(t.Context(), "test.write", nil, nil))
		require.Equal(t, 10*time.Second, time.Since(start))
		require.EqualValues(t, 2, sessions.Load())
	}, atOnce)
}

// A NAS that is dead is the trouble of its own client only.
func TestDeadNASHoldsNoOtherUp(t *testing.T) {
	stuck := make(chan struct{}, 1)
	dead := dial(t, standIn(t, inTurn(dropping, func(p *peer) {
		p.next()
		stuck <- struct{}{}
		p.drain()
	})), atOnce)
	healthy := dial(t, standIn(t, inTurn(dropping, dropping, answering("null"))), atOnce)
	waiting, leave := context.WithCancel(t.Context())
	left := make(chan error, 1)
	go func() { left <- dead.Call(waiting, "core.ping", nil, nil) }()
	<-stuck
	require.NoError(t, healthy.Call(soon(t), "core.ping", nil, nil))
	leave()
	require.ErrorIs(t, <-left, context.Canceled)
}

// cutting logs in and cuts the connection.
func cutting(p *peer) {
	p.login()
	p.drop()
}

// A connection that was cut while nobody used it costs nobody a call, also
// none that changes something: nothing was sent.
func TestWriteAfterAnIdleDrop(t *testing.T) {
	for name, wait := range map[string]time.Duration{"during the reconnect": 0, "after it": time.Hour} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, inTurn(cutting, answering("null")), func(t *testing.T, client *truenas.Client) {
				synctest.Wait()
				time.Sleep(wait)
				require.NoError(t, client.Call(t.Context(), "cloudsync.create", nil, nil))
				require.NoError(t, client.Call(t.Context(), "cloudsync.create", nil, nil))
			}, truenas.WithBackoff(func(int) time.Duration { return 10 * time.Second }))
		})
	}
}

// What one client trusts is trusted by nobody else in the program.
func TestTrustIsOfOneClient(t *testing.T) {
	server, fingerprint := tlsStandIn(t)
	for _, trusting := range []truenas.Option{truenas.WithInsecureSkipVerify(), truenas.WithPinnedCertificate(fingerprint)} {
		client, err := truenas.Dial(t.Context(), server.URL, testAuth(), trusting)
		require.NoError(t, err)
		_, err = truenas.Dial(t.Context(), server.URL, testAuth())
		_, untrusted := errors.AsType[*truenas.CertificateError](err)
		require.True(t, untrusted, err)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			_ = response.Body.Close()
		}
		require.ErrorContains(t, err, "certificate")
		require.NoError(t, client.Close())
	}
}

// Durations mean what they say: no unit is put on top, and none means something
// else than its documentation.
func TestDurationsAreTakenAsTheyAre(t *testing.T) {
	for _, timeout := range []time.Duration{20 * time.Second, time.Millisecond, 24 * time.Hour} {
		inBubble(t, func(p *peer) { p.each(func(call) {}) }, func(t *testing.T, client *truenas.Client) {
			start := time.Now()
			require.ErrorIs(t, client.Call(t.Context(), "core.get_jobs", nil, nil), context.DeadlineExceeded)
			require.Equal(t, timeout, time.Since(start))
		}, truenas.WithCallTimeout(timeout))
	}
	for want, opts := range map[time.Duration][]truenas.Option{
		20 * time.Second: nil,
		7 * time.Second:  {truenas.WithPingInterval(7 * time.Second)},
	} {
		synctest.Test(t, func(t *testing.T) {
			conn := &observedConn{Conn: answeringConn()}
			client := newConnections(func() truenas.Conn { return conn }).dial(t, opts...)
			start := time.Now()
			time.Sleep(3*want + time.Second)
			require.NoError(t, client.Close())
			require.Equal(t, []time.Time{start.Add(want), start.Add(2 * want), start.Add(3 * want)}, conn.pings)
		})
	}
	for _, duration := range []time.Duration{0, -time.Second} {
		for _, opt := range []truenas.Option{truenas.WithCallTimeout(duration), truenas.WithPingInterval(duration)} {
			_, err := truenas.Dial(t.Context(), "nas.local", testAuth(), opt)
			require.ErrorContains(t, err, "want more than 0", fmt.Sprint(duration))
		}
	}
}
