package rclonecfg

import (
	"slices"
	"strings"
)

// SetRemote makes the section r.Name hold exactly r. A new section is added at
// the end. In an existing one, only lines whose value changes are rewritten,
// new options follow the last one, and options that r lacks are removed; an
// option with an empty value counts as lacking. New lines are written as rclone
// does, "key = value", with the line ending of the file's first line.
//
// A section "a" feeds "a.b": there, too, rclone sees what "a.b" does not have
// itself.
//
// It returns a *[RemoteError], and changes nothing, when rclone would not read
// r back: a name or key rclone does not accept, a value with a line break or
// %(…)s, or an option that the section would take from another one and r lacks.
//
// rclone itself drops the quotes that keep blanks at the ends of a value when
// it next saves the file, and adds some to a value with a backtick: avoid such
// values.
func (f *File) SetRemote(r Remote) error {
	if !f.has(r.Name) {
		if err := r.check(); err != nil {
			return err
		}
		return f.add(r)
	}
	wanted, distinct := r.merge()
	seen, _ := f.read(r.Name)
	if distinct && seen.same(wanted) {
		return nil
	}
	if err := r.check(); err != nil {
		return err
	}
	s := f.sections[r.Name]
	own, _ := f.readOwn(s)
	var changes merged
	for _, p := range own.pairs {
		if wanted.find(p.key) < 0 && p.value != "" && p.key != sectionKeeper {
			changes.set(pair{p.key, ""})
		}
	}
	for _, p := range wanted.pairs {
		if value, _ := seen.get(p.key); value != p.value {
			changes.set(p)
		}
	}
	return f.edit(s, changes, wanted)
}

// merge returns the type and the options with a value, and whether each is
// there only once.
func (r Remote) merge() (all merged, distinct bool) {
	all.pairs = make([]pair, 0, 1+len(r.Options))
	if r.Type != "" {
		all.set(pair{typeKey, r.Type})
	}
	distinct = true
	for _, option := range r.Options {
		if !option.Value.IsZero() {
			distinct = distinct && all.find(option.Key) < 0
			all.set(pair{option.Key, option.Value.Reveal()})
		}
	}
	return all, distinct
}

// same reports whether m is what was wanted, apart from what rclone does not
// see.
func (m *merged) same(wanted merged) bool {
	count := 0
	for _, p := range m.pairs {
		if p.value == "" || p.key == sectionKeeper {
			continue
		}
		if value, found := wanted.get(p.key); !found || value != p.value {
			return false
		}
		count++
	}
	return count == len(wanted.pairs)
}

// add puts a new section at the end, or nothing if rclone would then not read
// there what r has. After check, only what a name with a dot takes from another
// section can be in the way.
func (f *File) add(r Remote) error {
	f.preamble()
	eol := f.lineEnding()
	s := f.section(r.Name)
	b := s.newBlock()
	b.lines = newLines(r, eol)
	if _, dotted := parent(r.Name); dotted {
		s.blocks = append(s.blocks, b)
		wanted, _ := r.merge()
		if err := f.accept(s, wanted); err != nil {
			delete(f.sections, r.Name)
			return err
		}
		s.blocks = s.blocks[:0]
	}
	if n := len(f.last.lines); n > 0 {
		end := withEnding(f.last.lines[n-1], eol)
		f.last.lines[n-1] = end
		if strings.TrimSpace(end) != "" {
			f.last.lines = append(f.last.lines, eol)
		}
	}
	f.link(b)
	return nil
}

// newLines are the lines of a new section, with room for the blank line that the
// next one puts below. They share one text.
func newLines(r Remote, eol string) []string {
	const around = len(` = """"""`)
	size := len("[]") + len(r.Name) + len(eol) + len(typeKey) + around + len(r.Type) + len(eol)
	for _, option := range r.Options {
		size += len(option.Key) + around + len(option.Value.Reveal()) + len(eol)
	}
	var text strings.Builder
	text.Grow(size)
	lines := make([]string, 0, 3+len(r.Options))
	begin := 0
	end := func() {
		text.WriteString(eol)
		lines = append(lines, text.String()[begin:])
		begin = text.Len()
	}
	add := func(key, value string) {
		if value == "" {
			return
		}
		quote := quotesFor(value)
		text.WriteString(key)
		text.WriteString(" = ")
		text.WriteString(quote)
		text.WriteString(value)
		text.WriteString(quote)
		end()
	}
	text.WriteString("[")
	text.WriteString(r.Name)
	text.WriteString("]")
	end()
	add(typeKey, r.Type)
	for _, option := range r.Options {
		add(option.Key, option.Value.Reveal())
	}
	return lines
}

