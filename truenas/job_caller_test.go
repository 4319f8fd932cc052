package truenas_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func jobRow(id int, state, started string) string {
	finished := "null"
	if state == "SUCCESS" {
		finished = `{"$date":1767225700000}`
	}
	return `[{"id":` + string(rune('0'+id)) + `,"method":"cloudsync.sync","arguments":[5],"state":"` + state + `",` +
		`"time_started":{"$date":` + started + `},"time_finished":` + finished + `,"logs_path":"/l","logs_excerpt":"x"}]`
}

func TestJobsOnACallerAreAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := &scripted{answers: map[string][]string{
			"cloudsync.sync": {"7"},
			"core.get_jobs": {
				jobRow(7, "WAITING", "1767225600000"), jobRow(7, "WAITING", "1767225600000"),
				jobRow(7, "RUNNING", "1767225600000"), jobRow(7, "SUCCESS", "1767225600000"),
			},
		}}
		begin := time.Now()
		job, err := truenas.NewTaskService(fake).Run(t.Context(), 5, truenas.RunOptions{})
		require.NoError(t, err)
		var states []truenas.JobState
		for update, err := range job.Watch(t.Context()) {
			require.NoError(t, err)
			states = append(states, update.Status.State)
		}
		require.Equal(t, []truenas.JobState{truenas.JobWaiting, truenas.JobRunning, truenas.JobSuccess}, states)
		require.Equal(t, 10*time.Second, time.Since(begin), "two waits of five seconds of the fake clock")
		for _, sent := range fake.sent {
			require.NotContains(t, sent, "core.subscribe", "nobody would hear the events")
		}
	})
}

// failing fails every call but the first ones of another Caller.
type failing struct {
	truenas.Caller
	good atomic.Int32
	err  error
}

func (f *failing) Call(ctx context.Context, method string, params []any, result any) error {
	if f.good.Add(-1) < 0 {
		return f.err
	}
	return f.Caller.Call(ctx, method, params, result)
}

func TestAWatchOnACallerEndsWithItsErrors(t *testing.T) {
	boom := errors.New("boom")
	for _, test := range []struct{ err, want error }{
		{truenas.ErrClosed, truenas.ErrClosed},
		{boom, boom},
		{truenas.ErrConnectionLost, context.DeadlineExceeded},
		{truenas.ErrBusy, context.DeadlineExceeded},
	} {
		synctest.Test(t, func(t *testing.T) {
			fake := &failing{err: test.err, Caller: &scripted{answers: map[string][]string{
				"core.get_jobs": {jobRow(7, "RUNNING", "1767225600000")},
			}}}
			fake.good.Store(2)
			job, err := truenas.NewJobService(fake).Attach(t.Context(), 7)
			require.NoError(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			_, err = job.Wait(ctx)
			require.ErrorIs(t, err, test.want)
		})
	}
}

func TestACallerDoesNotMistakeAJobAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := &scripted{answers: map[string][]string{
			"cloudsync.sync": {"1"},
			"core.get_jobs": {
				jobRow(1, "SUCCESS", "1767225600000"), jobRow(1, "SUCCESS", "1767225600000"), // before
				jobRow(1, "RUNNING", "1767229200000"), jobRow(1, "SUCCESS", "1767229200000"), // after
			},
		}}
		tasks := truenas.NewTaskService(fake)
		for range 2 {
			job, err := tasks.Run(t.Context(), 5, truenas.RunOptions{})
			require.NoError(t, err)
			status, err := job.Wait(t.Context())
			require.NoError(t, err, "the second run is not the first one, which had the same id")
			require.Equal(t, truenas.JobSuccess, status.State)
		}
	})
}

func TestALogNeedsAClient(t *testing.T) {
	job, err := truenas.NewJobService(&scripted{answers: map[string][]string{
		"core.get_jobs":          {jobRow(7, "SUCCESS", "1767225600000")},
		"core.job_download_logs": {`"/_download/1?auth_token=x"`},
	}}).Attach(t.Context(), 7)
	require.NoError(t, err)
	_, err = job.Log(t.Context())
	require.ErrorIs(t, err, errors.ErrUnsupported)
	require.ErrorContains(t, err, "embed the *Client")
}

// counted is a decorator.
type counted struct {
	*truenas.Client
	calls atomic.Int32
}

func (c *counted) Call(ctx context.Context, method string, params []any, result any) error {
	c.calls.Add(1)
	return c.Client.Call(ctx, method, params, result)
}

func TestADecoratorKeepsWhatTheClientCan(t *testing.T) {
	nas := truenastest.NewServer(t, truenastest.Config{Release: truenas.V24_10, Engine: truenastest.EngineFunc(
		func(context.Context, truenastest.TaskRun, func(int, string)) (truenastest.EngineResult, error) {
			return truenastest.EngineResult{Log: "done\n"}, nil
		})})
	client, err := truenas.Dial(t.Context(), nas.URL(), truenas.APIKey("sync", truenas.NewSecret(nas.APIKey("sync"))),
		truenas.WithRootCAs(nas.RootCAs()))
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Close()) }()
	caller := &counted{Client: client}

	// The shape of a credential is that of the client's protocol.
	stored, err := truenas.NewCredentialService(caller).Create(t.Context(), truenas.CredentialSpec{
		Name: "b2", Provider: truenas.B2{Account: "a", Key: truenas.NewSecret("k")},
	})
	require.NoError(t, err)
	require.EqualValues(t, 1, caller.calls.Load())
	tasks := truenas.NewTaskService(caller)
	task, err := tasks.Create(t.Context(), truenas.TaskSpec{
		Path: "/mnt/tank", CredentialID: stored.ID, Direction: truenas.Push, TransferMode: truenas.Copy,
		Attributes: truenas.TaskAttributes{Bucket: "b"},
	})
	require.NoError(t, err)
	job, err := tasks.Run(t.Context(), task.ID, truenas.RunOptions{})
	require.NoError(t, err)
	require.NotContains(t, nas.Requests(), "core.get_jobs", "an event of the client told of the job")
	_, err = job.Wait(t.Context())
	require.NoError(t, err)
	log, err := job.Log(t.Context())
	require.NoError(t, err)
	require.NoError(t, log.Close())
}
