package rclonerun_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/truenas"
)

// A pull of 50 photos into an empty directory, through the loopback gateway.
// rclone's own pace of 100 requests a second is the floor.
func BenchmarkPull(b *testing.B) {
	const photos = 50
	w := newWorld(b, photos)
	task := w.task("media/all", truenas.Copy)
	for b.Loop() {
		run, err := w.runner().Run(b.Context(), task, cloudsync.RunOptions{})
		require.NoError(b, err)
		result, err := run.Wait(b.Context())
		require.NoError(b, err)
		require.EqualValues(b, photos, result.Files)

		b.StopTimer()
		require.NoError(b, os.RemoveAll(w.path("")))
		require.NoError(b, os.Mkdir(w.path(""), 0o755))
		b.StartTimer()
	}
	b.ReportMetric(float64(photos)*float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
