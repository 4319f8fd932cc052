package truenas_test

import (
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// foreign are jobs that another start of the NAS gave id 12.
var foreign = map[string]map[string]any{
	"another task":             {"arguments": []any{6}, "time_started": at(500)},
	"another run of the task":  {"time_started": at(500)},
	"within the same second":   {"time_started": at(0.5)},
	"another method":           {"method": "pool.scrub.run", "arguments": []any{5}},
	"an ended run of the task": {"time_started": at(500), "state": "SUCCESS", "time_finished": at(900)},
}

// A watch of a job never shows another job that got its id.
func TestRestartEndsTheWatch(t *testing.T) {
	tests := map[string]func(*script, *truenas.Client){
		"unknown id": func(s *script, c *truenas.Client) {
			s.set("core.get_jobs", "[]")
			truenas.Connected(c)
		},
	}
	for name, changes := range foreign {
		tests[name+", asked for"] = func(s *script, c *truenas.Client) {
			s.set("core.get_jobs", rows(changes))
			truenas.Connected(c)
		}
		tests[name+", with an event"] = func(s *script, _ *truenas.Client) { s.event(changes) }
	}
	for name, restart := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(map[string]any{"time_started": at(0.25)})
			client := s.connect(t, quiet)
			job := run(t, client)
			var updates []truenas.JobUpdate
			var failures []error
			for update, err := range job.Watch(t.Context()) {
				if err != nil {
					failures = append(failures, err)
					continue
				}
				updates = append(updates, update)
				if len(updates) == 1 {
					restart(s, client)
				}
			}
			require.Len(t, failures, 1)
			requireGone(t, failures[0])
			require.Len(t, updates, 1)
			require.False(t, updates[0].Final)
			require.Equal(t, truenas.JobRunning, updates[0].Status.State)
			_, err := job.Wait(t.Context())
			requireGone(t, err)
		})
	}
}

