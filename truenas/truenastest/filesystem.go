package truenastest

import (
	"path"
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// localFile is a file or directory of the NAS.
type localFile struct {
	path string
	dir  bool
	size int64
}

func filesystemMethods() []method {
	readers := []string{RoleReadonlyAdmin}
	return []method{
		{name: "filesystem.stat", roles: readers, call: statFile},
		{name: "filesystem.listdir", roles: readers, call: listLocal},
	}
}

// AddDirectory puts directories on the NAS, as filesystem.listdir and
// filesystem.stat show them; those above come with them. Mountpoints of
// datasets are there without it. A task can be stored for a directory that is
// not there, but its run fails.
func (s *Server) AddDirectory(paths ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range paths {
		s.files = append(s.files, localFile{path: path.Clean(p), dir: true})
	}
}

// AddFile puts a file of size bytes on the NAS.
func (s *Server) AddFile(name string, size int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = append(s.files, localFile{path: path.Clean(name), size: size})
}

// localFiles are all files and directories by path. The caller holds the lock.
func (s *Server) localFiles() map[string]localFile {
	all := slices.Clone(s.files)
	for _, d := range s.datasets {
		if d.mountpoint != "" {
			all = append(all, localFile{path: d.mountpoint, dir: true})
		}
	}
	out := map[string]localFile{}
	for _, f := range all {
		for p := path.Dir(f.path); p != "."; p = path.Dir(p) {
			out[p] = localFile{path: p, dir: true}
			if p == "/" {
				break
			}
		}
	}
	for _, f := range all {
		if !out[f.path].dir {
			out[f.path] = f
		}
	}
	return out
}

// checkDirectory refuses to run a task on what is no directory. The caller holds
// the lock.
func (s *Server) checkDirectory(local string) error {
	switch f, ok := s.localFiles()[path.Clean(local)]; {
	case !ok:
		return rules.CallFault(rules.EFAULT, "Directory "+rules.PyRepr(local)+" does not exist", nil)
	case !f.dir:
		return rules.CallFault(rules.EFAULT, rules.PyRepr(local)+" is not a directory", nil)
	}
	return nil
}

func statFile(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	name := path.Clean(c.params[0].(string))
	f, ok := c.server.localFiles()[name]
	if !ok {
		return nil, rules.CallFault(rules.ENOENT, "Path "+name+" not found", nil)
	}
	out := c.server.describeFile(f)
	at := float64(c.server.started.Unix())
	for _, k := range []string{"atime", "mtime", "ctime", "btime"} {
		out.Set(k, at)
	}
	for _, k := range []string{"dev", "inode", "nlink"} {
		out.Set(k, 1)
	}
	out.Set("user", "root")
	out.Set("group", "root")
	return out, nil
}

func listLocal(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	name := path.Clean(c.params[0].(string))
	files := c.server.localFiles()
	switch f, ok := files[name]; {
	case !ok:
		return nil, rules.CallFault(rules.ENOENT, "Directory "+name+" does not exist", nil)
	case !f.dir:
		return nil, rules.CallFault(rules.ENOTDIR, "Path "+name+" is not a directory", nil)
	}
	var found []localFile
	for p, f := range files {
		if p != "/" && path.Dir(p) == name {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(a, b localFile) int { return strings.Compare(a.path, b.path) })
	rows := make([]*ejson.Object, len(found))
	for i, f := range found {
		rows[i] = ejson.NewObject("name", path.Base(f.path), "path", f.path)
		about := c.server.describeFile(f)
		for _, k := range about.Keys() {
			rows[i].Set(k, about.Get(k))
		}
		rows[i].Set("xattrs", []any{})
		rows[i].Set("zfs_attrs", []any{"ARCHIVE"})
	}
	return runQuery(rows, c.params[1].([]any), c.object(2), asIs)
}

// describeFile is what stat and listdir say alike.
func (s *Server) describeFile(f localFile) *ejson.Object {
	const directory, regular = 0o40755, 0o100644
	kind, mode := "FILE", regular
	if f.dir {
		kind, mode = "DIRECTORY", directory
	}
	mounted := slices.ContainsFunc(s.datasets, func(d *dataset) bool { return d.mountpoint == f.path })
	return ejson.NewObject(
		"realpath", f.path, "type", kind, "size", int(f.size), "allocation_size", int(f.size+511)/512*512, "mode", mode,
		"mount_id", 1, "acl", false, "uid", 0, "gid", 0, "is_mountpoint", mounted, "is_ctldir", false, "attributes", []any{},
	)
}
