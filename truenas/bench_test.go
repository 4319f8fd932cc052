package truenas_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// echoServer answers every request with result, and a login too: both sides of a
// comparison talk to it.
func echoServer(b *testing.B, result string) string {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = ws.CloseNow() }()
		for {
			_, frame, err := ws.Read(context.Background())
			if err != nil {
				return
			}
			var c call
			if json.Unmarshal(frame, &c) != nil {
				return
			}
			answer := result
			if c.Method == "auth.login_ex" {
				answer = `{"response_type":"SUCCESS"}`
			}
			if ws.Write(context.Background(), websocket.MessageText, []byte(`{"jsonrpc":"2.0","result":`+answer+`,"id":"`+c.ID+`"}`)) != nil {
				return
			}
		}
	}))
	b.Cleanup(server.Close)
	return strings.Replace(server.URL, "http://", "ws://", 1) + "/api/current"
}

// peerCall is the least that a program without this package would do for a call.
func peerCall(ctx context.Context, ws *websocket.Conn, method string, params []any, result any) error {
	request, err := json.Marshal(struct {
		JSONRPC string `json:"jsonrpc"`
		ID      string `json:"id"`
		Method  string `json:"method"`
		Params  []any  `json:"params"`
	}{"2.0", "7b0b4b0e-5a57-4f43-8f0c-0d4fa3a4bd3f", method, params})
	if err != nil {
		return err
	}
	if err := ws.Write(ctx, websocket.MessageText, request); err != nil {
		return err
	}
	_, frame, err := ws.Read(ctx)
	if err != nil {
		return err
	}
	response := struct {
		ID     string          `json:"id"`
		Result any             `json:"result"`
		Error  json.RawMessage `json:"error"`
	}{Result: result}
	return json.Unmarshal(frame, &response)
}

// A call, next to the same frames through a bare WebSocket and encoding/json, in
// turns. The ratios are ours to theirs.
func BenchmarkCall(b *testing.B) {
	rows := "[" + strings.TrimSuffix(strings.Repeat(taskEntry+",", 10), ",") + "]"
	for _, test := range []struct {
		name, method, result string
		into                 func() any
	}{
		{"ping", "core.ping", `"pong"`, func() any { return new(string) }},
		{"query", "cloudsync.query", rows, func() any { return new([]map[string]any) }},
	} {
		b.Run(test.name, func(b *testing.B) {
			address := echoServer(b, test.result)
			ctx := b.Context()
			client, err := truenas.Dial(ctx, address, testAuth())
			require.NoError(b, err)
			defer func() { _ = client.Close() }()
			ws, _, err := websocket.Dial(ctx, address, nil) //nolint:bodyclose // Dial keeps it
			require.NoError(b, err)
			defer func() { _ = ws.CloseNow() }()
			ws.SetReadLimit(-1)
			params := []any{[]any{[]any{"id", "=", 5}}, map[string]any{"limit": 10}}

			const batch = 25
			var ours, theirs sample
			for b.Loop() {
				ours.take(b, batch, func() error { return client.Call(ctx, test.method, params, test.into()) })
				theirs.take(b, batch, func() error { return peerCall(ctx, ws, test.method, params, test.into()) })
			}
			b.ReportMetric(ours.time(), "ns/call")
			b.ReportMetric(theirs.time(), "ns/peer")
			b.ReportMetric(ours.time()/theirs.time(), "time-ratio")
			b.ReportMetric(ours.allocs(), "allocs/call")
			b.ReportMetric(theirs.allocs(), "allocs/peer")
			b.ReportMetric(ours.allocs()/theirs.allocs(), "allocs-ratio")
			b.ReportMetric(0, "ns/op") // of two batches: says nothing
		})
	}
}

// sample is what batches of calls took, for each call.
type sample struct {
	times   []float64
	mallocs uint64
	calls   int
}

func (s *sample) take(b *testing.B, calls int, do func() error) {
	b.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	for range calls {
		if err := do(); err != nil {
			b.Fatal(err)
		}
	}
	s.times = append(s.times, float64(time.Since(start))/float64(calls))
	runtime.ReadMemStats(&after)
	s.mallocs += after.Mallocs - before.Mallocs
	s.calls += calls
}

// time is that of the fastest batch, in nanoseconds: whatever made the others
// slower was something else on this machine.
func (s *sample) time() float64 { return slices.Min(s.times) }

func (s *sample) allocs() float64 { return float64(s.mallocs) / float64(s.calls) }

// A thousand calls from a hundred goroutines, at a NAS that takes 5 ms for each,
// runs ten at once, queues ten, and refuses the next. It cannot be faster than
// half a second; the ratio is to that.
func BenchmarkManyCallers(b *testing.B) {
	const (
		callers, each = 100, 10
		ideal         = callers * each * 5 * time.Millisecond / 10
	)
	address := limitedServer(b)
	client, err := truenas.Dial(b.Context(), address, testAuth())
	require.NoError(b, err)
	defer func() { _ = client.Close() }()
	var total time.Duration
	rounds := 0
	for b.Loop() {
		start := time.Now()
		var all sync.WaitGroup
		for range callers {
			all.Go(func() {
				for range each {
					if err := client.Call(b.Context(), "test.write", nil, nil); err != nil {
						b.Error(err)
					}
				}
			})
		}
		all.Wait()
		total += time.Since(start)
		rounds++
	}
	b.ReportMetric(float64(total)/float64(rounds)/float64(ideal), "time-ratio")
}

// limitedServer counts calls as TrueNAS does.
func limitedServer(b *testing.B) string {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = ws.CloseNow() }()
		var pending atomic.Int32
		write := func(c call, answer string) {
			_ = ws.Write(context.Background(), websocket.MessageText, []byte(`{"jsonrpc":"2.0","id":"`+c.ID+`",`+answer+`}`))
		}
		queue := make(chan call, 20)
		defer close(queue)
		for range 10 {
			go func() {
				var free time.Time
				for c := range queue {
					// A timer that is late must not make the next call late, too.
					if now := time.Now(); now.Sub(free) > 2*time.Millisecond {
						free = now
					}
					free = free.Add(5 * time.Millisecond)
					<-time.After(time.Until(free))
					pending.Add(-1)
					write(c, `"result":null`)
				}
			}()
		}
		for {
			_, frame, err := ws.Read(context.Background())
			if err != nil {
				return
			}
			var c call
			_ = json.Unmarshal(frame, &c)
			if c.Method == "auth.login_ex" {
				write(c, `"result":{"response_type":"SUCCESS"}`)
				continue
			}
			if pending.Load() >= 20 {
				write(c, `"error":{"code":-32000,"message":"Maximum number of concurrent calls (20) has exceeded"}`)
				continue
			}
			pending.Add(1)
			queue <- c
		}
	}))
	b.Cleanup(server.Close)
	return strings.Replace(server.URL, "http://", "ws://", 1) + "/api/current"
}
