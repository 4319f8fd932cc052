package truenas_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// virtual runs a script in virtual time.
func virtual(t *testing.T, s *script, use func(*testing.T, *truenas.Client)) {
	inBubble(t, func(p *peer) { p.each(func(c call) { s.handle(p, c) }) }, use)
}

// An answer that was made before an event and arrives after it is old news.
func TestEventsOvertakeAnOldAnswer(t *testing.T) {
	progress := func(percent int) map[string]any {
		return map[string]any{"progress": map[string]any{"percent": percent, "description": ""}}
	}
	for name, old := range map[string]map[string]any{
		"progress": progress(10),
		"waiting":  {"state": "WAITING"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(nil)
			s.answerWith(func(p *peer, c call) bool {
				if c.Method == "core.get_jobs" && s.count("core.get_jobs") == 2 {
					p.event(row(progress(40)))
					p.answer(c, rows(old))
					return true
				}
				return false
			})
			virtual(t, s, func(t *testing.T, client *truenas.Client) {
				job := run(t, client)
				ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second) // before the next poll
				defer cancel()
				updates, err := collect(ctx, job)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.Len(t, updates, 1)
				require.Equal(t, 40, updates[0].Status.Progress.Percent)
			})
		})
	}
}

// A thousand watches cost one call per interval, and none when they end.
func TestAllWatchesShareOneQuestion(t *testing.T) {
	const watches = 1100 // two questions: a message is limited
	s := newScript(nil)
	s.answerWith(func(p *peer, c call) bool {
		if c.Method != "core.get_jobs" {
			return false
		}
		var answer []string
		for _, id := range askedFor(c) {
			answer = append(answer, row(map[string]any{"id": id}))
		}
		p.answer(c, "["+strings.Join(answer, ",")+"]")
		return true
	})
	virtual(t, s, func(t *testing.T, client *truenas.Client) {
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		var jobs []*truenas.Job
		for id := range watches {
			job, err := client.Jobs().Attach(t.Context(), id+100)
			require.NoError(t, err)
			jobs = append(jobs, job)
		}
		for _, job := range jobs {
			all.Go(func() {
				for update, err := range job.Watch(ctx) {
					if err == nil && update.Status.ID != job.ID() {
						t.Errorf("job %d shows %d", job.ID(), update.Status.ID)
					}
				}
			})
		}
		synctest.Wait()
		_, watching := truenas.HubSize(client)
		require.Equal(t, watches, watching)
		require.Equal(t, 1, s.count("core.subscribe"))
		for range 3 {
			before := s.count("core.get_jobs")
			time.Sleep(5 * time.Second)
			synctest.Wait()
			require.Equal(t, 2, s.count("core.get_jobs")-before)
		}
		cancel()
		all.Wait()
		_, watching = truenas.HubSize(client)
		require.Zero(t, watching)
		before := s.count("core.get_jobs")
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, before, s.count("core.get_jobs"))
	})
}

// The end of a job is known when its last event is here. Where that lacks the
// log, it is one round trip later.
func TestWaitTakesOneRoundTrip(t *testing.T) {
	const roundTrip = 300 * time.Millisecond
	bare := map[string]any{"state": "SUCCESS", "time_finished": at(60), "logs_path": "/var/log/jobs/12.log"}
	full := map[string]any{"state": "SUCCESS", "time_finished": at(60), "logs_path": "/var/log/jobs/12.log", "logs_excerpt": "the log"}
	for name, test := range map[string]struct {
		events []map[string]any
		want   time.Duration
	}{
		"with the log":            {[]map[string]any{full}, 0},
		"the log follows":         {[]map[string]any{bare, full}, 0},
		"the log does not follow": {[]map[string]any{bare}, roundTrip},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(nil)
			s.answerWith(func(p *peer, c call) bool {
				if c.Method != "core.get_jobs" {
					return false
				}
				time.AfterFunc(roundTrip, func() {
					if s.count("core.get_jobs") < 3 {
						p.answer(c, rows(nil))
						return
					}
					p.answer(c, rows(full))
				})
				return true
			})
			virtual(t, s, func(t *testing.T, client *truenas.Client) {
				job := run(t, client)
				var ended time.Time
				time.AfterFunc(2*time.Second, func() {
					ended = time.Now()
					for _, event := range test.events {
						s.event(event)
					}
				})
				status, err := job.Wait(t.Context())
				require.NoError(t, err)
				require.Equal(t, "the log", status.LogsExcerpt)
				require.Equal(t, test.want, time.Since(ended))
			})
		})
	}
}

// A log that never comes is not waited for longer than a second.
func TestWaitForTheLogIsBounded(t *testing.T) {
	bare := map[string]any{"state": "SUCCESS", "time_finished": at(60), "logs_path": "/var/log/jobs/12.log"}
	for name, answer := range map[string]string{"never there": rows(bare), "no answer": "", "refused": permission("no")} {
		t.Run(name, func(t *testing.T) {
			s := newScript(nil)
			virtual(t, s, func(t *testing.T, client *truenas.Client) {
				job := run(t, client)
				time.AfterFunc(time.Second, func() {
					s.set("core.get_jobs", answer)
					s.event(bare)
				})
				start := time.Now()
				_, err := job.Wait(t.Context())
				require.NoError(t, err)
				require.Equal(t, 2*time.Second, time.Since(start))
			})
		})
	}
}

// A job that does not end after its abort is not waited for any longer.
func TestAbortOnCancelIsBounded(t *testing.T) {
	s := newScript(nil)
	virtual(t, s, func(t *testing.T, client *truenas.Client) {
		job, err := client.Tasks().Run(t.Context(), 5, truenas.RunOptions{AbortOnCancel: true})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		status, err := job.Wait(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "has not ended yet")
		require.Equal(t, truenas.JobRunning, status.State)
		require.Equal(t, time.Minute+15*time.Second, time.Since(start))
	})
}

// A question that is not answered does not stop the next.
func TestPollsGoOnAfterASilentAnswer(t *testing.T) {
	s := newScript(nil)
	virtual(t, s, func(t *testing.T, client *truenas.Client) {
		job := run(t, client)
		s.set("core.get_jobs", "") // no answer
		time.AfterFunc(time.Minute, func() { s.set("core.get_jobs", rows(ended("SUCCESS"))) })
		start := time.Now()
		_, err := job.Wait(t.Context())
		require.NoError(t, err)
		require.LessOrEqual(t, time.Since(start), 90*time.Second)
	})
}

// askedFor returns the ids in a question for jobs.
func askedFor(c call) (ids []int) {
	var filters [][]any
	if err := json.Unmarshal(c.Params[0], &filters); err != nil {
		panic(err)
	}
	switch value := filters[0][2].(type) {
	case []any:
		for _, id := range value {
			ids = append(ids, int(id.(float64)))
		}
	case float64:
		ids = append(ids, int(value))
	}
	return ids
}
