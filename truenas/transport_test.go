package truenas_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// recording is a Transport that plays a session back: each request is answered
// from a table.
type recording struct {
	answers map[string]string // by method
	paths   []string
	last    *recordedConn
}

func (r *recording) Connect(_ context.Context, path string) (truenas.Conn, error) {
	r.paths = append(r.paths, path)
	r.last = &recordedConn{answers: r.answers, frames: make(chan []byte, 64), closed: make(chan struct{})}
	return r.last, nil
}

func (r *recording) Get(_ context.Context, path string) (*http.Response, error) {
	r.paths = append(r.paths, path)
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`["v25.10.0"]`))}, nil
}

type recordedConn struct {
	answers map[string]string
	frames  chan []byte
	closed  chan struct{}
	once    sync.Once
	code    int
}

func (c *recordedConn) Read(context.Context) ([]byte, error) {
	select {
	case frame := <-c.frames:
		return frame, nil
	case <-c.closed:
		return nil, errors.New("closed")
	}
}

func (c *recordedConn) Write(_ context.Context, message []byte) error {
	var request call
	if err := json.Unmarshal(message, &request); err != nil {
		return err
	}
	c.frames <- []byte(`{"jsonrpc":"2.0","id":"` + request.ID + `","result":` + c.answers[request.Method] + `}`)
	return nil
}

func (c *recordedConn) Ping(context.Context) error { return nil }

func (c *recordedConn) Close(code int, _ string) error {
	c.once.Do(func() {
		c.code = code
		close(c.closed)
	})
	return nil
}

func TestTransport(t *testing.T) {
	session := &recording{answers: map[string]string{
		"auth.login_ex": `{"response_type":"SUCCESS"}`, "system.version": `"TrueNAS-25.10.1"`,
	}}
	client, err := truenas.Dial(t.Context(), "nas.local", testAuth(), truenas.WithTransport(session))
	require.NoError(t, err)
	version, err := client.Version(t.Context())
	require.NoError(t, err)
	require.Equal(t, "TrueNAS-25.10.1", version)
	require.Equal(t, []string{"/api/versions", "/api/current"}, session.paths)
	require.NoError(t, client.Close())
	require.Equal(t, 1000, session.last.code)

	_, err = truenas.Dial(t.Context(), "ws://nas.local", testAuth(), truenas.WithTransport(session))
	require.ErrorIs(t, err, truenas.ErrInsecure)
	_, err = truenas.Dial(t.Context(), "nas.local", testAuth(), truenas.WithTransport(nil))
	require.ErrorContains(t, err, "WithTransport")
}

// emptyTransport returns nothing.
type emptyTransport struct{ response *http.Response }

func (emptyTransport) Connect(context.Context, string) (truenas.Conn, error) { return nil, nil } //nolint:nilnil // what it must not

func (t emptyTransport) Get(context.Context, string) (*http.Response, error) { return t.response, nil }

func TestTransportThatReturnsNothing(t *testing.T) {
	for _, address := range []string{"nas.local", "nas.local/api/current", "nas.local/websocket"} {
		for _, response := range []*http.Response{nil, {StatusCode: http.StatusOK}, {StatusCode: http.StatusNotFound}} {
			_, err := truenas.Dial(t.Context(), address, testAuth(), truenas.WithTransport(emptyTransport{response}))
			require.ErrorContains(t, err, "the Transport returned no")
		}
	}
}

// The error of a Conn is that of the connection, with its close code.
func TestTransportCloseCode(t *testing.T) {
	session := &recording{answers: map[string]string{"auth.login_ex": `{"response_type":"SUCCESS"}`}}
	client, err := truenas.Dial(t.Context(), "nas.local/api/v25.10.0", testAuth(), truenas.WithTransport(lateCloser{session}), truenas.WithoutReconnect())
	require.NoError(t, err)
	defer func() { _ = client.Close() }()
	require.Equal(t, []string{"/api/v25.10.0"}, session.paths)
	err = client.Call(t.Context(), "test.write", nil, nil)
	closed, ok := errors.AsType[*truenas.CloseError](err)
	require.True(t, ok, err)
	require.Equal(t, 1011, closed.Code, "the writer saw the end first, the reader knows why")
}

// lateCloser breaks a write, and lets the reader learn why a moment later.
type lateCloser struct{ truenas.Transport }

func (l lateCloser) Connect(ctx context.Context, path string) (truenas.Conn, error) {
	c, err := l.Transport.Connect(ctx, path)
	return &lateConn{Conn: c, broken: make(chan struct{})}, err
}

type lateConn struct {
	truenas.Conn
	loggedIn bool
	broken   chan struct{}
}

func (c *lateConn) Read(ctx context.Context) ([]byte, error) {
	type read struct {
		frame []byte
		err   error
	}
	done := make(chan read, 1)
	go func() {
		frame, err := c.Conn.Read(ctx)
		done <- read{frame, err}
	}()
	select {
	case r := <-done:
		return r.frame, r.err
	case <-c.broken:
		_ = c.Close(0, "")
		<-done
		return nil, &truenas.CloseError{Code: 1011, Reason: "boom"}
	}
}

func (c *lateConn) Write(ctx context.Context, message []byte) error {
	if c.loggedIn {
		defer close(c.broken)
		return errors.New("broken pipe")
	}
	c.loggedIn = true
	return c.Conn.Write(ctx, message)
}

// An error of a Unix socket says where TrueNAS has it.
func TestSocketThatIsNotThere(t *testing.T) {
	_, err := truenas.Dial(t.Context(), "unix:///nowhere.sock", truenas.Local())
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "/run/middleware/middlewared.sock")
}
