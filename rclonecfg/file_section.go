package rclonecfg

import (
	"iter"
	"slices"
	"strconv"
	"strings"
)

// section is all that a file has under one name.
type section struct {
	name   string
	blocks []*block // in the order of the file
	refers bool     // some value may have a reference

	// Most sections have one block. It is a part of the section, because a file
	// with many of them would be slow to make from small pieces.
	one   block
	ofOne [1]*block
}

// newBlock returns the next block of s, which is not in the file yet.
func (s *section) newBlock() *block {
	if len(s.blocks) > 0 {
		return &block{section: s}
	}
	s.one.section, s.blocks = s, s.ofOne[:0]
	return &s.one
}

// block is a [section] line and what follows it up to the next one. The blocks
// of a file are a list. The first one has no [section] line: it holds what is
// in front of all others, and belongs to the section DEFAULT.
type block struct {
	lines          []string // with their line endings
	section        *section
	previous, next *block
}

// pair is a key and its value, without quotes.
type pair struct{ key, value string }

// sectionKeeper is the key, and the value, that makes a section exist without
// keys. It is never listed, but a reference can see it.
const sectionKeeper = " "

// pairs yields what the lines of b set, with their index. A [section] line sets
// the keeper, keys named "-" are numbered, and a key without a name is ignored.
func (b *block) pairs() iter.Seq2[int, pair] {
	return func(yield func(int, pair) bool) {
		dashes := 0
		for i, raw := range b.lines {
			l, _ := parseLine(raw) // every line in a block was read before
			p := pair{l.key, l.value}
			switch {
			case l.kind == sectionLine:
				p = pair{sectionKeeper, sectionKeeper}
			case l.kind != pairLine || l.key == "":
				continue
			case l.key == "-":
				dashes++
				p.key = "#" + strconv.Itoa(dashes)
			}
			if !yield(i, p) {
				return
			}
		}
	}
}

// endOfKeys returns the index after the last line that sets a key or begins the
// section.
func endOfKeys(lines []string) int {
	for i, raw := range slices.Backward(lines) {
		if l, _ := parseLine(raw); l.kind == pairLine || l.kind == sectionLine {
			return i + 1
		}
	}
	return 0
}

// nameless reports whether b begins with "[]": no key may follow.
func (b *block) nameless() bool {
	if len(b.lines) == 0 {
		return false
	}
	l, _ := parseLine(b.lines[0])
	return l.kind == sectionLine && l.key == ""
}

// merged are the keys of a section: the last value of each, in the order in
// which they appear first.
type merged struct {
	pairs []pair
	index map[string]int // of pairs, only where they are many
}

// find returns the index of key in m.pairs, or -1.
func (m *merged) find(key string) int {
	if m.index != nil {
		if i, ok := m.index[key]; ok {
			return i
		}
		return -1
	}
	return slices.IndexFunc(m.pairs, func(p pair) bool { return p.key == key })
}

func (m *merged) get(key string) (value string, found bool) {
	i := m.find(key)
	if i < 0 {
		return "", false
	}
	return m.pairs[i].value, true
}

// set replaces the value of a key, or adds it.
func (m *merged) set(p pair) {
	if i := m.find(p.key); i >= 0 {
		m.pairs[i].value = p.value
		return
	}
	m.pairs = append(m.pairs, p)
	if len(m.pairs) > fewOptions && m.index == nil {
		m.index = make(map[string]int, 2*fewOptions)
		for i, p := range m.pairs {
			m.index[p.key] = i
		}
	} else if m.index != nil {
		m.index[p.key] = len(m.pairs) - 1
	}
}

// merge leaves the references in the values.
func (s *section) merge() merged {
	lines := 0
	for _, b := range s.blocks {
		lines += len(b.lines)
	}
	m := merged{pairs: make([]pair, 0, lines)}
	for _, b := range s.blocks {
		for _, p := range b.pairs() {
			m.set(p)
		}
	}
	return m
}

// parent returns the section from which rclone takes what name lacks: what is
// in front of its last dot.
func parent(name string) (string, bool) {
	dot := strings.LastIndexByte(name, '.')
	switch {
	case dot < 0:
		return "", false
	case dot == 0:
		return defaultSection, true
	}
	return name[:dot], true
}
