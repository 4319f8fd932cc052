package truenas_test

import (
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// manyTasks is a NAS with n tasks of 4 KB each.
func manyTasks(n int) *table {
	entry := strings.TrimPrefix(strings.TrimSuffix(taskEntry, "}"), `{"id":5`)
	script := strconv.Quote(strings.Repeat("x", 4096-len(entry)))
	return &table{ids: numbers(1, n), row: strings.Replace(entry, `"pre_script":""`, `"pre_script":`+script, 1)}
}

// readAll reads all tasks and returns the most heap that was in use meanwhile,
// above what was before.
func readAll(tb testing.TB, nas *table) (peak uint64) {
	tb.Helper()
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	before := stats.HeapInuse
	count := 0
	for task, err := range truenas.NewTaskService(nas).All(tb.Context(), truenas.Filter{}) {
		require.NoError(tb, err)
		require.Greater(tb, len(task.PreScript), 3000)
		if count++; count%50 == 0 {
			runtime.ReadMemStats(&stats)
			peak = max(peak, stats.HeapInuse-min(stats.HeapInuse, before))
		}
	}
	require.Len(tb, nas.ids, count)
	return peak
}

func TestAllNeedsLittleMemory(t *testing.T) {
	nas := manyTasks(3000) // 12 MB
	require.Less(t, readAll(t, nas), uint64(10<<20))
}

func BenchmarkAll(b *testing.B) {
	nas := manyTasks(10_000)
	b.ReportAllocs()
	b.SetBytes(10_000 * 4096)
	var peak uint64
	for b.Loop() {
		peak = max(peak, readAll(b, nas))
	}
	b.ReportMetric(float64(peak), "peak-heap-bytes")
}

func BenchmarkDecodeTask(b *testing.B) {
	text := []byte(taskEntry)
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		var task truenas.Task
		if err := task.UnmarshalJSON(text); err != nil {
			b.Fatal(err)
		}
	}
}
