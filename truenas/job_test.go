package truenas_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// jobJSON is a row of core.get_jobs for job 12, the run of task 5.
func jobJSON(state string, percent int, finished bool) string {
	end := "null"
	if finished {
		end = `{"$date":1767225600000}`
	}
	return fmt.Sprintf(`{"id":12,"message_ids":[],"method":"cloudsync.sync","arguments":[5],"transient":false,
		"description":null,"abortable":true,"logs_path":null,"logs_excerpt":"the log",
		"progress":{"percent":%d,"description":"%d %%","extra":null},"result":null,"error":"[EFAULT] boom","exception":null,
		"exc_info":{"repr":"CallError('boom')","type":"CallError","errno":14,"extra":null},"state":%q,
		"time_started":{"$date":1767225600000},"time_finished":%s,"credentials":null}`, percent, percent, state, end)
}

// quiet never polls a second time.
var quiet = truenas.WithPollInterval(time.Hour)

// nas answers what a run of task 5 needs; jobs is what core.get_jobs answers.
func nas(jobs func() string, started func(*peer)) func(*peer, call) {
	return func(p *peer, c call) {
		switch c.Method {
		case "core.subscribe":
			p.answer(c, `"sub"`)
		case "cloudsync.sync":
			p.event(jobJSON("WAITING", 0, false))
			if started != nil {
				started(p)
			}
			p.answer(c, "12")
		case "core.get_jobs":
			p.answer(c, "["+jobs()+"]")
		default:
			p.answer(c, "null")
		}
	}
}

func run(t *testing.T, client *truenas.Client) *truenas.Job {
	job, err := client.Tasks().Run(t.Context(), 5, truenas.RunOptions{})
	require.NoError(t, err)
	require.Equal(t, 12, job.ID())
	require.Equal(t, 5, job.TaskID())
	return job
}

// collect returns the updates of a watch and its error.
func collect(ctx context.Context, job *truenas.Job) (updates []truenas.JobUpdate, err error) {
	for update, err := range job.Watch(ctx) {
		if err != nil {
			return updates, err
		}
		updates = append(updates, update)
	}
	return updates, nil
}

func requireOneFinal(t *testing.T, updates []truenas.JobUpdate, state truenas.JobState) {
	t.Helper()
	require.NotEmpty(t, updates)
	for i, u := range updates {
		require.Equal(t, i == len(updates)-1, u.Final)
	}
	last := updates[len(updates)-1].Status
	require.Equal(t, state, last.State)
	require.True(t, last.Finished(), "the state may be ahead of the rest")
}

func TestFinalEventBeforeTheResponse(t *testing.T) {
	client := connect(t, nas(func() string { return jobJSON("RUNNING", 7, false) }, func(p *peer) {
		p.event(jobJSON("RUNNING", 50, false))
		p.event(jobJSON("SUCCESS", 100, true))
		p.event(jobJSON("SUCCESS", 100, true))
	}), quiet)
	job := run(t, client)
	for range 3 { // each loop gets its own final update
		updates, err := collect(t.Context(), job)
		require.NoError(t, err)
		requireOneFinal(t, updates, truenas.JobSuccess)
	}
	status, err := job.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, 100, status.Progress.Percent)
}

func TestJobWithoutEvents(t *testing.T) {
	answers := []string{
		jobJSON("WAITING", 0, false), jobJSON("WAITING", 0, false), jobJSON("RUNNING", 10, false),
		jobJSON("FAILED", 10, false), // its time_finished follows
		jobJSON("FAILED", 10, true),
	}
	client := connect(t, func(p *peer, c call) {
		switch c.Method {
		case "core.subscribe":
			p.fail(c, `{"code":-32001,"message":"Method call error","data":{"error":13,"errname":"EACCES","reason":"[EACCES] Not authorized","extra":null}}`)
		case "cloudsync.sync":
			p.answer(c, "12")
		case "core.get_jobs":
			p.answer(c, "["+answers[0]+"]")
			if len(answers) > 1 {
				answers = answers[1:]
			}
		}
	}, truenas.WithPollInterval(time.Millisecond))
	updates, err := collect(t.Context(), run(t, client))
	require.NoError(t, err)
	requireOneFinal(t, updates, truenas.JobFailed)
}

