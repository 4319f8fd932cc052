package truenastest

import (
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

func datasetMethods() []method {
	return []method{{name: "pool.dataset.query", roles: []string{RoleReadonlyAdmin}, call: queryDatasets}}
}

// queryDatasets knows the options that shape the tree: flat, retrieve_children
// and properties.
func queryDatasets(c *call) (any, error) {
	s := c.server
	extra := c.object(1).Obj("extra")
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := []*ejson.Object{}
	for _, d := range s.datasets {
		if flag(extra, "flat") || !strings.Contains(d.name, "/") {
			rows = append(rows, s.describeDataset(d, extra))
		}
	}
	return runQuery(rows, c.params[0].([]any), c.object(1), asIs)
}

// flag reads an option that is on unless it says otherwise.
func flag(options *ejson.Object, name string) bool {
	return options == nil || !options.Has(name) || options.Flag(name)
}

// describeDataset is a dataset as the API shows it. Of its many properties
// there are those that tell whether a path is fit for a task.
func (s *Server) describeDataset(d *dataset, extra *ejson.Object) *ejson.Object {
	root := s.encryptionRoot(d)
	var encryptionRoot, keyLoaded, mountpoint any
	if root != nil {
		encryptionRoot, keyLoaded = root.name, !s.locked(d)
	}
	if d.mountpoint != "" {
		mountpoint = d.mountpoint
	}
	children := []any{}
	if flag(extra, "retrieve_children") {
		for _, below := range s.datasets {
			if name, ok := strings.CutPrefix(below.name, d.name+"/"); ok && !strings.Contains(name, "/") {
				children = append(children, s.describeDataset(below, extra))
			}
		}
	}
	pool, _, _ := strings.Cut(d.name, "/")
	out := ejson.NewObject(
		"id", d.name, "type", "FILESYSTEM", "name", d.name, "pool", pool, "encrypted", root != nil,
		"encryption_root", encryptionRoot, "key_loaded", keyLoaded, "children", children,
		"user_properties", ejson.NewObject(), "locked", s.locked(d), "mountpoint", mountpoint,
	)
	for _, p := range []struct {
		name, raw, value string
		parsed           any
	}{
		{"readonly", "off", "OFF", false},
		{"used", "1073741824", "1 GiB", 1 << 30},
		{"available", "1099511627776", "1 TiB", 1 << 40},
	} {
		if wanted(extra, p.name) {
			out.Set(p.name, ejson.NewObject("parsed", p.parsed, "rawvalue", p.raw, "value", p.value, "source", "DEFAULT", "source_info", nil))
		}
	}
	return out
}

// wanted reads the option properties: null is all.
func wanted(extra *ejson.Object, property string) bool {
	if extra == nil || extra.Get("properties") == nil {
		return true
	}
	return slices.Contains(extra.List("properties"), any(property))
}
