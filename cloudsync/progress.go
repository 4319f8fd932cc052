package cloudsync

import (
	"fmt"
	"slices"
	"time"
)

// Phase says what a run is doing.
type Phase string

// The phases of a run, in the order in which they come. A run may skip some.
const (
	PhaseWaiting      Phase = "waiting"      // queued behind another run, or for a lock
	PhaseListing      Phase = "listing"      // comparing both sides, nothing copied yet
	PhaseTransferring Phase = "transferring" // copying files
	PhaseDeleting     Phase = "deleting"     // removing what the source no longer has
	PhaseDone         Phase = "done"
)

// Progress is one reading of a run. Within a run no number ever goes backwards.
type Progress struct {
	Phase Phase `json:"phase,omitempty"`
	// Percent is 0 to 100, rounded down.
	Percent int `json:"percent"`
	// Files counts files whose transfer is complete, each once; TotalFiles those
	// that are known to need one. It grows while a listing is under way.
	Files      int64 `json:"files"`
	TotalFiles int64 `json:"total_files"`
	// Bytes counts transferred bytes. TotalBytes is 0 when unknown: Google Photos
	// does not tell sizes.
	Bytes      int64 `json:"bytes"`
	TotalBytes int64 `json:"total_bytes,omitempty"`
	// Checks counts compared files that needed no transfer.
	Checks int64 `json:"checks"`
	// Speed is in bytes per second, ETA what is left; zero when unknown. They may
	// go up and down.
	Speed float64       `json:"speed,omitempty"`
	ETA   time.Duration `json:"eta,omitempty"`
	// Text is the engine's own line, for people.
	Text string `json:"text,omitempty"`

	seq uint64 // counts readings within a run
}

// after returns p with every counter raised to what it was in before.
func (p Progress) after(before Progress) Progress {
	p.seq = before.seq
	p.Percent = min(max(p.Percent, before.Percent, 0), 100)
	p.Files = max(p.Files, before.Files)
	p.TotalFiles = max(p.TotalFiles, before.TotalFiles, p.Files)
	p.Bytes = max(p.Bytes, before.Bytes)
	p.TotalBytes = max(p.TotalBytes, before.TotalBytes)
	p.Checks = max(p.Checks, before.Checks)
	if slices.Index(phases, p.Phase) < slices.Index(phases, before.Phase) {
		p.Phase = before.Phase
	}
	return p
}

// phases is their order; an unknown or empty one comes first.
var phases = []Phase{PhaseWaiting, PhaseListing, PhaseTransferring, PhaseDeleting, PhaseDone}

// String is the reading in a line, such as
// "42% transferring, 5 of 12 files, 1.2 MiB".
func (p Progress) String() string {
	text := fmt.Sprintf("%d%% %s, %d of %d files", p.Percent, p.Phase, p.Files, p.TotalFiles)
	if p.Bytes > 0 {
		text += ", " + formatBytes(p.Bytes)
	}
	return text
}
