package rclonecfg

import (
	"errors"
	"iter"
	"strings"
)

const (
	// sectionKeeper is the key that makes a section exist without keys. It is
	// never listed, but a reference can see it.
	sectionKeeper = " "
	// maxReplacements is how many references rclone replaces in one value
	// before it takes the rest literally.
	maxReplacements = 200
	// maxExpanded bounds a value that grows while references are replaced.
	maxExpanded = 64 << 10
)

var (
	errEndless = errors.New("the value refers to itself by %(…)s, on which rclone crashes: remove the reference")
	errTooLong = errors.New("the value grows without end when its %(…)s are replaced: remove the references")
)

// values are the merged sections of a file.
type values struct {
	order []string                     // sections
	keys  map[string][]string          // of each section, in order
	data  map[string]map[string]string // references not replaced

	resolved map[[2]string]string // by section and key
	pending  map[string]bool      // keys of DEFAULT being resolved
}

func (v *values) add(l line) {
	switch l.kind {
	case sectionLine:
		v.set(l.section, sectionKeeper, sectionKeeper)
	case pairLine:
		v.set(l.section, l.key, l.value)
	}
}

func (v *values) set(section, key, value string) {
	if section == "" {
		section = defaultSection
	}
	if key == "" {
		return
	}
	if v.data == nil {
		v.data = map[string]map[string]string{}
		v.keys = map[string][]string{}
	}
	if !v.has(section) {
		v.data[section] = map[string]string{}
		v.order = append(v.order, section)
	}
	if _, ok := v.data[section][key]; !ok {
		v.keys[section] = append(v.keys[section], key)
	}
	v.data[section][key] = value
}

func (v *values) has(section string) bool { return v.data[section] != nil }

// lookup yields the sections in which rclone looks for a key: name itself, and
// what is in front of its last dot, as long as such a section exists.
func (v *values) lookup(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for v.has(name) && yield(name) {
			dot := strings.LastIndexByte(name, '.')
			if dot < 0 {
				return
			}
			if name = name[:dot]; name == "" {
				name = defaultSection
			}
		}
	}
}

// get returns the value of a key as rclone sees it.
func (v *values) get(name, key string) (value string, found bool, err error) {
	for section := range v.lookup(name) {
		raw, ok := v.data[section][key]
		if !ok {
			continue
		}
		id := [2]string{section, key}
		if value, ok := v.resolved[id]; ok {
			return value, true, nil
		}
		value, err := v.expand(section, key, raw)
		if err != nil {
			return "", false, err
		}
		if v.resolved == nil {
			v.resolved = map[[2]string]string{}
		}
		v.resolved[id] = value
		return value, true, nil
	}
	return "", false, nil
}

// expand replaces the references in a value. A name is looked up in DEFAULT,
// where references are followed, and then in the section itself, where they
// are replaced in the next round. A name that is nowhere becomes "".
func (v *values) expand(section, key, value string) (string, error) {
	if section == defaultSection {
		if v.pending[key] {
			return "", errEndless
		}
		if v.pending == nil {
			v.pending = map[string]bool{}
		}
		v.pending[key] = true
		defer delete(v.pending, key)
	}
	for range maxReplacements {
		reference, name, found := nextReference(value)
		if !found {
			break
		}
		replacement, found, err := v.get(defaultSection, name)
		if err != nil {
			return "", err
		}
		if !found && section != defaultSection {
			replacement = v.data[section][name]
		}
		// Checked before replacing: the result may not fit in memory.
		if len(value)+strings.Count(value, reference)*len(replacement) > max(maxExpanded, len(value)) {
			return "", errTooLong
		}
		value = strings.ReplaceAll(value, reference, replacement)
	}
	return value, nil
}

// nextReference finds the first %(name)s. rclone cuts the name out by trimming
// sets of characters, so that %(pass)s refers to "pa".
func nextReference(value string) (reference, name string, found bool) {
	for start := 0; ; start++ {
		offset := strings.Index(value[start:], "%(")
		if offset < 0 {
			return "", "", false
		}
		start += offset
		length := strings.IndexByte(value[start+2:], ')')
		end := start + 2 + length + 2
		if length <= 0 || end > len(value) || value[end-1] != 's' {
			continue
		}
		reference = value[start:end]
		return reference, strings.TrimRight(strings.TrimLeft(reference, "%("), ")s"), true
	}
}
