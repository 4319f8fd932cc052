package truenastest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func TestRunScheduled(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	root := login(t, s, "root")
	root.subscribe()
	id := root.task(root.credential("gp", photos()))
	job := s.RunScheduled(id)
	<-g.began
	var entry map[string]any
	root.must(&entry, "core.get_jobs", []any{[]any{"id", "=", job}}, map[string]any{"get": true})
	require.Nil(t, entry["credentials"])
	require.Empty(t, entry["message_ids"])
	require.Equal(t, []any{float64(id)}, entry["arguments"])

	c := login(t, s, "writer", truenastest.RoleCloudSyncWrite)
	require.Equal(t, "RUNNING", c.job(job).State, "the role shows runs of others")
	require.Equal(t, "[EPERM] Only users with full administrative privileges can access internally ran jobs",
		c.fails("core.job_abort", job).Data.Reason)
	c.must(nil, "cloudsync.abort", id)
	require.Equal(t, "ABORTED", root.finished(job).State)

	root.must(nil, "cloudsync.update", id, map[string]any{"enabled": false})
	require.Zero(t, s.RunScheduled(id))
	require.Panics(t, func() { s.RunScheduled(99) })
}
