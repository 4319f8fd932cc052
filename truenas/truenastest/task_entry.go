package truenastest

import (
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// oldEntryKeys are the fields of a task entry in the order of 24.10 and 25.04.
const oldEntryKeys = `id description path attributes pre_script post_script snapshot include exclude args enabled job direction
	transfer_mode bwlimit transfers encryption filename_encryption encryption_password encryption_salt
	create_empty_src_dirs follow_symlinks credentials schedule locked`

// entryKeys are the fields of a task entry. From 26.0 on it tells where its
// path is.
func entryKeys(r rules.Release) []string {
	switch {
	case !r.AtLeast(rules.V25_10):
		return strings.Fields(oldEntryKeys)
	case !r.AtLeast(rules.V26):
		return rules.EntryKeys(r)
	}
	keys := slices.Clone(rules.EntryKeys(r))
	return slices.Insert(keys, slices.Index(keys, "path")+1, "dataset", "relative_path")
}

// entry is the row as the API shows it: with the credential and the last job.
// The caller holds the lock.
func (s *Server) entry(row *ejson.Object) *ejson.Object {
	return s.entryWith(row, s.taskJob(row.Number("id")))
}

// entryWith is the entry of a row whose job is known.
func (s *Server) entryWith(row *ejson.Object, j *job) *ejson.Object {
	out := ejson.NewObject()
	for _, k := range entryKeys(s.release()) {
		switch k {
		case "credentials":
			out.Set(k, s.credential(row.Number(k)).Clone())
		case "job":
			out.Set(k, s.lastJob(row.Number("id"), j))
		case "locked":
			out.Set(k, s.lockedPath(row.Text("path")))
		case "dataset", "relative_path":
			out.Set(k, s.taskPath(k, row.Text("path")))
		default:
			out.Set(k, ejson.CloneValue(row.Get(k)))
		}
	}
	return out
}

// taskJob is the job that stands for the task, or nil: the newest one, but one
// that runs hides those that wait for it. The caller holds the lock.
func (s *Server) taskJob(task int) *job { return s.taskJobs()[task] }

// taskJobs are those of all tasks.
func (s *Server) taskJobs() map[int]*job {
	found := map[int]*job{}
	for _, j := range s.jobs {
		if old := found[j.task]; j.task != 0 && (old == nil || old.state != stateRunning) {
			found[j.task] = j
		}
	}
	return found
}

// lastJob is what the task's entry shows of its jobs: one that is still known,
// or what was kept of the last one that ended.
func (s *Server) lastJob(task int, j *job) any {
	if j != nil {
		return j.entry()
	}
	if row := s.lastRuns[task]; row != nil {
		return row.Clone()
	}
	return nil
}

// taskPath are the fields about the local path that a task entry has from 26.0
// on. The caller holds the lock.
func (s *Server) taskPath(key, local string) any {
	d, relative := s.datasetOf(local)
	switch {
	case d == nil:
		return nil
	case key == "dataset":
		return d.name
	}
	return relative
}

// withoutLocks is the entry for a query that does not ask whether datasets are
// locked, or the entry as it is.
func withoutLocks(entry, options *ejson.Object) *ejson.Object {
	if !flag(options.Obj("extra"), "retrieve_locked_info") {
		entry.Set("locked", nil)
	}
	return entry
}
