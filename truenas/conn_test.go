package truenas_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestAnswersMayComeInAnyOrder(t *testing.T) {
	const calls = 15
	var held []call
	client := connect(t, func(p *peer, c call) {
		held = append(held, c)
		if len(held) < calls {
			return
		}
		for i := len(held) - 1; i >= 0; i-- {
			p.answer(held[i], string(held[i].Params[0]))
		}
	})
	var all sync.WaitGroup
	for i := range calls {
		all.Go(func() {
			var got int
			if err := client.Call(t.Context(), "test.echo", []any{i}, &got); err != nil || got != i {
				t.Errorf("call %d: got %d, %v", i, got, err)
			}
		})
	}
	all.Wait()
}

func TestRequestsHaveUniqueIDs(t *testing.T) {
	seen := map[string]bool{}
	client := connect(t, func(p *peer, c call) {
		if seen[c.ID] || !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(c.ID) {
			p.fail(c, `{"code":-32600,"message":"bad id"}`)
			return
		}
		seen[c.ID] = true
		p.answer(c, `"pong"`)
	})
	for range 50 {
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
	}
}

func TestLiesAreSurvived(t *testing.T) {
	client := connect(t, func(p *peer, c call) {
		for _, lie := range []string{
			"", "{", "[]", "null", "5", `{"jsonrpc":"2.0"}`, `{"jsonrpc":"2.0","id":"x"}`,
			`{"jsonrpc":"2.0","id":"nobody","result":1}`, `{"jsonrpc":"2.0","id":7,"result":1}`,
			`{"jsonrpc":"2.0","method":5,"params":{}}`,
			`{"jsonrpc":"2.0","method":"collection_update","params":[]}`,
			`{"jsonrpc":"2.0","method":"collection_update","params":{"collection":"core.get_jobs","fields":{"id":"x"}}}`,
			`{"jsonrpc":"2.0","method":"collection_update","params":{"collection":"core.get_jobs","fields":null}}`,
			`{"jsonrpc":"2.0","method":"notify_unsubscribed","params":{"collection":"core.get_jobs","error":null}}`,
			`{"jsonrpc":"2.0","method":"collection_update","params":{"collection":"alert.list","fields":{}}}`,
		} {
			p.send(lie)
		}
		_ = p.ws.Write(p.ctx, websocket.MessageBinary, []byte{0, 1})
		p.answer(c, `"pong"`)
		p.answer(c, `"twice"`)
	})
	for range 2 {
		var pong string
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, &pong))
		require.Equal(t, "pong", pong)
	}
}

func TestRefusedWithoutAnID(t *testing.T) {
	client := connect(t, func(p *peer, _ call) {
		p.send(`{"jsonrpc":"2.0","error":{"code":-32700,"message":"Error parsing $date"},"id":null}`)
	})
	err := client.Call(t.Context(), "core.ping", []any{map[string]any{"$date": "x"}}, nil)
	refused, ok := errors.AsType[*truenas.CallError](err)
	require.True(t, ok, err)
	require.Equal(t, -32700, refused.Code)
}

func TestLostConnection(t *testing.T) {
	for _, test := range []struct {
		method    string
		uncertain bool
	}{
		{"cloudsync.create", true},
		{"cloudsync.sync", true},
		{"cloudsync.credentials.delete", true},
		{"cloudsync.query", false},
		{"cloudsync.credentials.verify", false},
		{"core.get_jobs", false},
	} {
		t.Run(test.method, func(t *testing.T) {
			client := connect(t, func(p *peer, _ call) { p.drop() }, truenas.WithoutReconnect())
			err := client.Call(t.Context(), test.method, nil, nil)
			require.ErrorIs(t, err, truenas.ErrConnectionLost)
			require.Equal(t, test.uncertain, errors.Is(err, truenas.ErrUncertain), err)
			<-client.Done()

			err = client.Call(t.Context(), test.method, nil, nil)
			require.ErrorIs(t, err, truenas.ErrConnectionLost)
			require.NotErrorIs(t, err, truenas.ErrUncertain, "nothing was sent")
		})
	}
}

func TestCallersContextLeavesTheSocketAlone(t *testing.T) {
	var late atomic.Pointer[call]
	received := make(chan struct{}, 1)
	client := connect(t, func(p *peer, c call) {
		if c.Method != "core.ping" {
			late.Store(&c)
			received <- struct{}{}
			return
		}
		// The abandoned call is answered late.
		if c := late.Swap(nil); c != nil {
			p.answer(*c, "1")
		}
		p.answer(c, `"pong"`)
	})
	for _, method := range []string{"cloudsync.query", "cloudsync.update"} {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-received
			cancel()
		}()
		err := client.Call(ctx, method, nil, nil)
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, method == "cloudsync.update", errors.Is(err, truenas.ErrUncertain))
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, client.Call(ctx, "cloudsync.update", nil, nil), context.Canceled)
	require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
}

