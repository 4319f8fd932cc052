package truenas_test

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestGateKeepsTheOrder(t *testing.T) {
	var order []string
	var free chan struct{}
	inBubble(t, func(p *peer) {
		p.each(func(c call) {
			if c.Method == "test.hold" {
				go func() {
					<-free
					p.answer(c, "null")
				}()
				return
			}
			order = append(order, string(c.Params[0]))
			p.answer(c, "null")
		})
	}, func(t *testing.T, client *truenas.Client) {
		free = make(chan struct{}) // of the bubble
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { _ = client.Call(t.Context(), "test.hold", nil, nil) })
		}
		synctest.Wait()
		var want []string
		for i := range 30 {
			want = append(want, strconv.Itoa(i))
			all.Go(func() {
				if err := client.Call(t.Context(), "test.next", []any{i}, nil); err != nil {
					t.Error(err)
				}
			})
			synctest.Wait()
		}
		require.Empty(t, order)
		free <- struct{}{}
		synctest.Wait()
		require.Equal(t, want, order, "one slot serves all, in order")
		close(free)
		all.Wait()
	})
}

func TestWaitingForASlotEnds(t *testing.T) {
	inBubble(t, func(p *peer) { p.each(func(call) {}) }, func(t *testing.T, client *truenas.Client) {
		for range 20 {
			go func() { _ = client.Call(t.Context(), "test.hold", nil, nil) }()
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := client.Call(ctx, "test.write", nil, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, truenas.ErrUncertain)
	})
}

// -32000 means that nothing was done: nobody sees it.
func TestTooManyCallsAreSentAgain(t *testing.T) {
	times := 0
	inBubble(t, func(p *peer) {
		p.each(func(c call) {
			if times++; times < 6 {
				p.fail(c, `{"code":-32000,"message":"Maximum number of concurrent calls (20) has exceeded"}`)
				return
			}
			p.answer(c, "null")
		})
	}, func(t *testing.T, client *truenas.Client) {
		start := time.Now()
		require.NoError(t, client.Call(t.Context(), "cloudsync.create", nil, nil))
		require.Equal(t, 6, times)
		require.Less(t, time.Since(start), 5*time.Second)
	})
}

// It is sent again as long as the context lasts, and nothing is uncertain then.
func TestTooManyCallsForTooLong(t *testing.T) {
	inBubble(t, func(p *peer) {
		p.each(func(c call) {
			p.fail(c, `{"code":-32000,"message":"Maximum number of concurrent calls (20) has exceeded"}`)
		})
	}, func(t *testing.T, client *truenas.Client) {
		start := time.Now()
		err := client.Call(t.Context(), "cloudsync.delete", nil, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NotErrorIs(t, err, truenas.ErrUncertain)
		require.ErrorContains(t, err, "too many calls")
		require.Equal(t, time.Minute, time.Since(start))
	})
}

// A request that TrueNAS could not parse is answered without its id. Its slot is
// free at once; which one it was shows when the others are answered.
func TestAnswersWithoutAnID(t *testing.T) {
	const unparsed = `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Error parsing $date"},"id":null}`
	isBad := func(c call) bool { return string(c.Params[0]) == `"bad"` }
	for _, test := range []struct{ bad, good int }{{1, 0}, {1, 19}, {5, 15}, {20, 0}} {
		inBubble(t, func(p *peer) {
			var held []call
			p.each(func(c call) {
				if c.Method == "core.ping" {
					p.answer(c, "null")
					return
				}
				if held = append(held, c); len(held) < test.bad+test.good {
					return
				}
				for _, c := range held {
					if isBad(c) {
						p.send(unparsed)
					}
				}
				for _, c := range held {
					if !isBad(c) {
						p.answer(c, "null")
					}
				}
				held = nil
			})
		}, func(t *testing.T, client *truenas.Client) {
			for range 5 { // a slot that leaks shows sooner or later
				var mu sync.Mutex
				var all sync.WaitGroup
				refused := 0
				for i := range test.bad + test.good {
					word := "good"
					if i < test.bad {
						word = "bad"
					}
					all.Go(func() {
						err := client.Call(t.Context(), "test.write", []any{word}, nil)
						mu.Lock()
						defer mu.Unlock()
						if err == nil {
							if word == "bad" {
								t.Error("a refused call succeeded")
							}
							return
						}
						refused++
						if word == "good" {
							t.Error(err)
						}
					})
				}
				all.Wait()
				require.Equal(t, test.bad, refused)
			}
			require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
		})
	}
}

// One of the others is never answered: the slot is free all the same.
func TestAnswersWithoutAnIDFreeTheirSlots(t *testing.T) {
	inBubble(t, func(p *peer) {
		p.each(func(c call) {
			var word string
			if len(c.Params) > 0 {
				_ = json.Unmarshal(c.Params[0], &word)
			}
			switch word {
			case "":
				p.answer(c, "null")
			case "bad":
				p.send(`{"jsonrpc":"2.0","error":{"code":-32700,"message":"m"},"id":null}`)
			}
		})
	}, func(t *testing.T, client *truenas.Client) {
		go func() { _ = client.Call(t.Context(), "test.write", []any{"never"}, nil) }()
		synctest.Wait()
		for range 40 {
			err := client.Call(t.Context(), "test.write", []any{"bad"}, nil)
			require.Error(t, err)
		}
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
	})
}
