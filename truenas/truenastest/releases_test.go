package truenastest_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func releaseServer(t *testing.T, release truenas.Release, e truenastest.Engine) *truenastest.Server {
	t.Helper()
	return start(t, truenastest.Config{Release: release, Engine: e})
}

// The fields of jobs and entries came one after the other.
func TestFieldsOfReleases(t *testing.T) {
	for release, has := range map[truenas.Release]struct{ messages, dataset bool }{
		truenas.V25_04: {}, truenas.V25_10: {messages: true}, truenas.V26: {true, true}, truenas.V27: {true, true},
	} {
		t.Run(string(release), func(t *testing.T) {
			s := start(t, truenastest.Config{Release: release, Engine: result(truenastest.EngineResult{}, nil), Datasets: []string{}})
			c := login(t, s, "root")
			id := c.task(c.credential("gp", photos()))
			job := c.sync(id)
			s.WaitJob(job)
			var entry map[string]any
			c.must(&entry, "core.get_jobs", []any{[]any{"id", "=", job}}, map[string]any{"get": true})
			require.Equal(t, has.messages, entry["message_ids"] != nil)
			data := entry["credentials"].(map[string]any)["data"].(map[string]any)
			require.Equal(t, has.messages, data["login_id"] != nil)

			var task map[string]any
			c.must(&task, "cloudsync.get_instance", id, map[string]any{"extra": map[string]any{"retrieve_locked_info": false}})
			require.Nil(t, task["locked"])
			if !has.dataset {
				require.NotContains(t, task, "dataset")
				return
			}
			require.Equal(t, "tank", task["dataset"])
			require.Equal(t, "photos", task["relative_path"])
		})
	}
}

// Up to 25.10 an abort ends the wait for a lock; later it is seen only when
// rclone runs, and counts as a failure.
func TestAbortOfReleases(t *testing.T) {
	for release, seenLate := range map[truenas.Release]bool{
		truenas.V25_04: false, truenas.V25_10: false, truenas.V26: true, truenas.V27: true,
	} {
		t.Run(string(release), func(t *testing.T) {
			g := newGate()
			s := releaseServer(t, release, g)
			c := login(t, s, "root")
			c.subscribe()
			gp := c.credential("gp", photos())
			first, second := c.task(gp, "description", "first"), c.task(gp, "description", "second")
			holder := c.sync(first)
			<-g.began
			waiter := c.sync(second) // for the local path
			for c.event().Params.ID != waiter {
			}
			for c.job(waiter).Progress.Description == "" {
				c.event()
			}
			c.must(nil, "cloudsync.abort", second)
			if seenLate {
				require.Equal(t, "RUNNING", c.job(waiter).State)
			} else {
				require.Equal(t, "ABORTED", c.finished(waiter).State)
			}
			g.end <- nil
			require.Equal(t, "SUCCESS", c.finished(holder).State)
			require.Equal(t, "ABORTED", c.finished(waiter).State)
			if seenLate {
				require.Equal(t, []string{`Cloud sync task "second" failed.`}, c.alerts())
			} else {
				require.Empty(t, c.alerts())
			}
		})
	}
}

// What a run makes of tokens that Python's configparser does not read as they
// were written.
func TestTokensOfReleases(t *testing.T) {
	const quotes = `"""`
	for _, test := range []struct {
		release     truenas.Release
		token, want string
		failed      string
	}{
		{truenas.V26, "{\n\"a\":1}", "{\n\"a\":1}", "Source contains parsing errors: '/tmp/rclone'"},
		{truenas.V27, "{\n\"a\":1}", `{"a":1}`, ""},
		{truenas.V25_10, " {} ", "{}", ""},
		{truenas.V27, " {} ", quotes + " {} " + quotes, ""},
		{truenas.V27, "`x", quotes + "`x" + quotes, ""},
		{truenas.V27, quotes + "x", quotes + quotes + "x" + quotes, ""},
		{truenas.V27, "{}%", "{}%", "'%' must be followed by '%' or '(', found: '%'"},
	} {
		s := releaseServer(t, test.release, standStill{})
		c := login(t, s, "root")
		gp := c.credential("gp", photos("token", test.token))
		id := c.sync(c.task(gp, "direction", "PUSH"))
		s.WaitJob(id)
		if j := c.job(id); test.failed == "" {
			require.Nil(t, j.Error, test.token)
		} else {
			require.Equal(t, test.failed, *j.Error)
		}
		var e struct {
			Provider struct {
				Token string `json:"token"`
			} `json:"provider"`
		}
		c.must(&e, "cloudsync.credentials.get_instance", gp)
		require.Equal(t, test.want, e.Provider.Token, "%s on %s", test.token, test.release)
	}
}

// standStill is an engine that leaves everything as it is.
type standStill struct{}

func (standStill) Run(context.Context, truenastest.TaskRun, func(int, string)) (truenastest.EngineResult, error) {
	return truenastest.EngineResult{}, nil
}

