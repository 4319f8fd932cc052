package truenastest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// A failed run puts an alert up, another one renews it, a success takes it down.
func TestFailureAlert(t *testing.T) {
	fail := errors.New("no")
	engine := truenastest.EngineFunc(func(context.Context, truenastest.TaskRun, func(int, string)) (truenastest.EngineResult, error) {
		return truenastest.EngineResult{}, fail
	})
	c := login(t, start(t, truenastest.Config{Engine: engine}), "root")
	c.subscribe()
	gp := c.credential("gp", photos())
	id := c.task(gp, "description", "nightly")
	c.finished(c.sync(id))
	c.finished(c.sync(id))
	var list []map[string]any
	c.must(&list, "alert.list")
	require.Len(t, list, 1)
	require.Equal(t, "CloudSyncTaskFailed", list[0]["klass"])
	require.Equal(t, "ERROR", list[0]["level"])
	require.Equal(t, `Cloud sync task "nightly" failed.`, list[0]["formatted"])
	require.Equal(t, map[string]any{"id": float64(id), "name": "nightly"}, list[0]["args"])

	other := c.task(gp, "path", "/mnt/tank/other", "description", "other")
	c.finished(c.sync(other))
	require.Len(t, c.alerts(), 2)
	c.must(nil, "cloudsync.delete", other)
	fail = nil
	c.finished(c.sync(id))
	require.Empty(t, c.alerts())
}

func TestAbortIsNoFailure(t *testing.T) {
	g := newGate()
	c := login(t, start(t, truenastest.Config{Engine: g}), "root")
	c.subscribe()
	id := c.task(c.credential("gp", photos()))
	job := c.sync(id)
	<-g.began
	c.must(nil, "cloudsync.abort", id)
	require.Equal(t, "ABORTED", c.finished(job).State)
	require.Empty(t, c.alerts())
}
