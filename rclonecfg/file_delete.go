package rclonecfg

import "strings"

// DeleteRemote removes the section name with the comment lines right above it,
// and reports whether it was there. The section DEFAULT cannot be removed.
//
// A section "a" feeds "a.b": without it, "a.b" loses what it took from there,
// which can be its type.
func (f *File) DeleteRemote(name string) bool {
	s := f.sections[name]
	if s == nil || name == defaultSection {
		return false
	}
	for _, b := range s.blocks {
		f.unlink(b)
	}
	delete(f.sections, name)
	return true
}

// unlink takes b out of the file. Comments between its last key and the next
// section belong to that, and stay.
func (f *File) unlink(b *block) {
	end := endOfKeys(b.lines)
	for end < len(b.lines) && strings.TrimSpace(b.lines[end]) == "" {
		end++
	}
	above := b.previous // there is one: the first block belongs to DEFAULT
	length := len(above.lines)
	for length > 0 && isComment(above.lines[length-1]) {
		length--
	}
	above.lines = append(above.lines[:length], b.lines[end:]...)
	above.next = b.next
	if b.next != nil {
		b.next.previous = above
	} else {
		f.last = above
	}
}

func isComment(raw string) bool {
	l, _ := parseLine(raw)
	return l.kind == commentLine
}
