package truenas_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// A new connection is asked for events first and for the jobs after that, so
// that nothing is missed in between.
func TestWatchGoesOnAfterAReconnect(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t, quiet)
	job := run(t, client)
	before := 0
	var updates []truenas.JobUpdate
	for update, err := range job.Watch(t.Context()) {
		require.NoError(t, err)
		updates = append(updates, update)
		if len(updates) == 1 {
			before = len(s.sent())
			s.set("core.get_jobs", rows(ended("SUCCESS"))) // the event was lost in the gap
			truenas.Connected(client)
		}
	}
	requireOneFinal(t, updates, truenas.JobSuccess)
	after := s.sent()[before:]
	for len(after) > 0 && after[0] == "core.get_jobs" { // of before the reconnect
		after = after[1:]
	}
	require.GreaterOrEqual(t, len(after), 2)
	require.Equal(t, []string{"core.subscribe", "core.get_jobs"}, after[:2])
}

// Without watchers a new connection costs nothing until the next run.
func TestReconnectWithoutWatchers(t *testing.T) {
	s := newScript(ended("SUCCESS"))
	client := s.connect(t, quiet)
	_, err := run(t, client).Wait(t.Context())
	require.NoError(t, err)
	before := len(s.sent())
	truenas.Connected(client)
	require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
	run(t, client)
	require.Equal(t, []string{"core.ping", "core.subscribe", "cloudsync.sync", "core.get_jobs"}, s.sent()[before:])
}

// When TrueNAS ends the subscription, asking finds the end, and the next
// connection subscribes again.
func TestPollingTakesOver(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t, truenas.WithPollInterval(time.Millisecond))
	job := run(t, client)
	n := 0
	for update, err := range job.Watch(t.Context()) {
		require.NoError(t, err)
		if n++; n == 1 {
			s.send(`{"jsonrpc":"2.0","method":"notify_unsubscribed","params":{"collection":"core.get_jobs","error":null}}`)
			s.set("core.get_jobs", rows(ended("SUCCESS")))
		}
		require.Equal(t, n > 1, update.Final)
	}
	require.Equal(t, 2, n)
	require.Equal(t, 1, s.count("core.subscribe"))
	run(t, client)
	require.Equal(t, 2, s.count("core.subscribe"))
}

// Only the newest jobs that nobody watches are kept, whatever TrueNAS sends.
func TestHubIsBounded(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t, quiet)
	job := run(t, client)
	event := func(id int) []byte {
		return fmt.Appendf(nil, `{"msg":"changed","collection":"core.get_jobs","id":%d,"fields":%s}`, id, row(map[string]any{"id": id}))
	}
	for range job.Watch(t.Context()) {
		watched := event(12)
		for id := range 1_000 {
			truenas.Notify(client, "collection_update", event(id+100))
			truenas.Notify(client, "collection_update", watched)
		}
		jobs, watching := truenas.HubSize(client)
		require.Equal(t, 64+1, jobs, "the watched one too")
		require.Equal(t, 1, watching)
		break
	}
	jobs, watching := truenas.HubSize(client)
	require.Equal(t, 64, jobs)
	require.Zero(t, watching)

	// A job whose event was forgotten is asked for.
	asked := s.count("core.get_jobs")
	truenas.Notify(client, "collection_update", event(12))
	run(t, client)
	require.Equal(t, asked, s.count("core.get_jobs"), "known from the event")
	for id := range 64 {
		truenas.Notify(client, "collection_update", event(id+100_000))
	}
	run(t, client)
	require.Equal(t, asked+1, s.count("core.get_jobs"))
}

func TestRefusedQuestionEndsTheWatch(t *testing.T) {
	for want, failure := range map[error]string{
		truenas.ErrNotAuthorized:    `!{"code":-32001,"message":"m","data":{"error":13,"reason":"[EACCES] Not authorized"}}`,
		truenas.ErrNotAuthenticated: `!{"code":-32001,"message":"m","data":{"error":207,"reason":"[ENOTAUTHENTICATED] Not authenticated"}}`,
	} {
		s := newScript(nil)
		client := s.connect(t, quiet)
		job := run(t, client)
		s.set("core.get_jobs", failure)
		updates, err := collect(t.Context(), job)
		require.ErrorIs(t, err, want)
		for _, u := range updates {
			require.False(t, u.Final)
		}
		_, watching := truenas.HubSize(client)
		require.Zero(t, watching)
	}
}

// One undecodable row ends the watch of its job only.
func TestBadRowIsAlone(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t, quiet)
	job := run(t, client)
	s.set("core.get_jobs", `[`+row(map[string]any{"id": 13})+`]`)
	other, err := client.Jobs().Attach(t.Context(), 13)
	require.NoError(t, err)
	s.set("core.get_jobs", `[`+row(map[string]any{"progress": "new shape"})+`,`+
		row(map[string]any{"id": 13, "state": "SUCCESS", "time_finished": at(9)})+`]`)
	for range 2 {
		status, err := other.Wait(t.Context())
		require.NoError(t, err)
		require.Equal(t, 13, status.ID)
	}
	_, err = job.Wait(t.Context())
	require.ErrorContains(t, err, "unknown shape")
}

func FuzzNotify(f *testing.F) {
	f.Add("collection_update", []byte(`{"collection":"core.get_jobs","fields":`+row(ended("SUCCESS"))+`}`))
	f.Add("collection_update", []byte(`{"collection":"core.get_jobs","fields":{"id":12,"arguments":[{}],"time_started":{"$date":1}}}`))
	f.Add("collection_update", []byte(`{"collection":"core.get_jobs","fields":{"id":-1}}`))
	f.Add("notify_unsubscribed", []byte(`{"collection":"core.get_jobs","error":null}`))
	f.Add("x", []byte(`7`))
	client := truenas.IdleHub()
	f.Fuzz(func(t *testing.T, method string, params []byte) {
		for range 2 {
			truenas.Notify(client, method, params)
		}
		if jobs, _ := truenas.HubSize(client); jobs > 64 {
			t.Fatalf("%d jobs kept", jobs)
		}
	})
}
