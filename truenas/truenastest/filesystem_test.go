package truenastest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func TestFilesystem(t *testing.T) {
	s := start(t, truenastest.Config{Datasets: []string{"tank/photos"}})
	s.AddDirectory("/mnt/tank/photos/2024/01")
	s.AddFile("/mnt/tank/photos/a.jpg", 700)
	c := login(t, s, "root")

	var entries []map[string]any
	c.must(&entries, "filesystem.listdir", "/mnt/tank/photos")
	require.Len(t, entries, 2)
	require.Equal(t, "2024", entries[0]["name"])
	require.Equal(t, "DIRECTORY", entries[0]["type"])
	require.Equal(t, "/mnt/tank/photos/a.jpg", entries[1]["path"])
	require.EqualValues(t, 700, entries[1]["size"])
	require.EqualValues(t, 1024, entries[1]["allocation_size"])
	var count int
	c.must(&count, "filesystem.listdir", "/mnt/tank/photos", []any{[]any{"type", "=", "DIRECTORY"}}, map[string]any{"count": true})
	require.Equal(t, 1, count)
	c.must(&entries, "filesystem.listdir", "/")
	require.Equal(t, "/mnt", entries[0]["path"])

	id := c.sync(c.task(c.credential("gp", photos()), "path", "/mnt/tank/photos/a.jpg"))
	s.WaitJob(id)
	require.Equal(t, "[EFAULT] '/mnt/tank/photos/a.jpg' is not a directory", *c.job(id).Error)
	id = c.sync(c.task(1, "path", "/mnt/tank/absent"))
	s.WaitJob(id)
	require.Equal(t, "[EFAULT] Directory '/mnt/tank/absent' does not exist", *c.job(id).Error)

	var stat map[string]any
	c.must(&stat, "filesystem.stat", "/mnt/tank/photos/")
	require.Equal(t, true, stat["is_mountpoint"])
	require.Equal(t, "root", stat["user"])

	for reason, call := range map[string][2]string{
		"[ENOENT] Path /mnt/tank/x not found":                      {"filesystem.stat", "/mnt/tank/x"},
		"[ENOENT] Directory /mnt/tank/x does not exist":            {"filesystem.listdir", "/mnt/tank/x"},
		"[ENOTDIR] Path /mnt/tank/photos/a.jpg is not a directory": {"filesystem.listdir", "/mnt/tank/photos/a.jpg"},
	} {
		require.Equal(t, reason, c.fails(call[0], call[1]).Data.Reason)
	}
}