func TestSFTPKeyOnly(t *testing.T) {
	for release, works := range map[truenas.Release]bool{truenas.V26: false, truenas.V27: true} {
		s := releaseServer(t, release, standStill{})
		c := login(t, s, "root")
		id := c.credential("sftp", map[string]any{"type": "SFTP", "host": "h", "user": "u", "private_key": 1})
		job := c.sync(c.task(id, "direction", "PUSH"))
		s.WaitJob(job)
		require.Equal(t, works, c.job(job).Error == nil, release)
	}
}

func TestMissingJobOfOldReleases(t *testing.T) {
	c := login(t, releaseServer(t, truenas.V25_04, nil), "root")
	e := c.fails("core.job_abort", 7)
	require.Equal(t, -32001, e.Code)
	require.Equal(t, "7", e.Data.Reason)
}

// 24.10 keeps a provider's name apart, checks its fields in the method, and
// answers an update with what was sent.
func TestCredentialsOf2410(t *testing.T) {
	s := releaseServer(t, truenas.V24_10, standStill{})
	c := loginOld(t, s, "root")
	var made map[string]any
	c.result(&made, "cloudsync.credentials.create", map[string]any{
		"name": "gp", "provider": "GOOGLE_PHOTOS", "attributes": map[string]any{"token": token},
	})
	require.Equal(t, "GOOGLE_PHOTOS", made["provider"])
	require.Contains(t, made["attributes"], "token")

	var echo map[string]any
	c.result(&echo, "cloudsync.credentials.update", made["id"], map[string]any{"name": "photos"})
	require.Equal(t, map[string]any{"id": made["id"], "name": "photos"}, echo)

	var verdict map[string]any
	c.result(&verdict, "cloudsync.credentials.verify", map[string]any{
		"provider": "GOOGLE_PHOTOS", "attributes": map[string]any{"token": token},
	})
	require.Equal(t, map[string]any{"valid": true}, verdict)

	f := c.call("cloudsync.credentials.create", map[string]any{"name": "x", "provider": "NOPE", "attributes": map[string]any{}})
	require.Equal(t, 11, f.Error.Errno)
	require.Equal(t, "[EINVAL] cloud_sync_credentials_create.provider: Invalid provider\n", f.Error.Reason)

	var row map[string]any
	c.result(&row, "cloudsync.credentials.query", []any{[]any{"provider", "=", "GOOGLE_PHOTOS"}}, map[string]any{"get": true})
	require.Equal(t, "photos", row["name"])
	reader := loginOld(t, s, "reader", truenastest.RoleCloudSyncRead)
	reader.result(&row, "cloudsync.credentials.query", []any{}, map[string]any{"get": true})
	require.Equal(t, "********", row["attributes"])

	var task map[string]any
	c.result(&task, "cloudsync.create", taskOf(int(made["id"].(float64)), "direction", "PUSH"))
	require.Equal(t, "GOOGLE_PHOTOS", task["credentials"].(map[string]any)["provider"])
	var job int
	c.result(&job, "cloudsync.sync", task["id"])
	s.WaitJob(job)
	var state map[string]any
	c.result(&state, "core.get_jobs", []any{[]any{"id", "=", job}}, map[string]any{"get": true})
	require.Equal(t, "SUCCESS", state["state"], state)
	for _, later := range []string{"message_ids", "result_encoding_error"} {
		require.NotContains(t, state, later)
	}
}

func TestDescribedProviders(t *testing.T) {
	for release, keys := range map[truenas.Release][]string{
		truenas.V25_04: {"bucket_title", "buckets", "credentials_oauth", "name", "task_schema", "title"},
		truenas.V25_10: {"bucket_title", "buckets", "credentials_oauth", "name", "task_schema", "title"},
	} {
		var list []map[string]any
		login(t, releaseServer(t, release, nil), "root").must(&list, "cloudsync.providers")
		require.Subset(t, keys, keysOf(list[0]))
		require.Len(t, list[0], len(keys))
	}
	var list []map[string]any
	loginOld(t, releaseServer(t, truenas.V24_10, nil), "root").result(&list, "cloudsync.providers")
	for _, p := range list {
		if p["name"] != "GOOGLE_PHOTOS" {
			continue
		}
		require.Empty(t, p["task_schema"])
		fields := p["credentials_schema"].([]any)
		require.Len(t, fields, 3)
		require.Equal(t, "token", fields[2].(map[string]any)["property"])
	}
}

func keysOf(m map[string]any) []string {
	out := []string{}
	for k := range m {
		out = append(out, k)
	}
	return out
}

// In 25.04 the database compares the id of a task, so a text will do; what is
// none is in the answer as it was sent.
func TestTextAsID(t *testing.T) {
	c := login(t, releaseServer(t, truenas.V25_04, nil), "root")
	id := c.task(c.credential("gp", photos()))
	var entry struct {
		ID int `json:"id"`
	}
	c.must(&entry, "cloudsync.get_instance", strconv.Itoa(id))
	require.Equal(t, id, entry.ID)
	require.Equal(t, "[ENOENT] None: CloudSync x does not exist", c.fails("cloudsync.get_instance", "x").Data.Reason)
}