func TestAtMostTwentyInFlight(t *testing.T) {
	const calls = 50
	var inFlight, peak int
	var held []call
	client := connect(t, func(p *peer, c call) {
		held = append(held, c)
		inFlight++
		peak = max(peak, inFlight)
		if len(held) < 20 && string(c.Params[0]) != "49" {
			return
		}
		for _, c := range held {
			inFlight--
			p.answer(c, "null")
		}
		held = nil
	})
	var all sync.WaitGroup
	for range calls - 10 {
		all.Go(func() {
			if err := client.Call(t.Context(), "test.hold", []any{0}, nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.NoError(t, client.Call(t.Context(), "test.hold", []any{49}, nil))
	require.Equal(t, 20, peak)
}

func TestMessageSize(t *testing.T) {
	client := connect(t, func(p *peer, c call) { p.answer(c, "null") })
	// Characters count, not bytes.
	require.NoError(t, client.Call(t.Context(), "core.ping", []any{strings.Repeat("é", 65000)}, nil))
	require.NoError(t, client.Call(t.Context(), "core.ping", []any{strings.Repeat("<", 65000)}, nil), "no HTML escapes")

	err := client.Call(t.Context(), "core.ping", []any{strings.Repeat("x", 65536)}, nil)
	require.ErrorIs(t, err, truenas.ErrMessageTooLarge)
	large, ok := errors.AsType[*truenas.MessageTooLargeError](err)
	require.True(t, ok)
	require.Equal(t, 65536, large.Limit)
	require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil), "nothing was sent")

	_, err = truenas.Dial(t.Context(), standIn(t, func(p *peer) { p.drain() }), loginFunc(func(ctx context.Context, c truenas.Caller) error {
		return c.Call(ctx, "auth.login_ex", []any{strings.Repeat("x", 8192)}, nil)
	}))
	large, ok = errors.AsType[*truenas.MessageTooLargeError](err)
	require.True(t, ok, err)
	require.Equal(t, 8192, large.Limit)
}

type loginFunc func(context.Context, truenas.Caller) error

func (f loginFunc) Login(ctx context.Context, s truenas.LoginSession) error { return f(ctx, s) }

func TestSecretsMustBeRevealed(t *testing.T) {
	client := connect(t, func(p *peer, c call) { p.fail(c, `{"code":1,"message":"must not arrive"}`) })
	err := client.Call(t.Context(), "test.store", []any{map[string]any{"token": truenas.NewSecret("t")}}, nil)
	require.ErrorIs(t, err, truenas.ErrRedacted)
}

func TestCallTimeout(t *testing.T) {
	inBubble(t, func(p *peer) { p.each(func(call) {}) }, func(t *testing.T, client *truenas.Client) {
		err := client.Call(t.Context(), "cloudsync.delete", []any{1}, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, truenas.ErrUncertain)
		require.ErrorContains(t, err, "no answer within 20ms")
	}, truenas.WithCallTimeout(20*time.Millisecond))
}

func TestDeadPeerIsNoticed(t *testing.T) {
	inBubble(t, func(p *peer) {
		p.login()
		<-p.ctx.Done() // neither reads nor answers pings
	}, func(t *testing.T, client *truenas.Client) {
		<-client.Done()
		err := client.Call(t.Context(), "core.ping", nil, nil)
		require.ErrorIs(t, err, truenas.ErrConnectionLost)
		require.ErrorContains(t, err, "ping")
	}, truenas.WithPingInterval(20*time.Millisecond), truenas.WithoutReconnect())
}

func TestClose(t *testing.T) {
	received := make(chan struct{}, 2)
	client := connect(t, func(*peer, call) { received <- struct{}{} })
	results := make(chan error, 2)
	go func() { results <- client.Call(t.Context(), "cloudsync.query", nil, nil) }()
	go func() { results <- client.Call(t.Context(), "cloudsync.create", nil, nil) }()
	<-received
	<-received
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() { _ = client.Close() })
	}
	all.Wait()
	<-client.Done()
	uncertain := 0
	for range 2 {
		err := <-results
		require.ErrorIs(t, err, truenas.ErrClosed)
		if errors.Is(err, truenas.ErrUncertain) {
			uncertain++
		}
	}
	require.Equal(t, 1, uncertain)
	require.ErrorIs(t, client.Call(t.Context(), "core.ping", nil, nil), truenas.ErrClosed)
	require.NoError(t, client.Close())
}

func TestManyCallersAndDrops(t *testing.T) {
	for round := range 20 {
		var served atomic.Int32
		client := connect(t, func(p *peer, c call) {
			if served.Add(1) > int32(round) {
				p.drop()
				return
			}
			p.answer(c, "null")
		}, truenas.WithoutReconnect())
		var all sync.WaitGroup
		for i := range 30 {
			all.Go(func() {
				err := client.Call(t.Context(), "test.write", []any{i}, nil)
				if err != nil && !errors.Is(err, truenas.ErrConnectionLost) {
					t.Error(fmt.Errorf("call %d: %w", i, err))
				}
			})
		}
		all.Wait()
	}
}
