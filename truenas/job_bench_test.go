package truenas_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// How long after the server sent the last event of a job Wait returns, in round
// trips. The server holds every answer back for one; the event it sends at once.
func BenchmarkWait(b *testing.B) {
	const roundTrip = 50 * time.Millisecond
	end := map[string]any{"state": "SUCCESS", "time_finished": at(60), "logs_path": "/var/log/jobs/12.log"}
	withLog := maps.Clone(end)
	withLog["logs_excerpt"] = "the log"
	for name, event := range map[string]map[string]any{"event-with-log": withLog, "event-without-log": end} {
		b.Run(name, func(b *testing.B) {
			nas := &benchNAS{roundTrip: roundTrip, event: event, end: withLog, sent: make(chan time.Time, 1)}
			server := httptest.NewServer(nas)
			defer server.Close()
			client, err := truenas.Dial(b.Context(), strings.Replace(server.URL, "http", "ws", 1), testAuth(), quiet)
			require.NoError(b, err)
			defer func() { _ = client.Close() }()
			var waited time.Duration
			for b.Loop() {
				job, err := client.Tasks().Run(b.Context(), 5, truenas.RunOptions{})
				require.NoError(b, err)
				status, err := job.Wait(b.Context())
				waited += time.Since(<-nas.sent)
				require.NoError(b, err)
				require.Equal(b, "the log", status.LogsExcerpt)
			}
			b.ReportMetric(float64(waited)/float64(roundTrip)/float64(b.N), "round-trips/op")
		})
	}
}

// benchNAS runs jobs that end right after they were watched.
type benchNAS struct {
	roundTrip  time.Duration
	event, end map[string]any // changes to the job's row
	sent       chan time.Time // when the last event was
}

func (n *benchNAS) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/api/versions" {
		listVersions(w, r)
		return
	}
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer func() { _ = ws.CloseNow() }()
	p := &peer{ctx: r.Context(), ws: ws}
	id, asked := 0, 0
	job := func(changes map[string]any) string {
		changes = maps.Clone(changes)
		changes["id"] = id
		return row(changes)
	}
	for {
		_, frame, err := ws.Read(p.ctx)
		if err != nil {
			return
		}
		var c call
		_ = json.Unmarshal(frame, &c)
		answer := "null"
		switch c.Method {
		case "auth.login_ex":
			answer = `{"response_type":"SUCCESS","user_info":null,"authenticator":"LEVEL_1"}`
		case "cloudsync.sync":
			id, asked = id+1, 0
			answer = strconv.Itoa(id)
			p.event(job(map[string]any{"state": "WAITING"}))
		case "core.get_jobs":
			if asked++; asked == 1 {
				answer = "[" + job(map[string]any{}) + "]"
				event := job(n.event)
				time.AfterFunc(2*n.roundTrip, func() {
					n.sent <- time.Now()
					p.event(event)
				})
			} else {
				answer = "[" + job(n.end) + "]"
			}
		}
		time.AfterFunc(n.roundTrip, func() { p.answer(c, answer) })
	}
}
