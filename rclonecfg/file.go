package rclonecfg

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// defaultSection holds the keys in front of the first section, and those
	// every %(name)s looks up first.
	defaultSection = "DEFAULT"
	typeKey        = "type"
	byteOrderMark  = "\ufeff"
)

// File is the content of an rclone.conf. The zero value is an empty file.
// It is not safe for concurrent use.
//
// It is read as rclone reads it: a key ends at the first = or :, comments have
// a line of their own, quotes belong to the value except for backticks and
// triple double quotes around it, sections and keys that are there twice are
// merged and the last value counts, %(name)s is replaced by the value of name
// in the section DEFAULT or else in the same section, a section "a.b" takes
// what it lacks from "a", and an empty value is no value.
type File struct {
	lines  []line
	values values
}

// ParseFile reads the text of an rclone.conf. The error is a *[ParseError]
// where rclone would refuse to load the file or crash, and [ErrEncrypted] for a
// file that is protected with a password.
func ParseFile(data []byte) (*File, error) {
	if IsEncrypted(data) {
		return nil, ErrEncrypted
	}
	f := &File{}
	parser := lineParser{section: defaultSection}
	for raw := range bytes.Lines(data) {
		l, err := parser.parse(string(raw))
		if err != nil {
			return nil, err
		}
		f.lines = append(f.lines, l)
		f.values.add(l)
	}
	return f, f.resolve()
}

// resolve computes the values as rclone sees them and finds those on which
// rclone would run out of memory or stack.
func (f *File) resolve() error {
	for number, l := range f.lines {
		if l.kind != pairLine {
			continue
		}
		if _, _, err := f.values.get(l.section, l.key); err != nil {
			return &ParseError{
				Line: number + 1, Column: l.column(l.valueStart),
				Reason: err.Error(),
			}
		}
	}
	return nil
}

// Remotes returns the names of all sections in the order of the file. As in
// rclone, that includes DEFAULT when there are keys in front of the first
// section, and sections without a type.
func (f *File) Remotes() []string { return slices.Clone(f.values.order) }

// Remote returns the section name as rclone sees it: references replaced,
// empty values left out, and what a section "a.b" takes from "a" included.
func (f *File) Remote(name string) (Remote, bool) {
	if !f.values.has(name) {
		return Remote{}, false
	}
	remote := Remote{Name: name}
	seen := map[string]bool{}
	for section := range f.values.lookup(name) {
		for _, key := range f.values.keys[section] {
			if key == sectionKeeper || seen[key] {
				continue
			}
			seen[key] = true
			value, _, _ := f.values.get(section, key) // ParseFile checked it
			switch {
			case value == "":
			case key == typeKey:
				remote.Type = value
			default:
				remote.Options = append(remote.Options, Option{Key: key, Value: NewSecret(value)})
			}
		}
	}
	return remote, true
}

// Bytes returns the text of the file. What no method changed is as it was read,
// byte for byte.
func (f *File) Bytes() []byte {
	var out bytes.Buffer
	for _, l := range f.lines {
		out.WriteString(l.raw)
	}
	return out.Bytes()
}

// column counts characters from 1.
func (l line) column(offset int) int {
	return 1 + utf8.RuneCountInString(strings.TrimPrefix(l.raw[:offset], byteOrderMark))
}
