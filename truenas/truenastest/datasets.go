package truenastest

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// dataset is a file system of ZFS.
type dataset struct {
	name       string // "tank/photos"
	mountpoint string // "" without one
	encrypted  bool
	keyMissing bool // locked, with all datasets below it
}

// makeDatasets are the pools, the datasets of the config and what is above
// them, sorted by name.
func makeDatasets(pools, names []string) []*dataset {
	var all []string
	for _, name := range slices.Concat(pools, names) {
		for ; name != "."; name = path.Dir(name) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	var out []*dataset
	for _, name := range slices.Compact(all) {
		out = append(out, &dataset{name: name, mountpoint: "/mnt/" + name})
	}
	return out
}

// LockDataset takes the key of a dataset away: its tasks, and those of the
// datasets below it, show locked and do not run. An unknown dataset panics.
func (s *Server) LockDataset(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.mustFindDataset(name)
	d.encrypted, d.keyMissing = true, true
}

// UnlockDataset gives the key back. The dataset stays an encrypted one. An
// unknown dataset panics.
func (s *Server) UnlockDataset(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustFindDataset(name).keyMissing = false
	for _, t := range s.tasks {
		if !s.lockedPath(t.Text("path")) {
			s.clear(taskLocked, t.Number("id"))
		}
	}
}

// Mount sets where a dataset is mounted; "" is nowhere, as for one whose
// mountpoint is legacy or none. Without it, that is /mnt/ and the name. An
// unknown dataset panics.
func (s *Server) Mount(name, mountpoint string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustFindDataset(name).mountpoint = mountpoint
}

func (s *Server) mustFindDataset(name string) *dataset {
	for _, d := range s.datasets {
		if d.name == name {
			return d
		}
	}
	panic(fmt.Sprintf("truenastest: no dataset %q; name it in Config.Datasets", name))
}

// datasetOf returns the dataset that a local path is in, and the path within
// it; nil for a path that is in none. The caller holds the lock.
func (s *Server) datasetOf(local string) (found *dataset, relative string) {
	local = path.Clean(local)
	for _, d := range s.datasets {
		below, inside := strings.CutPrefix(local+"/", d.mountpoint+"/")
		if d.mountpoint != "" && inside && (found == nil || len(d.mountpoint) > len(found.mountpoint)) {
			found, relative = d, strings.TrimSuffix(below, "/")
		}
	}
	return found, relative
}

// lockedPath reports whether a local path is in a locked dataset. The caller
// holds the lock.
func (s *Server) lockedPath(local string) bool {
	d, _ := s.datasetOf(local)
	return d != nil && s.locked(d)
}

// locked reports whether the dataset or one above it lacks its key.
func (s *Server) locked(d *dataset) bool {
	return slices.ContainsFunc(s.datasets, func(above *dataset) bool {
		return above.keyMissing && strings.HasPrefix(d.name+"/", above.name+"/")
	})
}

// encryptionRoot is the dataset that a dataset has its key from, nil for one
// without encryption: the lowest encrypted one above it, or itself.
func (s *Server) encryptionRoot(d *dataset) *dataset {
	var root *dataset
	for _, above := range s.datasets { // sorted, so the lowest one comes last
		if above.encrypted && strings.HasPrefix(d.name+"/", above.name+"/") {
			root = above
		}
	}
	return root
}
