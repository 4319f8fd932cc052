package cloudsync

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// State is how a run ended.
type State string

// The three ways in which a run ends.
const (
	Succeeded State = "succeeded"
	Failed    State = "failed"
	Aborted   State = "aborted" // on request, or because the context of the run ended
)

// ErrAborted is matched by the error of a run that was stopped on request,
// through [Run.Abort] or on the NAS.
var ErrAborted = errors.New("cloudsync: the run was aborted")

// Result is what a run did. A run has exactly one.
type Result struct {
	State  State `json:"state"`
	DryRun bool  `json:"dry_run,omitempty"`
	// JobID is TrueNAS's job number; 0 for a run in this process.
	JobID int `json:"job_id,omitempty"`
	// Files and Bytes were transferred, Checks were found equal and left alone,
	// Deleted were removed at the destination. In a dry run they are what would
	// have been done, as far as the engine tells.
	Files   int64 `json:"files"`
	Bytes   int64 `json:"bytes"`
	Checks  int64 `json:"checks"`
	Deleted int64 `json:"deleted"`
	// Log is the engine's log, possibly shortened in the middle.
	Log      string    `json:"log,omitempty"`
	Started  time.Time `json:"started,omitzero"`
	Finished time.Time `json:"finished,omitzero"`
}

// String is a summary in one line, such as
// "succeeded: 12 files copied (3.4 MiB), 0 unchanged, 0 deleted in 2.1s".
func (r Result) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", r.State)
	verb, deleted := "copied", "deleted"
	if r.DryRun {
		verb, deleted = "would be copied", "would be deleted"
	}
	fmt.Fprintf(&b, "%d files %s", r.Files, verb)
	if r.Bytes > 0 {
		fmt.Fprintf(&b, " (%s)", formatBytes(r.Bytes))
	}
	fmt.Fprintf(&b, ", %d unchanged, %d %s", r.Checks, r.Deleted, deleted)
	if !r.Started.IsZero() && r.Finished.After(r.Started) {
		fmt.Fprintf(&b, " in %s", r.Finished.Sub(r.Started).Round(100*time.Millisecond))
	}
	return b.String()
}

// byteUnits are the binary units rclone prints; formatBytes and the progress
// parser share them.
var byteUnits = []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}

func formatBytes(n int64) string {
	value, unit := float64(n), 0
	for value >= 1024 && unit < len(byteUnits)-1 {
		value /= 1024
		unit++
	}
	if unit == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", value, byteUnits[unit])
}
