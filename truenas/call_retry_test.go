package truenas_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestReads(t *testing.T) {
	for method, read := range map[string]bool{
		"core.ping": true, "cloudsync.query": true, "cloudsync.credentials.verify": true, "core.get_jobs": true,
		"cloudsync.list_directory": true, "system.version": true, "auth.login_ex": true, "core.subscribe": true,
		"cloudsync.create": false, "cloudsync.sync": false, "cloudsync.credentials.delete": false, "core.job_abort": false,
		"query": true, "": false, "cloudsync.": false, "core.download": false, "core.job_download_logs": false,
	} {
		require.Equal(t, read, truenas.IsRead(method), method)
	}
}

// The reason why a context ended may be the end of another client.
func TestContextThatEndedWithALostConnection(t *testing.T) {
	client := connect(t, func(p *peer, c call) { p.answer(c, "null") })
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(fmt.Errorf("the other NAS: %w", truenas.ErrConnectionLost))
	err := client.Call(ctx, "test.write", nil, nil)
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, truenas.ErrUncertain)
}

// A read that TrueNAS fails on each time must not take the connection from the
// other callers for as long as its context lasts.
func TestReadThatClosesTheConnection(t *testing.T) {
	for _, code := range []websocket.StatusCode{websocket.StatusInternalError, websocket.StatusInvalidFramePayloadData} {
		var sent atomic.Int32
		client := connect(t, func(p *peer, c call) {
			if c.Method == "core.ping" {
				p.answer(c, "null")
				return
			}
			sent.Add(1)
			_ = p.ws.Close(code, "boom")
		}, atOnce)
		err := client.Call(t.Context(), "cloudsync.query", nil, nil)
		require.ErrorIs(t, err, truenas.ErrConnectionLost)
		var closed *truenas.CloseError
		require.ErrorAs(t, err, &closed)
		require.Equal(t, int(code), closed.Code)
		require.NotErrorIs(t, err, truenas.ErrUncertain)
		require.EqualValues(t, 3, sent.Load())
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
	}
}
