package truenas_test

import (
	"context"
	"sync"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// notes is an Observer that remembers.
type notes struct {
	mu          sync.Mutex
	calls       []truenas.CallObservation
	connections []truenas.ConnectionObservation
}

func (n *notes) ObserveCall(o truenas.CallObservation) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.calls = append(n.calls, o)
}

func (n *notes) ObserveConnection(o truenas.ConnectionObservation) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.connections = append(n.connections, o)
}

func TestObserver(t *testing.T) {
	var seen notes
	client := dial(t, standIn(t, inTurn(
		dropping,
		func(p *peer) { _ = p.ws.Close(websocket.StatusInternalError, "starting") },
		answering(`"pong"`),
	)), atOnce, truenas.WithObserver(&seen))
	require.NoError(t, client.Call(t.Context(), "core.ping", []any{"é"}, nil))
	require.ErrorIs(t, client.Call(t.Context(), "test.write", []any{truenas.NewSecret("x")}, nil), truenas.ErrRedacted)
	require.NoError(t, client.Close())

	require.Len(t, seen.calls, 3+2, "three logins, two calls")
	ping := seen.calls[3]
	require.Equal(t, "core.ping", ping.Method)
	require.Equal(t, 2, ping.Attempts)
	require.Equal(t, len(`{"jsonrpc":"2.0","id":"00000000-0000-0000-0000-000000000000","method":"core.ping","params":["é"]}`), ping.RequestBytes)
	require.Equal(t, len(`"pong"`), ping.ResponseBytes)
	require.Positive(t, ping.Duration)
	require.NoError(t, ping.Err)
	refused := seen.calls[4]
	require.Zero(t, refused.Attempts, "it was never sent")
	require.ErrorIs(t, refused.Err, truenas.ErrRedacted)
	require.ErrorContains(t, refused.Err, "test.write", "the error is that of the caller")

	var states []truenas.ConnectionState
	var attempts []int
	for _, c := range seen.connections {
		states, attempts = append(states, c.State), append(attempts, c.Attempt)
	}
	require.Equal(t, []truenas.ConnectionState{
		truenas.ConnectionUp, truenas.ConnectionDown, truenas.ConnectionRetry, truenas.ConnectionUp, truenas.ConnectionDown,
	}, states)
	require.Equal(t, []int{0, 0, 1, 2, 0}, attempts)
	require.Equal(t, truenas.JSONRPC, seen.connections[0].Protocol)
	require.ErrorIs(t, seen.connections[1].Err, truenas.ErrConnectionLost)
	require.ErrorContains(t, seen.connections[2].Err, "starting")
	require.ErrorIs(t, seen.connections[4].Err, truenas.ErrClosed)
}

func TestObserverSeesAbandonedCalls(t *testing.T) {
	var seen notes
	received := make(chan struct{})
	client := connect(t, func(*peer, call) { close(received) }, truenas.WithObserver(&seen))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-received
		cancel()
	}()
	require.ErrorIs(t, client.Call(ctx, "test.write", nil, nil), truenas.ErrUncertain)
	require.NoError(t, client.Close())
	last := seen.calls[len(seen.calls)-1]
	require.Equal(t, 1, last.Attempts)
	require.ErrorIs(t, last.Err, truenas.ErrUncertain)
}