// What the task keeps of its last run tells the end of one that ended while
// TrueNAS restarted, and of no other.
func TestTaskTellsTheEnd(t *testing.T) {
	persisted := func(changes map[string]any) string {
		job := ended("FAILED")
		maps.Copy(job, map[string]any{"id": nil, "error": "[EFAULT] boom", "logs_excerpt": "the log"})
		maps.Copy(job, changes)
		return `{"id":5,"job":` + row(job) + `}`
	}
	for name, test := range map[string]struct {
		task string
		told bool
	}{
		"this run":               {persisted(nil), true},
		"cut to seconds":         {persisted(map[string]any{"time_started": at(0)}), true},
		"an earlier run":         {persisted(map[string]any{"time_started": at(-500)}), false},
		"a later run":            {persisted(map[string]any{"time_started": at(500)}), false},
		"a dry run before it":    {persisted(map[string]any{"time_started": at(-1), "arguments": []any{5, map[string]any{"dry_run": true}}}), false},
		"another task":           {persisted(map[string]any{"arguments": []any{6}}), false},
		"one that has not ended": {persisted(map[string]any{"time_finished": nil, "state": "RUNNING"}), false},
		"nothing":                {`{"id":5,"job":null}`, false},
		"nonsense":               {`{"id":5,"job":7}`, false},
		"the task is gone":       {`!{"code":-32602,"message":"m","data":{"error":22,"reason":"r","extra":[[null,"CloudSync 5 does not exist",2]]}}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(map[string]any{"time_started": at(0.25)})
			client := s.connect(t, quiet)
			job := run(t, client)
			s.set("cloudsync.get_instance", test.task)
			s.set("core.get_jobs", "[]")
			updates, err := collect(t.Context(), job)
			require.Equal(t, `[5]`, paramsOf(s.last(t, "cloudsync.get_instance")))
			if !test.told {
				requireGone(t, err)
				return
			}
			require.NoError(t, err)
			requireOneFinal(t, updates, truenas.JobFailed)
			last := updates[len(updates)-1].Status
			require.Equal(t, 12, last.ID)
			require.Equal(t, "the log", last.LogsExcerpt)
		})
	}
}

// The task is asked again while TrueNAS is still starting.
func TestTaskTellsTheEndLater(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t, truenas.WithPollInterval(time.Millisecond))
	job := run(t, client)
	asked := 0
	s.set("core.get_jobs", "[]")
	busy := `{"code":-32001,"message":"m","data":{"error":16,"reason":"[EBUSY] starting","extra":null}}`
	s.answerWith(func(p *peer, c call) bool {
		if c.Method != "cloudsync.get_instance" {
			return false
		}
		if asked++; asked < 3 {
			p.fail(c, busy)
			return true
		}
		p.answer(c, `{"id":5,"job":`+row(ended("SUCCESS"))+`}`)
		return true
	})
	updates, err := collect(t.Context(), job)
	require.NoError(t, err)
	requireOneFinal(t, updates, truenas.JobSuccess)
}

// After a restart nothing is done to the job that has the id now.
func TestRestartedJobIsLeftAlone(t *testing.T) {
	for name, changes := range foreign {
		t.Run(name, func(t *testing.T) {
			s := newScript(map[string]any{"time_started": at(0.25)})
			job := run(t, s.connect(t, quiet))
			s.set("core.get_jobs", rows(changes))
			_, err := job.Status(t.Context())
			requireGone(t, err)
			requireGone(t, job.Abort(t.Context()))
			_, err = job.Log(t.Context())
			requireGone(t, err)
			require.Zero(t, s.count("core.job_abort")+s.count("cloudsync.abort")+s.count("core.job_download_logs"))
		})
	}
}

// What an earlier connection knew of an id does not end the watch of the job
// that has it now.
func TestOldWordIsIgnored(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t, quiet)
	run(t, client)
	s.event(ended("FAILED"))
	require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil)) // the event was read
	truenas.Connected(client)
	now := ended("SUCCESS")
	now["time_started"] = at(30)
	s.set("core.get_jobs", rows(now))
	job, err := client.Jobs().Attach(t.Context(), 12)
	require.NoError(t, err)
	updates, err := collect(t.Context(), job)
	require.NoError(t, err)
	requireOneFinal(t, updates, truenas.JobSuccess)
}

// An answer of the connection before decides nothing: all is asked again.
func TestLateAnswerIsIgnored(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t, quiet)
	job := run(t, client)
	answered := false
	s.answerWith(func(p *peer, c call) bool {
		if c.Method != "core.get_jobs" || answered {
			return false
		}
		answered = true
		truenas.Connected(client)
		p.answer(c, "[]")
		s.set("core.get_jobs", rows(ended("SUCCESS")))
		return true
	})
	updates, err := collect(t.Context(), job)
	require.NoError(t, err)
	requireOneFinal(t, updates, truenas.JobSuccess)
}

// A run must not take what an earlier connection knew of an id for its job.
func TestRunAfterARestart(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t, quiet)
	run(t, client)
	s.event(nil)
	require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil)) // the event was read

	truenas.Connected(client)
	s.set("core.subscribe", `!{"code":-32001,"message":"m","data":{"error":13,"reason":"[EACCES] Not authorized"}}`)
	s.set("core.get_jobs", rows(map[string]any{"arguments": []any{6}}))
	_, err := client.Tasks().Run(t.Context(), 5, truenas.RunOptions{})
	require.ErrorIs(t, err, truenas.ErrWrongJob)

	// Restarted between the answer and the question about the job.
	s.set("core.get_jobs", rows(nil))
	s.answerWith(func(_ *peer, c call) bool {
		if c.Method == "core.get_jobs" {
			truenas.Connected(client)
		}
		return false
	})
	_, err = client.Tasks().Run(t.Context(), 5, truenas.RunOptions{})
	require.ErrorIs(t, err, truenas.ErrUncertain)
	require.ErrorContains(t, err, "job 12")
}