func TestPollingFindsALostFinalEvent(t *testing.T) {
	polls := 0
	client := connect(t, nas(func() string {
		if polls++; polls < 3 {
			return jobJSON("RUNNING", polls, false)
		}
		return jobJSON("ABORTED", 3, true)
	}, nil), truenas.WithPollInterval(time.Millisecond))
	updates, err := collect(t.Context(), run(t, client))
	require.NoError(t, err)
	requireOneFinal(t, updates, truenas.JobAborted)
}

func TestJobErrors(t *testing.T) {
	for _, state := range []truenas.JobState{truenas.JobFailed, truenas.JobAborted} {
		client := connect(t, nas(func() string { return jobJSON(string(state), 3, true) }, nil), quiet)
		_, err := run(t, client).Wait(t.Context())
		failed, ok := errors.AsType[*truenas.JobError](err)
		require.True(t, ok, err)
		require.Equal(t, &truenas.JobError{
			JobID: 12, State: state, Message: "[EFAULT] boom", Type: "CallError", Errno: 14, LogsExcerpt: "the log",
		}, failed)
		require.ErrorContains(t, err, "boom")
	}
}

func TestWrongJobIsRefused(t *testing.T) {
	for _, test := range []struct {
		arguments string
		dryRun    bool
		refused   bool
	}{
		{`[5]`, false, false},
		{`[5,{"dry_run":true}]`, true, false},
		{`[5,{"dry_run":false}]`, false, false},
		{`[6,{"dry_run":true}]`, true, true},
		{`[6]`, false, true},
		{`[5]`, true, true},
		{`[5,{"dry_run":true}]`, false, true},
		{`[]`, false, true},
		{`["********"]`, false, true},
	} {
		var sent string
		client := connect(t, func(p *peer, c call) {
			switch c.Method {
			case "core.subscribe":
				p.answer(c, `"sub"`)
			case "cloudsync.sync":
				sent = string(mustJSON(c.Params))
				p.answer(c, "12")
			case "core.get_jobs":
				p.answer(c, `[{"id":12,"method":"cloudsync.sync","arguments":`+test.arguments+`,"state":"WAITING"}]`)
			}
		})
		_, err := client.Tasks().Run(t.Context(), 5, truenas.RunOptions{DryRun: test.dryRun})
		if test.refused {
			require.ErrorIs(t, err, truenas.ErrWrongJob)
			require.ErrorContains(t, err, "task 5 was not started")
			require.ErrorContains(t, err, "job 12")
		} else {
			require.NoError(t, err)
		}
		want := "[5]"
		if test.dryRun {
			want = `[5,{"dry_run":true}]`
		}
		require.Equal(t, want, sent)
	}
}

func TestStartedButUnknown(t *testing.T) {
	client := connect(t, func(p *peer, c call) {
		switch c.Method {
		case "core.subscribe":
			p.answer(c, `"sub"`)
		case "cloudsync.sync":
			p.answer(c, "12")
		case "core.get_jobs":
			p.drop()
		}
	}, truenas.WithoutReconnect())
	_, err := client.Tasks().Run(t.Context(), 5, truenas.RunOptions{})
	require.ErrorIs(t, err, truenas.ErrUncertain)
	require.ErrorIs(t, err, truenas.ErrConnectionLost)
	require.ErrorContains(t, err, "job 12")
}

func TestWatchEnds(t *testing.T) {
	for _, test := range []struct {
		name string
		poll func(*peer, call)
		want error
	}{
		{"connection lost", func(p *peer, _ call) { p.drop() }, truenas.ErrConnectionLost},
		{"restart", func(p *peer, c call) { p.answer(c, "[]") }, truenas.ErrNotFound},
		{"session ended", func(p *peer, c call) {
			p.fail(c, `{"code":-32001,"message":"m","data":{"error":207,"reason":"[ENOTAUTHENTICATED] Not authenticated"}}`)
		}, truenas.ErrNotAuthenticated},
	} {
		t.Run(test.name, func(t *testing.T) {
			running := nas(nil, nil)
			client := connect(t, func(p *peer, c call) {
				if c.Method == "core.get_jobs" {
					test.poll(p, c)
					return
				}
				running(p, c)
			}, quiet, truenas.WithoutReconnect())
			updates, err := collect(t.Context(), run(t, client))
			require.ErrorIs(t, err, test.want)
			for _, u := range updates {
				require.False(t, u.Final)
			}
		})
	}
}

