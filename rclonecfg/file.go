package rclonecfg

import "strings"

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
//
// What an edit costs depends on the size of the remote, not of the file, except
// for the section DEFAULT.
type File struct { //nolint:recvcheck // Format is for copies, too
	mark        string // the byte order mark in front of the first line, or ""
	first, last *block
	sections    map[string]*section
	defaults    map[string]string // the section DEFAULT, references replaced
}

// ParseFile reads the text of an rclone.conf. The error is a *[ParseError]
// where rclone would refuse to load the file or crash, and [ErrEncrypted] for a
// file that is protected with a password.
//
// References %(name)s that together add more than 256 KiB to the values of one
// section, or go more than 1,000 values deep, are a *[ParseError], too: rclone
// has no such limits, and runs out of memory or stack.
func ParseFile(data []byte) (*File, error) {
	if IsEncrypted(data) {
		return nil, ErrEncrypted
	}
	text := string(data)
	f := &File{sections: make(map[string]*section, 2+strings.Count(text, "\n["))}
	// rclone's reader needs three bytes to see the mark, and has them.
	rest := strings.TrimPrefix(text, byteOrderMark)
	f.mark = text[:len(text)-len(rest)]

	// All lines share one array. Each block gets the part that is its own, and
	// no room to grow into the next.
	lines := make([]string, 0, strings.Count(rest, "\n")+1)
	begin, named := 0, true
	b := f.preamble()
	for raw := range strings.Lines(rest) {
		l, bad := parseLine(raw)
		if bad == nil && l.kind == pairLine && !named {
			bad = &lineError{offset: indent(raw), reason: noName}
		}
		if bad != nil {
			return nil, &ParseError{Line: len(lines) + 1, Column: column(raw, bad.offset), Reason: bad.reason}
		}
		if l.kind == sectionLine {
			b.lines = lines[begin:len(lines):len(lines)]
			begin, named = len(lines), l.key != ""
			b = f.link(f.section(l.key).newBlock())
		}
		if l.kind == pairLine && mayRefer(l.value) {
			b.section.refers = true
		}
		lines = append(lines, raw)
	}
	b.lines = lines[begin:len(lines):len(lines)]
	if err := f.checkReferences(); err != nil {
		return nil, err
	}
	return f, nil
}

// preamble returns the block in front of the first [section] line.
func (f *File) preamble() *block {
	if f.first == nil {
		f.link(f.section(defaultSection).newBlock())
	}
	return f.first
}

// section returns the section of that name, which it adds if there is none.
func (f *File) section(name string) *section {
	if name == "" {
		name = defaultSection
	}
	s := f.sections[name]
	if s == nil {
		if f.sections == nil {
			f.sections = map[string]*section{}
		}
		s = &section{name: name}
		f.sections[name] = s
	}
	return s
}

// link makes b the last block of the file and of its section.
func (f *File) link(b *block) *block {
	if f.first == nil {
		f.first = b
	} else {
		f.last.next = b
	}
	b.previous, f.last = f.last, b
	b.section.blocks = append(b.section.blocks, b)
	return b
}

// has reports whether rclone sees the section: DEFAULT needs a key or a
// [section] line.
func (f *File) has(name string) bool {
	s := f.sections[name]
	if s == nil || name != defaultSection {
		return s != nil
	}
	return len(s.blocks) > 1 || s.blocks[0].sets()
}

// sets reports whether b sets any key.
func (b *block) sets() bool {
	for range b.pairs() {
		return true
	}
	return false
}

// Remotes returns the names of all sections in the order of the file. As in
// rclone, that includes DEFAULT when there are keys in front of the first
// section, and sections without a type.
func (f *File) Remotes() []string {
	var names []string
	listed := false // whether DEFAULT is
	for b := f.first; b != nil; b = b.next {
		s := b.section
		switch {
		case s.name == defaultSection:
			if listed || b == f.first && !b.sets() {
				continue
			}
			listed = true
		case b != s.blocks[0]:
			continue
		}
		names = append(names, s.name)
	}
	return names
}

// Remote returns the section name as rclone sees it: references replaced,
// empty values left out, and what a section "a.b" takes from "a" included. The
// section DEFAULT is read like a remote without a type.
func (f *File) Remote(name string) (Remote, bool) {
	if !f.has(name) {
		return Remote{}, false
	}
	all, _ := f.read(name) // what is in f was checked
	return all.remote(name), true
}

// remote leaves out what rclone does not see.
func (m *merged) remote(name string) Remote {
	remote := Remote{Name: name, Options: make([]Option, 0, len(m.pairs))}
	for _, p := range m.pairs {
		switch {
		case p.value == "" || p.key == sectionKeeper:
		case p.key == typeKey:
			remote.Type = p.value
		default:
			remote.Options = append(remote.Options, Option{Key: p.key, Value: NewSecret(p.value)})
		}
	}
	if len(remote.Options) == 0 {
		remote.Options = nil
	}
	return remote
}

// Bytes returns the text of the file. What no method changed is as it was read,
// byte for byte.
func (f *File) Bytes() []byte {
	size := len(f.mark)
	for b := f.first; b != nil; b = b.next {
		for _, raw := range b.lines {
			size += len(raw)
		}
	}
	out := append(make([]byte, 0, size), f.mark...)
	for b := f.first; b != nil; b = b.next {
		for _, raw := range b.lines {
			out = append(out, raw...)
		}
	}
	return out
}
