package truenas_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// A writer may still read the message of a lost connection when the call is sent
// again on the next one.
func TestRetryLeavesTheOldMessageAlone(t *testing.T) {
	nas := &losing{}
	client, err := truenas.Dial(t.Context(), "nas.local/websocket", truenas.APIKey("ann", truenas.NewSecret("1-madeup")),
		truenas.WithTransport(nas), truenas.WithBackoff(func(int) time.Duration { return 0 }))
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()
	var pong any
	require.NoError(t, client.Call(t.Context(), "core.ping", nil, &pong))
	require.Len(t, nas.messages, 2)
	require.Equal(t, string(nas.messages[0]), string(nas.messages[1]))
	require.NotSame(t, &nas.messages[0][0], &nas.messages[1][0])
}

// losing is a Transport to a NAS with the older protocol that is gone at the first
// ping, and keeps the messages with pings as they are.
type losing struct {
	recording
	messages [][]byte
}

func (l *losing) Connect(ctx context.Context, path string) (truenas.Conn, error) {
	_, _ = l.recording.Connect(ctx, path)
	return &losingConn{recordedConn: l.last, nas: l}, nil
}

type losingConn struct {
	*recordedConn
	nas *losing
}

func (c *losingConn) Write(_ context.Context, message []byte) error {
	var request struct{ Msg, ID, Method string }
	if err := json.Unmarshal(message, &request); err != nil {
		return err
	}
	switch {
	case request.Msg == "connect":
		c.frames <- []byte(`{"msg":"connected","session":"s"}`)
		return nil
	case request.Method == "core.ping":
		c.nas.messages = append(c.nas.messages, message)
		if len(c.nas.messages) == 1 {
			_ = c.Close(0, "")
			return errors.New("broken pipe")
		}
	}
	c.frames <- []byte(`{"msg":"result","id":"` + request.ID + `","result":true}`)
	return nil
}
