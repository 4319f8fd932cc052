package truenas_test

import (
	"context"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// A host that takes a connection and says nothing costs nothing once Dial has
// given up: a client that reconnects would collect sockets otherwise.
func TestSilentHostKeepsNoSocket(t *testing.T) {
	for _, path := range []string{"", "/api/current", "/websocket"} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() {
			c, err := listener.Accept()
			if err == nil {
				_, err = c.Read(make([]byte, 1))
				cancel()
				_, _ = io.Copy(io.Discard, c)
				_ = c.Close()
			}
			ended <- err
		}()
		_, err = truenas.Dial(ctx, "wss://"+listener.Addr().String()+path, testAuth())
		require.ErrorIs(t, err, context.Canceled)
		require.NoError(t, <-ended, "the client closed the socket")
		require.NoError(t, listener.Close())
		cancel()
	}
}
