package truenastest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func result(r truenastest.EngineResult, err error) truenastest.Engine {
	return truenastest.EngineFunc(func(_ context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
		report(50, "half")
		report(50, "half") // no news
		report(50, "")
		return r, err
	})
}

func TestEventsOfASuccess(t *testing.T) {
	s := start(t, truenastest.Config{Engine: result(truenastest.EngineResult{Log: "a\nb\n"}, nil)})
	c := login(t, s, "root")
	c.subscribe()
	c.subscribe() // twice: events still come once
	id := c.task(c.credential("gp", photos()))
	request := c.send("cloudsync.sync", id)
	first, err := c.read()
	require.NoError(t, err)
	require.Equal(t, "added", first.Params.Msg, "before the response")
	require.Empty(t, c.response(request).Error)

	got := []string{}
	for {
		j := c.event().job(t)
		got = append(got, fmt.Sprintf("%s %d %s %v %v", j.State, j.Progress.Percent, j.Progress.Description, j.Finished != nil, j.Excerpt != nil))
		if j.Excerpt != nil {
			require.Equal(t, "a\nb\n", *j.Excerpt)
			break
		}
	}
	require.Equal(t, []string{
		"RUNNING 0  false false",
		"RUNNING 0 Locking local path '/mnt/tank/photos' for writing false false",
		"RUNNING 0 Locking remote path 'album' for reading false false",
		"RUNNING 0 Starting false false",
		"RUNNING 50 half false false",
		"SUCCESS 100 half true false",
		"SUCCESS 100 half true true",
	}, got)
	var entry struct {
		Job jobState `json:"job"`
	}
	c.must(&entry, "cloudsync.get_instance", id)
	require.Equal(t, "SUCCESS", entry.Job.State)
}

func TestFailures(t *testing.T) {
	for name, test := range map[string]struct {
		engine   truenastest.Engine
		provider map[string]any
		folder   string
		want     string
	}{
		"engine":        {result(truenastest.EngineResult{}, errors.New("directory not found")), photos(), "album", "[EFAULT] directory not found"},
		"no engine":     {nil, photos(), "album", "[EFAULT] truenastest: nothing runs here; set Config.Engine"},
		"several lines": {result(truenastest.EngineResult{}, nil), photos("token", "{\n}"), "album", "Source contains parsing errors: '/tmp/rclone'"},
		"percent":       {result(truenastest.EngineResult{}, nil), photos(), "album/5%", "'%' must be followed by '%' or '(', found: '%'"},
		"sftp key":      {result(truenastest.EngineResult{}, nil), map[string]any{"type": "SFTP", "host": "h", "user": "u"}, "x", "'NoneType' object has no attribute 'encode'"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, truenastest.Config{Engine: test.engine})
			c := login(t, s, "root")
			c.subscribe()
			id := c.sync(c.task(c.credential("c", test.provider), "attributes", folder(test.folder), "direction", "PUSH"))
			j := c.finished(id)
			require.Equal(t, "FAILED", j.State)
			require.Equal(t, test.want, *j.Error)
			require.NotNil(t, j.ExcInfo)
		})
	}
}

func TestValidationHappensInTheJob(t *testing.T) {
	s := start(t, truenastest.Config{Engine: result(truenastest.EngineResult{}, nil)})
	c := login(t, s, "root")
	c.subscribe()
	for _, params := range [][]any{{"x"}, {99}, {1, map[string]any{"dryrun": true}}, {1, nil}} {
		j := c.finished(c.sync(params...))
		require.Equal(t, "FAILED", j.State)
		require.Equal(t, "VALIDATION", j.ExcInfo.(map[string]any)["type"])
	}
	require.Contains(t, c.fails("cloudsync.sync").Data.Reason, "Error handling job lock")

	var id int
	once := taskOf(c.credential("gp", photos()), "pre_script", "x", "encryption", true, "encryption_password", "secret")
	c.must(&id, "cloudsync.sync_onetime", once)
	j := c.finished(id)
	require.Contains(t, *j.Error, "cloud_sync_sync_onetime.pre_script")
	require.Equal(t, "********", j.Arguments[0].(map[string]any)["encryption_password"])
	delete(once, "pre_script")
	c.must(&id, "cloudsync.sync_onetime", once, map[string]any{"dry_run": true})
	require.Equal(t, "SUCCESS", c.finished(id).State)
}

func TestTaskRun(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	c := login(t, s, "root")
	c.subscribe()
	gp := c.credential("gp", photos())
	id := c.task(gp)
	job := c.sync(id, map[string]any{"dry_run": true})
	run := <-g.began
	g.end <- nil
	c.finished(job)
	require.Equal(t, id, run.TaskID)
	require.True(t, run.DryRun)
	require.Equal(t, gp, run.CredentialID)
	require.Equal(t, photos(), run.Provider)
	var task map[string]any
	require.NoError(t, json.Unmarshal(run.Task, &task))
	require.Equal(t, "PULL", task["direction"])
	require.Equal(t, photos(), task["credentials"].(map[string]any)["provider"])
}

func TestAbort(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	c := login(t, s, "root")
	c.subscribe()
	id := c.task(c.credential("gp", photos()))
	abort := func() (found bool) {
		c.must(&found, "cloudsync.abort", id)
		return found
	}
	require.False(t, abort(), "nothing runs")
	job := c.sync(id)
	<-g.began
	require.True(t, abort())
	j := c.finished(job)
	require.Equal(t, "ABORTED", j.State)
	require.Nil(t, j.Error)
	require.Equal(t, "stopped\n", *j.Excerpt)

	job = c.sync(id)
	<-g.began
	waiting := c.sync(id)
	require.NotEqual(t, job, waiting)
	c.must(nil, "core.job_abort", waiting)
	require.Equal(t, "WAITING", c.job(waiting).State, "until its turn comes")
	c.must(nil, "core.job_abort", job)
	require.Equal(t, "ABORTED", c.finished(job).State)
	require.Equal(t, "ABORTED", c.finished(waiting).State)
	c.must(nil, "core.job_abort", job) // once more is no error
	require.Equal(t, []any{nil}, attributes(t, c.fails("core.job_abort", 999)))
}

