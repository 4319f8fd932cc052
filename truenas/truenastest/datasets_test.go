package truenastest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

type datasetRow struct {
	Name           string       `json:"name"`
	Pool           string       `json:"pool"`
	Mountpoint     *string      `json:"mountpoint"`
	Locked         bool         `json:"locked"`
	Encrypted      bool         `json:"encrypted"`
	EncryptionRoot *string      `json:"encryption_root"`
	KeyLoaded      *bool        `json:"key_loaded"`
	Children       []datasetRow `json:"children"`
}

func (d datasetRow) child(t *testing.T, name string) datasetRow {
	t.Helper()
	for _, c := range d.Children {
		if c.Name == name {
			return c
		}
	}
	require.Fail(t, "no child", "%s in %+v", name, d)
	return datasetRow{}
}

func TestDatasets(t *testing.T) {
	s := start(t, truenastest.Config{Pools: []string{"tank"}, Datasets: []string{"tank/a/b", "tank/c"}})
	s.Mount("tank/c", "")
	s.LockDataset("tank/a")
	c := login(t, s, "root")
	var rows []datasetRow
	c.must(&rows, "pool.dataset.query", []any{}, map[string]any{"order_by": []any{"name"}})
	names := []string{}
	for _, r := range rows {
		names = append(names, r.Name)
		require.Equal(t, "tank", r.Pool)
	}
	require.Equal(t, []string{"tank", "tank/a", "tank/a/b", "tank/c"}, names, "those above come along")

	var pool datasetRow
	c.must(&pool, "pool.dataset.query", []any{}, map[string]any{"get": true, "extra": map[string]any{"flat": false}})
	require.Nil(t, pool.EncryptionRoot)
	require.Nil(t, pool.KeyLoaded)
	require.Equal(t, "/mnt/tank", *pool.Mountpoint)
	require.Nil(t, pool.child(t, "tank/c").Mountpoint)
	b := pool.child(t, "tank/a").child(t, "tank/a/b")
	require.True(t, b.Locked)
	require.True(t, b.Encrypted)
	require.Equal(t, "tank/a", *b.EncryptionRoot)
	require.False(t, *b.KeyLoaded)

	s.UnlockDataset("tank/a")
	var bare map[string]any
	c.must(&bare, "pool.dataset.query", []any{[]any{"id", "=", "tank/a"}},
		map[string]any{"get": true, "extra": map[string]any{"retrieve_children": false, "properties": []any{"used"}}})
	require.Equal(t, true, bare["key_loaded"])
	require.Empty(t, bare["children"])
	require.Contains(t, bare, "used")
	require.NotContains(t, bare, "available")
	require.Panics(t, func() { s.LockDataset("tank/nope") })
}

// A task of a locked dataset does not run, and an alert says so until the key
// is back.
func TestLockedTask(t *testing.T) {
	s := start(t, truenastest.Config{Datasets: []string{"tank/photos"}, Engine: result(truenastest.EngineResult{}, nil)})
	c := login(t, s, "root")
	c.subscribe()
	id := c.task(c.credential("gp", photos()), "description", "nightly")
	s.LockDataset("tank")
	var entry struct {
		Locked bool `json:"locked"`
	}
	c.must(&entry, "cloudsync.get_instance", id)
	require.True(t, entry.Locked)
	j := c.finished(c.sync(id))
	require.Equal(t, "FAILED", j.State)
	require.Equal(t, "[EFAULT] Dataset is locked", *j.Error)
	require.Equal(t, []string{`CloudSync task "nightly" will not be executed because it uses a locked dataset.`}, c.alerts())
	s.UnlockDataset("tank")
	require.Empty(t, c.alerts())
	require.Equal(t, "SUCCESS", c.finished(c.sync(id)).State)
}

// alerts are the texts of what alert.list shows.
func (c *client) alerts() []string {
	c.t.Helper()
	var list []struct {
		Formatted string `json:"formatted"`
	}
	c.must(&list, "alert.list")
	out := []string{}
	for _, a := range list {
		out = append(out, a.Formatted)
	}
	return out
}