func TestLastEventBeforeTheConnectionIsLost(t *testing.T) {
	running := nas(nil, nil)
	client := connect(t, func(p *peer, c call) {
		if c.Method == "core.get_jobs" {
			p.event(jobJSON("SUCCESS", 100, true))
			p.drop()
			return
		}
		running(p, c)
	}, quiet, truenas.WithoutReconnect())
	updates, err := collect(t.Context(), run(t, client))
	require.NoError(t, err)
	requireOneFinal(t, updates, truenas.JobSuccess)
}

func TestWatchSurvivesABusyServer(t *testing.T) {
	polls := 0
	running := nas(nil, nil)
	client := connect(t, func(p *peer, c call) {
		if c.Method != "core.get_jobs" {
			running(p, c)
			return
		}
		if polls++; polls < 3 {
			p.fail(c, `{"code":-32000,"message":"Maximum number of concurrent calls (20) has exceeded"}`)
			return
		}
		p.answer(c, "["+jobJSON("SUCCESS", 100, true)+"]")
	}, truenas.WithPollInterval(time.Millisecond))
	_, err := run(t, client).Wait(t.Context())
	require.NoError(t, err)
}

func TestSlowWatcherBlocksNobody(t *testing.T) {
	flood := nas(func() string { return jobJSON("RUNNING", 1, false) }, nil)
	client := connect(t, func(p *peer, c call) {
		if c.Method == "test.flood" {
			for i := range 500 {
				p.event(jobJSON("RUNNING", i%100, false))
			}
		}
		flood(p, c)
	}, quiet)
	job := run(t, client)
	other := client.Jobs()
	for range job.Watch(t.Context()) {
		// Inside the loop body nobody takes updates.
		require.NoError(t, client.Call(t.Context(), "test.flood", nil, nil))
		_, err := other.Get(t.Context(), 12)
		require.NoError(t, err)
		break
	}
	ctx, cancel := context.WithCancel(t.Context())
	for _, err := range job.Watch(ctx) {
		if err != nil {
			require.ErrorIs(t, err, context.Canceled)
			break
		}
		cancel()
	}
	cancel()
	require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil), "the socket is still there")
}

func TestAttachAndAbort(t *testing.T) {
	var aborted string
	client := connect(t, func(p *peer, c call) {
		switch c.Method {
		case "core.get_jobs":
			if string(c.Params[0]) != `[["id","=",12]]` {
				p.answer(c, "[]")
				return
			}
			p.answer(c, "["+jobJSON("RUNNING", 1, false)+"]")
		case "core.job_abort", "cloudsync.abort":
			aborted += c.Method + string(mustJSON(c.Params)) + " "
			p.answer(c, "true")
		}
	})
	job, err := client.Jobs().Attach(t.Context(), 12)
	require.NoError(t, err)
	require.Equal(t, 5, job.TaskID())
	require.NoError(t, job.Abort(t.Context()))
	stopped, err := client.Tasks().Abort(t.Context(), 5)
	require.NoError(t, err)
	require.True(t, stopped)
	require.Equal(t, "core.job_abort[12] cloudsync.abort[5] ", aborted)
	_, err = client.Jobs().Attach(t.Context(), 13)
	require.ErrorIs(t, err, truenas.ErrNotFound)
}

// Events are asked for before the run, and once per connection.
func TestSubscription(t *testing.T) {
	var order []string
	events := nas(func() string { return jobJSON("SUCCESS", 100, true) }, nil)
	client := connect(t, func(p *peer, c call) {
		order = append(order, c.Method)
		events(p, c)
	}, quiet)
	for range 2 {
		_, err := run(t, client).Wait(t.Context())
		require.NoError(t, err)
	}
	require.NoError(t, client.Close())
	require.Equal(t, []string{"core.subscribe", "cloudsync.sync"}, order[:2])
	require.NotContains(t, order[2:], "core.subscribe")
}

// A job that something else started is followed by events too.
func TestAttachedJobHasEvents(t *testing.T) {
	polls, subscribed := 0, false
	client := connect(t, func(p *peer, c call) {
		switch c.Method {
		case "core.subscribe":
			subscribed = true
			p.answer(c, `"sub"`)
		case "core.get_jobs":
			p.answer(c, "["+jobJSON("RUNNING", 1, false)+"]")
			if polls++; polls == 2 && subscribed {
				p.event(jobJSON("SUCCESS", 100, true))
			}
		}
	}, quiet)
	job, err := client.Jobs().Attach(t.Context(), 12)
	require.NoError(t, err)
	updates, err := collect(t.Context(), job)
	require.NoError(t, err)
	requireOneFinal(t, updates, truenas.JobSuccess)
}
