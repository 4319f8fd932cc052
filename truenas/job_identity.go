package truenas

import (
	"bytes"
	"encoding/json"
	"time"
)

const methodSync = "cloudsync.sync"

// sameJob reports whether two statuses are of one job. The id does not tell:
// it counts from 1 again after a restart of the NAS.
func (s JobStatus) sameJob(other JobStatus) bool {
	if s.Method != other.Method || !sameStart(s.TimeStarted, other.TimeStarted) {
		return false
	}
	if len(s.Arguments) == 0 || len(other.Arguments) == 0 {
		return true // one of the two does not say
	}
	return bytes.Equal(compactJSON(s.Arguments[0]), compactJSON(other.Arguments[0]))
}

// sameStart compares the times at which jobs were queued. Some releases cut
// them to whole seconds, and so does what a task keeps of its last run.
func sameStart(a, b time.Time) bool {
	if a.IsZero() || b.IsZero() || a.Equal(b) {
		return true
	}
	return a.Unix() == b.Unix() && (a.Nanosecond() == 0 || b.Nanosecond() == 0)
}

func compactJSON(raw json.RawMessage) []byte {
	var text bytes.Buffer
	if json.Compact(&text, raw) != nil {
		return raw
	}
	return text.Bytes()
}

// taskID returns the task a job runs, or 0.
func (s JobStatus) taskID() int {
	var id int
	if s.Method != methodSync || len(s.Arguments) == 0 || json.Unmarshal(s.Arguments[0], &id) != nil {
		return 0
	}
	return id
}

func (s JobStatus) dryRun() bool {
	var options struct {
		DryRun bool `json:"dry_run"`
	}
	return len(s.Arguments) > 1 && json.Unmarshal(s.Arguments[1], &options) == nil && options.DryRun
}

// stage orders the life of a job: a status never follows one of a later stage.
func (s JobStatus) stage() int {
	switch {
	case s.Finished() && !s.logPending():
		return 3
	case s.Finished():
		return 2
	case s.State == JobWaiting:
		return 0
	default:
		return 1
	}
}
