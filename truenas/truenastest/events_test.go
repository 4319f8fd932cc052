package truenastest_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// order runs a job and returns what arrived, with the response as "id", up to
// the answer of the next call.
func order(t *testing.T, events truenastest.EventOrder) []string {
	t.Helper()
	s := start(t, truenastest.Config{Engine: instant{}})
	c := login(t, s, "root")
	c.subscribe()
	task := c.task(c.credential("gp", photos()))
	s.Events(events)
	call := c.send("cloudsync.sync", task)
	seen := []string{}
	answered := false
	for !answered {
		f, err := c.read()
		require.NoError(t, err)
		answered = string(f.ID) == call
		if answered {
			seen = append(seen, "id")
			continue
		}
		j := f.job(t)
		seen = append(seen, fmt.Sprintf("%s %s %d", f.Params.Msg, j.State, j.Progress.Percent))
	}
	s.WaitJob(1)
	ping := c.send("core.ping")
	for {
		f, err := c.read()
		require.NoError(t, err)
		if string(f.ID) == ping {
			return seen
		}
		j := f.job(t)
		seen = append(seen, fmt.Sprintf("%s %s %d", f.Params.Msg, j.State, j.Progress.Percent))
	}
}

// compact leaves out the progress texts, which all have percent 0.
func compact(seen []string) []string {
	out := seen[:0]
	for i, x := range seen {
		if i == 0 || x != seen[i-1] {
			out = append(out, x)
		}
	}
	return out
}

func TestEventOrders(t *testing.T) {
	states := []string{"changed RUNNING 0", "changed RUNNING 50", "changed SUCCESS 100"}
	require.Equal(t, append([]string{"added WAITING 0", "id"}, states...), compact(order(t, truenastest.EventsUsual)))
	require.Equal(t, append([]string{"id", "added WAITING 0"}, states...), compact(order(t, truenastest.EventsLate)))
	require.Equal(t, append(append([]string{"added WAITING 0"}, states...), "id"), compact(order(t, truenastest.EventsEarly)))
	require.Equal(t, []string{"id"}, order(t, truenastest.EventsLost))

	usual, twice := order(t, truenastest.EventsUsual), order(t, truenastest.EventsTwice)
	require.Len(t, twice, 2*len(usual)-1, "the response comes once")

	swapped := order(t, truenastest.EventsSwapped)
	require.Len(t, swapped, len(usual), "nothing is lost")
	require.NotEqual(t, usual, swapped)
	require.ElementsMatch(t, usual, swapped)
}

// Before 25.10 everybody saw everybody's jobs.
func TestEventsOfOthers(t *testing.T) {
	for release, want := range map[truenas.Release]string{truenas.V25_04: "added", truenas.V25_10: "pong"} {
		s := start(t, truenastest.Config{Release: release, Engine: instant{}})
		root := login(t, s, "root")
		other := login(t, s, "other", truenastest.RoleReadonlyAdmin)
		other.subscribe()
		root.must(nil, "core.job_wait", 99)
		id := other.send("core.ping")
		f, err := other.read()
		require.NoError(t, err)
		got := f.Params.Msg
		if string(f.ID) == id {
			got = "pong"
		}
		require.Equal(t, want, got, release)
	}
}

func TestEndSubscriptions(t *testing.T) {
	s := start(t, truenastest.Config{})
	c := login(t, s, "root")
	c.subscribe()
	s.EndSubscriptions("core.get_jobs", "the source is gone")
	f := c.event()
	require.Equal(t, "notify_unsubscribed", f.Method)
	require.Equal(t, "core.get_jobs", f.Params.Collection)
	require.Contains(t, f.raw, "[EFAULT] the source is gone")
	c.subscribe()
	s.EndSubscriptions("core.get_jobs", "")
	require.Contains(t, c.event().raw, `"error":null`)
}

// Everybody may follow jobs, others events only who may call the method of the
// name; the rest is for full admins.
func TestWhoMaySubscribe(t *testing.T) {
	s := start(t, truenastest.Config{})
	reader, root := login(t, s, "reader", truenastest.RoleCloudSyncRead), login(t, s, "root")
	for event, allowed := range map[string]bool{
		"core.get_jobs": true, "cloudsync.query": true, "cloudsync.credentials.query": true, "alert.list": false, "*": false,
		"no.such": false, "auth.sessions": false, "cloudsync.providers": false, "filesystem.file_tail_follow:/x": false,
	} {
		root.must(nil, "core.subscribe", event)
		f := reader.call("core.subscribe", event)
		if allowed {
			require.Nil(t, f.Error, event)
		} else {
			require.Equal(t, "[EACCES] Not authorized", f.Error.Data.Reason, event)
		}
	}
	login(t, s, "auditor", truenastest.RoleReadonlyAdmin).must(nil, "core.subscribe", "alert.list")
}

// The end of a subscription to a file is told to who ended it, too.
func TestEndOfFollowedFiles(t *testing.T) {
	c := login(t, start(t, truenastest.Config{}), "root")
	for _, end := range []string{"core.unsubscribe", "auth.logout"} {
		var id string
		c.must(&id, "core.subscribe", "filesystem.file_tail_follow:/var/log/jobs/1.log")
		params := []any{}
		if end == "core.unsubscribe" {
			params = append(params, id)
		}
		c.must(nil, end, params...)
		f := c.event()
		require.Equal(t, "notify_unsubscribed", f.Method)
		require.Equal(t, "filesystem.file_tail_follow:/var/log/jobs/1.log", f.Params.Collection)
	}
}
