package truenastest_test

import (
	"context"
	"encoding/json"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// The run of a task hides one that waits for it, and is the one that an abort
// is about: the other begins then.
func TestRunHidesTheOneThatWaits(t *testing.T) {
	g := newGate()
	c := login(t, start(t, truenastest.Config{Engine: g}), "root")
	c.subscribe()
	id := c.task(c.credential("gp", photos()))
	running := c.sync(id)
	<-g.began
	waiting := c.sync(id)
	var task struct {
		Job jobState `json:"job"`
	}
	c.must(&task, "cloudsync.get_instance", id)
	require.Equal(t, running, task.Job.ID)
	var found bool
	c.must(&found, "cloudsync.abort", id)
	require.True(t, found)
	require.Equal(t, "ABORTED", c.finished(running).State)
	<-g.began
	require.Equal(t, "RUNNING", c.job(waiting).State)
	c.must(&task, "cloudsync.get_instance", id)
	require.Equal(t, waiting, task.Job.ID)
	g.end <- nil
	require.Equal(t, "SUCCESS", c.finished(waiting).State)
	c.must(&found, "cloudsync.abort", id)
	require.False(t, found)
}

// A call that joins a job tells so, from 25.10 on; ids that Python takes for
// false are none.
func TestMessageIDs(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	c := login(t, s, "root")
	task := c.task(c.credential("gp", photos()))
	first := c.sync(task)
	<-g.began
	second := c.sync(task)
	c.subscribe()
	require.Equal(t, second, c.sync(task))
	f := c.event()
	require.Equal(t, "changed", f.Params.Msg)
	require.Equal(t, second, f.Params.ID)
	require.Len(t, f.job(t).MessageIDs, 2)
	for _, id := range []string{"0", `""`, "null", "false"} {
		c.write(`{"jsonrpc":"2.0","id":` + id + `,"method":"cloudsync.sync","params":[1]}`)
		c.response(id)
	}
	old := loginOld(t, s, "root")
	var joined int
	old.result(&joined, "cloudsync.sync", task)
	require.Equal(t, second, joined)
	require.Len(t, c.job(second).MessageIDs, 2)
	require.Len(t, c.job(first).MessageIDs, 1)
}

// Runs without a task are nobody's business but their owner's.
func TestWhoSeesJobs(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	root := login(t, s, "root")
	gp := root.credential("gp", photos())
	task, stored := taskOf(gp), root.task(gp, "path", "/mnt/tank/other", "attributes", map[string]any{"folder": "upload"})
	var once int
	root.must(&once, "cloudsync.sync_onetime", task)
	<-g.began
	run := root.sync(stored)
	<-g.began
	waiting := root.sync(stored)
	reader := login(t, s, "reader", truenastest.RoleCloudSyncRead)
	var seen []jobState
	reader.must(&seen, "core.get_jobs")
	require.Len(t, seen, 2)
	const denied = "[EPERM] Job is not owned by current session"
	require.Equal(t, denied, reader.fails("core.job_download_logs", once, "x.log").Data.Reason)
	require.Equal(t, "[EFAULT] This job has no logs", reader.fails("core.job_download_logs", waiting, "x.log").Data.Reason)
	reader.must(nil, "core.job_download_logs", run, "x.log")

	reader.must(nil, "core.set_options", map[string]any{"legacy_jobs": false})
	require.Equal(t, denied, reader.fails("core.job_wait", once).Data.Reason)
	wait := reader.send("core.job_wait", run)
	for own := 0; own == 0; {
		reader.must(&seen, "core.get_jobs", []any{[]any{"method", "=", "core.job_wait"}, []any{"state", "=", "RUNNING"}})
		if len(seen) > 0 {
			own = seen[0].ID
			reader.must(nil, "core.job_abort", own)
		}
	}
	require.Equal(t, "null", string(reader.response(wait).Result), "a wait can be aborted")
	require.Equal(t, "RUNNING", root.job(run).State)
}

func TestOldJobsAreForgotten(t *testing.T) {
	s := start(t, truenastest.Config{Engine: standStill{}})
	c := login(t, s, "root")
	id := c.task(c.credential("gp", photos()))
	s.WaitJob(c.sync(id))
	for range 1001 {
		s.WaitJob(c.jobWait(1))
	}
	var n int
	c.must(&n, "core.get_jobs", []any{}, map[string]any{"count": true})
	require.Equal(t, 1001, n)
	require.Equal(t, -32602, c.fails("core.job_download_logs", 1, "x.log").Code)
	var task struct {
		Job map[string]any `json:"job"`
	}
	c.must(&task, "cloudsync.get_instance", id)
	require.Nil(t, task.Job["id"])
	require.Equal(t, "SUCCESS", task.Job["state"])
}

func (c *client) jobWait(id int) (job int) {
	c.t.Helper()
	c.must(&job, "core.job_wait", id)
	return job
}

// An engine that fails its test ends its goroutine.
func TestEngineThatEndsItsGoroutine(t *testing.T) {
	s := start(t, truenastest.Config{Engine: truenastest.EngineFunc(
		func(context.Context, truenastest.TaskRun, func(int, string)) (truenastest.EngineResult, error) {
			runtime.Goexit()
			return truenastest.EngineResult{}, nil
		})})
	c := login(t, s, "root")
	task := c.task(c.credential("gp", photos()))
	for range 2 {
		id := c.sync(task)
		s.WaitJob(id)
		require.Equal(t, "[EFAULT] truenastest: the engine ended its goroutine", *c.job(id).Error)
	}
}

// What a run from before a restart does is seen by nobody.
func TestRunsBeforeARestart(t *testing.T) {
	began, end := make(chan truenastest.TaskRun), make(chan struct{})
	s := start(t, truenastest.Config{Release: truenas.V26, Engine: truenastest.EngineFunc(
		func(_ context.Context, run truenastest.TaskRun, _ func(int, string)) (truenastest.EngineResult, error) {
			began <- run // and pays no heed to an abort
			<-end
			_, err := run.Log.Write([]byte("from " + run.Provider["client_id"].(string) + "\n"))
			return truenastest.EngineResult{Token: "{}"}, err
		})})
	c := login(t, s, "root")
	gp := c.credential("gp", photos())
	old := c.task(gp)
	c.sync(old)
	<-began
	s.Restart()
	c = login(t, s, "root")
	c.must(nil, "core.subscribe", "filesystem.file_tail_follow:/var/log/jobs/1.log")
	second := c.credential("other", photos("client_id", "second"))
	job := c.sync(c.task(second, "path", "/mnt/tank/b"))
	require.Equal(t, 1, job)
	<-began
	close(end)
	var data struct {
		Data string `json:"data"`
	}
	f := c.event()
	require.NoError(t, json.Unmarshal(f.Params.Fields, &data))
	require.Equal(t, "from second\n", data.Data)
	s.WaitJob(job)
	s.Close()
	require.Empty(t, s.AlertTexts())
}