// edit changes lines of s, or nothing if rclone would then not read there what
// is wanted. The rest of the file stays readable: the values of a section are
// computed from its own lines and those of the section DEFAULT.
func (f *File) edit(s *section, changes, wanted merged) error {
	before := make([][]string, len(s.blocks))
	for i, b := range s.blocks {
		before[i] = b.lines
	}
	f.change(s, changes)
	err := f.accept(s, wanted)
	if err != nil {
		for i, b := range s.blocks {
			b.lines = before[i]
		}
	}
	return err
}

// accept returns an error unless the lines of s can be read and mean what is
// wanted.
func (f *File) accept(s *section, wanted merged) error {
	for _, b := range s.blocks {
		for i, raw := range b.lines {
			l, bad := parseLine(raw)
			if begins := i == 0 && b != f.first; bad != nil || (l.kind == sectionLine) != begins {
				return &RemoteError{Remote: s.name, Reason: "a line with one of these values could not be read back: choose another value"}
			}
		}
	}
	if s.name == defaultSection {
		return f.acceptDefaults(wanted)
	}
	if got, err := f.read(s.name); err != nil || !got.same(wanted) {
		return &RemoteError{Remote: s.name, Reason: "rclone would read other options than these, " +
			"because the section takes some from the section in front of its last dot, or one refers to another by %(…)s: " +
			"choose a name without a dot, and write the value in place of the reference"}
	}
	return nil
}

// change gives the blocks of s new lines. Where a key is there more than once,
// the last one is set, which counts, or all are removed.
func (f *File) change(s *section, changes merged) {
	type place struct {
		block *block
		line  int
	}
	last := make([]place, len(changes.pairs))
	for _, b := range s.blocks {
		for i, p := range b.pairs() {
			if n := changes.find(p.key); n >= 0 {
				last[n] = place{b, i}
			}
		}
	}
	eol := f.lineEnding()
	var added []string
	for n, p := range changes.pairs {
		if last[n].block == nil && p.value != "" {
			added = append(added, newLine(p.key, p.value, eol))
		}
	}
	for _, b := range s.blocks {
		lines := append(make([]string, 0, len(b.lines)+len(added)+1), b.lines...)
		for i, p := range b.pairs() {
			n := changes.find(p.key)
			switch {
			case n < 0:
			case changes.pairs[n].value == "":
				lines[i] = ""
			case last[n] == place{b, i}:
				l, _ := parseLine(lines[i])
				lines[i] = withValue(lines[i], l, changes.pairs[n].value)
			}
		}
		b.lines = slices.DeleteFunc(lines, func(raw string) bool { return raw == "" })
	}
	if len(added) > 0 {
		s.room().insert(added, eol)
	}
}

// room returns the block to which new keys are added.
func (s *section) room() *block {
	for _, b := range slices.Backward(s.blocks) {
		if !b.nameless() {
			return b
		}
	}
	return s.blocks[0]
}

// insert adds lines after the last key, or in front of everything where the
// file has neither a key nor a section before.
func (b *block) insert(added []string, eol string) {
	end := endOfKeys(b.lines)
	if end > 0 {
		b.lines[end-1] = withEnding(b.lines[end-1], eol)
	} else if len(b.lines) > 0 || b.next != nil {
		added = append(added, eol)
	}
	b.lines = slices.Insert(b.lines, end, added...)
}

// lineEnding returns that of the first line.
func (f *File) lineEnding() string {
	for b := f.first; b != nil; b = b.next {
		if len(b.lines) > 0 {
			if strings.HasSuffix(b.lines[0], "\r\n") {
				return "\r\n"
			}
			break
		}
	}
	return "\n"
}

// withEnding ends the last line of a file, so that one can follow.
func withEnding(raw, ending string) string {
	if strings.HasSuffix(raw, "\n") {
		return raw
	}
	return raw + ending
}
