package rclonerun

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/accounting"
	"github.com/rclone/rclone/fs/operations"
	"github.com/rclone/rclone/lib/encoder"

	"github.com/nasphotos/nasphotos/cloudsync"
)

// tally counts what a run decides and does, each file once. rclone's own
// counters see a file of unknown size twice, and Google Photos never tells sizes.
type tally struct {
	mu sync.Mutex
	// destination is where copies go. rclone also compares a copy with what it
	// read, and reports that as if it were a file of the source.
	destination fs.Info
	source      int64                // files listed at the source
	planned     map[string]struct{}  // files that need a transfer
	equal       map[string]struct{}  // files that do not
	finished    map[string]struct{}  // those that are transferred
	bytes       map[string]int64     // transferred bytes by rclone's name for the transfer
	extra       map[string]fs.Object // only at the destination
	extraDir    map[string]struct{}
	deleted     int64
}

// copyTo says where copies go; decided is not called before.
func (t *tally) copyTo(destination fs.Info) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.destination = destination
}

func newTally() *tally {
	return &tally{
		planned:  map[string]struct{}{},
		equal:    map[string]struct{}{},
		finished: map[string]struct{}{},
		bytes:    map[string]int64{},
		extra:    map[string]fs.Object{},
		extraDir: map[string]struct{}{},
	}
}

// decided is rclone's callback for each comparison.
func (t *tally) decided(_ context.Context, sigil operations.Sigil, src, dst fs.DirEntry, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == fs.ErrorIsDir { //nolint:errorlint // rclone passes the value itself
		if sigil == operations.MissingOnSrc && dst != nil {
			t.extraDir[dst.Remote()] = struct{}{}
		}
		return
	}
	if info, ok := src.(fs.ObjectInfo); ok && info.Fs() == t.destination {
		return
	}
	switch sigil {
	case operations.MissingOnDst, operations.Differ:
		if src != nil {
			t.source++
			t.planned[src.Remote()] = struct{}{}
		}
	case operations.Match:
		if src != nil {
			t.source++
			t.equal[src.Remote()] = struct{}{}
		}
	case operations.MissingOnSrc:
		if object, ok := dst.(fs.Object); ok {
			t.extra[object.Remote()] = object
		}
	}
}

// collect takes over the transfers that rclone has completed since.
func (t *tally) collect(stats *accounting.StatsInfo) {
	transferred := stats.Transferred()
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, transfer := range transferred {
		if transfer.Checked || transfer.Error != nil || transfer.What != "transferring" {
			continue
		}
		// A file of unknown size shows up twice: under its name, and with its bytes
		// under the name of the partial file that it is renamed from.
		t.bytes[transfer.Name] = max(t.bytes[transfer.Name], transfer.Bytes)
		if _, ok := t.planned[transfer.Name]; ok {
			t.finished[transfer.Name] = struct{}{}
		}
	}
}

// again forgets decisions, not transfers: a retry compares everything anew.
func (t *tally) again() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.source = 0
	clear(t.equal)
	clear(t.extra)
	clear(t.extraDir)
}

func (t *tally) progress(phase cloudsync.Phase, dryRun bool) cloudsync.Progress {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := cloudsync.Progress{Phase: phase, TotalFiles: int64(len(t.planned))}
	p.Files, p.Bytes, p.Checks = t.counts(dryRun)
	if p.Phase == cloudsync.PhaseListing && len(t.planned) > 0 {
		p.Phase = cloudsync.PhaseTransferring
	}
	if p.TotalFiles > 0 {
		// 99 until it is over: the listing may still find more.
		p.Percent = min(int(p.Files*100/p.TotalFiles), 99)
	}
	return p
}

func (t *tally) counts(dryRun bool) (files, bytes, checks int64) {
	if dryRun {
		return int64(len(t.planned)), 0, t.unchanged()
	}
	for _, size := range t.bytes {
		bytes += size
	}
	return int64(len(t.finished)), bytes, t.unchanged()
}

// unchanged are the equal files less those that an earlier attempt of this run
// brought.
func (t *tally) unchanged() int64 {
	n := int64(len(t.equal))
	for name := range t.equal {
		if _, ok := t.finished[name]; ok {
			n--
		}
	}
	return n
}

func (t *tally) result(dryRun bool) cloudsync.Result {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := cloudsync.Result{DryRun: dryRun, Deleted: t.deleted}
	r.Files, r.Bytes, r.Checks = t.counts(dryRun)
	return r
}

// extras are what only the destination has: files in order, and directories with
// the deepest first. On a local destination a name that the file system cannot
// hold is stored as another, and listed as that: such a file is not extra.
func (t *tally) extras(local bool) (files []fs.Object, dirs []string, source int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	stored := map[string]struct{}{}
	if local {
		for _, names := range []map[string]struct{}{t.planned, t.equal} {
			for name := range names {
				stored[encoder.OS.FromStandardPath(name)] = struct{}{}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.extra)) {
		if _, ok := stored[encoder.OS.FromStandardPath(name)]; !ok {
			files = append(files, t.extra[name])
		}
	}
	dirs = slices.Sorted(maps.Keys(t.extraDir))
	slices.Reverse(dirs)
	return files, dirs, t.source
}

func (t *tally) addDeleted() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.deleted++
}
