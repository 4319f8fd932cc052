package rcloneargs_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

func TestSnapshotPath(t *testing.T) {
	taken := time.Date(2026, 8, 22, 3, 0, 0, 0, time.FixedZone("CEST", 2*60*60))
	for _, test := range []struct {
		id                int
		path, mount, want string
	}{
		{7, "/mnt/tank/data/sub", "/mnt/tank/data", "/mnt/tank/data/.zfs/snapshot/cloud_sync-7-20260822010000/sub"},
		{7, "/mnt/tank/data/", "/mnt/tank/data", "/mnt/tank/data/.zfs/snapshot/cloud_sync-7-20260822010000"},
		{0, "/mnt/tank/a b", "/mnt/tank/", "/mnt/tank/.zfs/snapshot/cloud_sync-onetime-20260822010000/a b"},
		{0, "/mnt/tank/x/../y", "/mnt/tank", "/mnt/tank/.zfs/snapshot/cloud_sync-onetime-20260822010000/y"},
		{0, "/mnt/tank/..data", "/mnt/tank", "/mnt/tank/.zfs/snapshot/cloud_sync-onetime-20260822010000/..data"},
	} {
		got, err := rcloneargs.SnapshotPath(truenas.Task{ID: test.id, Path: test.path}, test.mount, taken)
		require.NoError(t, err)
		require.Equal(t, test.want, got)
	}
	for _, mount := range []string{"/mnt/tank/data/sub", "/mnt/other", "tank", ""} {
		_, err := rcloneargs.SnapshotPath(truenas.Task{Path: "/mnt/tank/data"}, mount, taken)
		var taskErr *rcloneargs.TaskError
		require.ErrorAs(t, err, &taskErr, mount)
		require.Equal(t, "path", taskErr.Field)
	}
}