func TestLock(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	c := login(t, s, "root")
	c.subscribe()
	gp := c.credential("gp", photos())
	a, b := c.task(gp), c.task(gp, "path", "/mnt/tank/other", "attributes", folder("feature/favorites"))

	first := c.sync(a)
	<-g.began
	second := c.sync(a)
	require.Equal(t, second, c.sync(a), "a third call joins the one that waits")
	require.Len(t, c.job(second).MessageIDs, 2)
	other := c.sync(b)
	<-g.began // another task does not wait

	// With an option the lock is named after the option: shared by all tasks.
	option := map[string]any{"dry_run": false}
	third := c.sync(b, option)
	fourth := c.sync(a, option)
	require.Equal(t, fourth, c.sync(b, option), "the job of another task")
	require.EqualValues(t, a, c.job(fourth).Arguments[0])
	require.NotEqual(t, third, fourth)

	writer := login(t, s, "writer", truenastest.RoleCloudSyncWrite)
	require.Equal(t, 16, writer.fails("cloudsync.sync", a).Data.Error, "another user's job waits")
	require.Equal(t, 1, writer.fails("core.job_abort", second).Data.Error)
	for _, id := range []int{first, second, other, third, fourth} {
		c.must(nil, "core.job_abort", id)
	}
	for _, id := range []int{first, second, other, third, fourth} {
		require.Equal(t, "ABORTED", c.finished(id).State)
	}
}

func TestPathLocks(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	s.AddDirectory("/mnt/tank/photos/sub")
	c := login(t, s, "root")
	c.subscribe()
	gp := c.credential("gp", photos())
	parent, child := c.task(gp), c.task(gp, "path", "/mnt/tank/photos/sub")
	first := c.sync(parent)
	<-g.began
	second := c.sync(child)
	for j := c.event().job(t); j.ID != second || j.Progress.Description == ""; {
		j = c.event().job(t)
	}
	require.Equal(t, "Locking local path '/mnt/tank/photos/sub' for writing", c.job(second).Progress.Description)
	g.end <- nil
	require.Equal(t, "SUCCESS", c.finished(first).State)
	<-g.began
	g.end <- nil
	require.Equal(t, "SUCCESS", c.finished(second).State)
}

func TestTokenWriteBack(t *testing.T) {
	refreshed := strings.Replace(token, `"a"`, `"b"`, 1)
	for name, failure := range map[string]error{"success": nil, "failure": errors.New("boom")} {
		t.Run(name, func(t *testing.T) {
			s := start(t, truenastest.Config{Engine: result(truenastest.EngineResult{Token: refreshed}, failure)})
			c := login(t, s, "root")
			c.subscribe()
			gp := c.credential("gp", photos())
			c.finished(c.sync(c.task(gp)))
			var entry struct {
				Provider map[string]any `json:"provider"`
			}
			c.must(&entry, "cloudsync.credentials.get_instance", gp)
			require.Equal(t, photos("token", refreshed), entry.Provider)
		})
	}
}

func TestNewStyleJobs(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	c := login(t, s, "root")
	c.must(nil, "core.set_options", map[string]any{"legacy_jobs": false})
	id := c.task(c.credential("gp", photos()))
	request := c.send("cloudsync.sync", id)
	<-g.began
	g.end <- errors.New("boom")
	require.Equal(t, "[EFAULT] boom", c.response(request).Error.Data.Reason)

	request = c.send("cloudsync.sync", id)
	<-g.began
	c.must(nil, "cloudsync.abort", id)
	f := c.response(request)
	require.Nil(t, f.Error)
	require.Equal(t, "null", string(f.Result), "as if it had succeeded")
}

func TestReadersSeeJobs(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	root := login(t, s, "root")
	reader := login(t, s, "reader", truenastest.RoleCloudSyncRead)
	reader.subscribe()
	id := root.sync(root.task(root.credential("gp", photos())))
	<-g.began
	require.Equal(t, id, reader.event().Params.ID)
	require.Equal(t, 1, reader.fails("core.job_abort", id).Data.Error)
	var wait int
	root.must(&wait, "core.job_wait", id)
	var count int
	reader.must(&count, "core.get_jobs", []any{}, map[string]any{"count": true})
	require.Equal(t, 1, count, "not the job that waits")
	g.end <- nil
	reader.finished(id)
}

func TestDownloadLogs(t *testing.T) {
	log := strings.Repeat("line\n", 25)
	s := start(t, truenastest.Config{Engine: result(truenastest.EngineResult{Log: log}, nil)})
	c := login(t, s, "root")
	c.subscribe()
	j := c.finished(c.sync(c.task(c.credential("gp", photos()))))
	require.Contains(t, *j.Excerpt, "... 5 more lines ...\n")
	var path string
	c.must(&path, "core.job_download_logs", j.ID, "job.log")
	fetch := func() (int, string) {
		r, err := httpClient().Get(strings.Replace(s.URL(), "ws", "http", 1) + path)
		require.NoError(t, err)
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		return r.StatusCode, string(body)
	}
	status, body := fetch()
	require.Equal(t, 200, status)
	require.Equal(t, log, body)
	status, _ = fetch()
	require.Equal(t, 401, status, "good for once")
}
