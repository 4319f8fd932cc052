package cloudsync

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestParseProgress(t *testing.T) {
	parse := func(state truenas.JobState, percent int, text string) Progress {
		return parseProgress(truenas.JobStatus{State: state, Progress: truenas.Progress{Percent: percent, Description: text}})
	}
	for _, test := range []struct {
		state truenas.JobState
		text  string
		want  Progress
	}{
		{truenas.JobWaiting, "", Progress{Phase: PhaseWaiting}},
		{truenas.JobRunning, "Locking remote path 'album/X' for reading", Progress{Phase: PhaseWaiting}},
		{truenas.JobRunning, "Starting", Progress{Phase: PhaseListing}},
		{truenas.JobRunning, "3 / 10", Progress{Phase: PhaseTransferring, Files: 3, TotalFiles: 10}},
		{truenas.JobRunning, "1.500 KiB / 3 KiB, 10 B/s, ETA 1h2m3s", Progress{
			Phase: PhaseTransferring, Bytes: 1536, TotalBytes: 3072, Speed: 10, ETA: time.Hour + 2*time.Minute + 3*time.Second,
		}},
		{truenas.JobRunning, "0 B / 0 B, -, 0 B/s, ETA -", Progress{Phase: PhaseTransferring}},
		{truenas.JobRunning, "checks: 7 / 9", Progress{Phase: PhaseTransferring, Checks: 7}},
		{truenas.JobRunning, "2 / 2, 1 GiB / 2 GiB, 1 MiB/s, ETA 1w2d, checks: 3 / 3", Progress{
			Phase: PhaseTransferring, Files: 2, TotalFiles: 2, Bytes: 1 << 30, TotalBytes: 2 << 30, Speed: 1 << 20, ETA: 9 * 24 * time.Hour, Checks: 3,
		}},
	} {
		test.want.Percent, test.want.Text = 12, test.text
		require.Equal(t, test.want, parse(test.state, 12, test.text), test.text)
	}
}

func FuzzParseProgress(f *testing.F) {
	f.Add(30, "3 / 10, 1.200 GiB / 3.200 GiB, 10.5 MiB/s, ETA 3m2s, checks: 5 / 5")
	f.Add(0, "Locking local path '/mnt/tank/x' for writing")
	f.Add(-5, "99999999999999999999 / 1, 9e999 EiB / 1 B, ETA 99999999999s")
	f.Fuzz(func(t *testing.T, percent int, text string) {
		p := parseProgress(truenas.JobStatus{State: truenas.JobRunning, Progress: truenas.Progress{Percent: percent, Description: text}}).after(Progress{})
		require.GreaterOrEqual(t, p.Percent, 0)
		require.LessOrEqual(t, p.Percent, 100)
		require.GreaterOrEqual(t, p.Files, int64(0))
		require.GreaterOrEqual(t, p.Bytes, int64(0))
		require.GreaterOrEqual(t, p.ETA, time.Duration(0))
	})
}
