package rclonecfg

import (
	"errors"
	"slices"
	"strings"
)

const (
	// maxReplacements is how many references rclone replaces in one value
	// before it takes the rest literally.
	maxReplacements = 200
	// maxAdded bounds what references add to all values of a section.
	maxAdded = 256 << 10
	// maxDepth bounds how many values of DEFAULT refer to one another in a row.
	maxDepth = 1000
)

var (
	errEndless = errors.New("the value refers to itself by %(…)s, on which rclone crashes: remove the reference")
	errTooLong = errors.New("the value grows without end when its %(…)s are replaced, or the section as a whole grows too much: remove the references")
	errTooDeep = errors.New("the value refers by %(…)s to one that refers to the next, and so on, too often: write the value itself")
)

// valueError says which key of a section cannot be read, and why.
type valueError struct {
	section, key string
	err          error
}

func (e *valueError) Error() string { return e.err.Error() }

// read returns the keys of a section as rclone sees them, and what it takes
// from others: "a.b.c" from "a.b", and that from "a", as long as they exist.
func (f *File) read(name string) (merged, error) {
	all, err := f.readOwn(f.sections[name])
	for err == nil {
		var ok bool
		if name, ok = parent(name); !ok || !f.has(name) {
			break
		}
		var more merged
		if more, err = f.readOwn(f.sections[name]); err != nil {
			break
		}
		for _, p := range more.pairs {
			if all.find(p.key) < 0 {
				all.set(p)
			}
		}
	}
	return all, err
}

// readOwn is read without what is in other sections. A name in a reference is
// looked up in DEFAULT, and then in the section itself, where references are
// replaced in the next round. A name that is nowhere becomes "".
func (f *File) readOwn(s *section) (merged, error) {
	own := s.merge()
	if !s.refers {
		return own, nil
	}
	if s.name == defaultSection {
		for i, p := range own.pairs {
			own.pairs[i].value = f.defaults[p.key]
		}
		return own, nil
	}
	raw := merged{pairs: slices.Clone(own.pairs), index: own.index}
	lookup := func(name string) (string, error) {
		if value, found := f.defaults[name]; found {
			return value, nil
		}
		value, _ := raw.get(name)
		return value, nil
	}
	room := maxAdded
	for i, p := range own.pairs {
		value, err := expand(p.value, &room, lookup)
		if err != nil {
			return merged{}, &valueError{section: s.name, key: p.key, err: err}
		}
		own.pairs[i].value = value
	}
	return own, nil
}

// expand replaces the references in a value. It takes from room what the value
// grows, and fails before a value would not fit in it.
func expand(value string, room *int, lookup func(name string) (string, error)) (string, error) {
	size := len(value)
	for range maxReplacements {
		reference, name, found := nextReference(value)
		if !found {
			break
		}
		replacement, err := lookup(name)
		if err != nil {
			return "", err
		}
		added := strings.Count(value, reference) * (len(replacement) - len(reference))
		if len(value)+added-size > *room {
			return "", errTooLong
		}
		value = strings.ReplaceAll(value, reference, replacement)
	}
	*room -= max(0, len(value)-size)
	return value, nil
}

// mayRefer is false for a value that has no reference.
func mayRefer(value string) bool { return strings.Contains(value, "%(") }

// nextReference finds the first %(name)s. rclone cuts the name out by trimming
// sets of characters, so that %(pass)s refers to "pa".
func nextReference(value string) (reference, name string, found bool) {
	for start := 0; ; {
		offset := strings.Index(value[start:], "%(")
		if offset < 0 {
			return "", "", false
		}
		start += offset
		length := strings.IndexByte(value[start+2:], ')')
		if length < 0 {
			return "", "", false
		}
		// Whatever begins in between would end at the same parenthesis.
		end := start + 2 + length + 2
		if length == 0 || end > len(value) || value[end-1] != 's' {
			start = end - 1
			continue
		}
		reference = value[start:end]
		return reference, strings.TrimRight(strings.TrimLeft(reference, "%("), ")s"), true
	}
}

// checkReferences finds the values on which rclone would run out of memory or
// stack, and computes those of DEFAULT.
func (f *File) checkReferences() error {
	var err error
	if f.defaults, err = resolveDefaults(f.sections[defaultSection]); err != nil {
		return f.locate(err)
	}
	for b := f.first; b != nil; b = b.next {
		if b.section.refers && b == b.section.blocks[0] {
			if _, err := f.readOwn(b.section); err != nil {
				return f.locate(err)
			}
		}
	}
	return nil
}

// locate finds the line that sets the key of a *valueError.
func (f *File) locate(err error) error {
	var bad *valueError
	if !errors.As(err, &bad) {
		return err
	}
	located := &ParseError{Reason: err.Error()}
	number := 0
	for b := f.first; b != nil; b = b.next {
		if b.section.name == bad.section {
			for i, p := range b.pairs() {
				if p.key == bad.key {
					l, _ := parseLine(b.lines[i])
					located.Line, located.Column = number+i+1, column(b.lines[i], l.valueStart)
				}
			}
		}
		number += len(b.lines)
	}
	return located
}
