package rclonecfg

import (
	"bytes"
	"slices"
	"strings"
)

// SetRemote makes the section r.Name hold exactly r. A new section is added at
// the end. In an existing one, only lines whose value changes are rewritten,
// new options follow the last one, and options that r lacks are removed; an
// option with an empty value counts as lacking.
//
// It returns a *[RemoteError], and changes nothing, when rclone would not read
// r back: a name or key rclone does not accept, a value with a line break or
// %(…)s, or an option that the section would take from another one and r lacks.
//
// rclone itself drops the quotes that keep blanks at the ends of a value when
// it next saves the file: avoid such values.
func (f *File) SetRemote(r Remote) error {
	if current, ok := f.Remote(r.Name); ok && current.same(r) {
		return nil
	}
	if err := r.check(); err != nil {
		return err
	}
	wanted := []Option{{Key: typeKey, Value: NewSecret(r.Type)}}
	for _, option := range r.Options {
		if !option.Value.IsZero() {
			wanted = append(wanted, option)
		}
	}
	edit := editor{lines: slices.Clone(f.lines), eol: f.lineEnding()}
	edit.section(r.Name)
	for _, key := range f.values.keys[r.Name] {
		if value, _, _ := f.values.get(r.Name, key); value == "" || key == sectionKeeper {
			continue
		}
		if !slices.ContainsFunc(wanted, func(o Option) bool { return o.Key == key }) {
			edit.remove(r.Name, key)
		}
	}
	for _, option := range wanted {
		value := option.Value.Reveal()
		if current, _, _ := f.values.get(r.Name, option.Key); current != value {
			edit.set(r.Name, option.Key, value)
		}
	}
	return f.accept(&edit, r)
}

// accept makes the edited lines the content of f when rclone would read r there.
func (f *File) accept(edit *editor, r Remote) error {
	edited, err := ParseFile(edit.bytes())
	if err != nil {
		return err
	}
	if got, _ := edited.Remote(r.Name); !got.same(r) {
		return &RemoteError{Remote: r.Name, Reason: "rclone would read other options than these, " +
			"because the section takes some from the section in front of its last dot, or one refers to another by %(…)s: " +
			"choose a name without a dot, and write the value in place of the reference"}
	}
	*f = *edited
	return nil
}

// DeleteRemote removes the section name with the comment lines right above it,
// and reports whether it was there. The section DEFAULT cannot be removed.
//
// A section "a" feeds "a.b": without it, "a.b" loses what it took from there,
// which can be its type.
func (f *File) DeleteRemote(name string) bool {
	if name == defaultSection || name == "" || !f.values.has(name) {
		return false
	}
	edit := editor{lines: slices.Clone(f.lines)}
	edit.removeSection(name)
	edited, err := ParseFile(edit.bytes())
	if err != nil {
		return false
	}
	*f = *edited
	return true
}

func (f *File) lineEnding() string {
	if len(f.lines) > 0 && strings.HasSuffix(f.lines[0].raw, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

// editor changes the lines of a file; the result is parsed again.
type editor struct {
	lines []line
	eol   string
}

func (e *editor) bytes() []byte {
	var out bytes.Buffer
	for _, l := range e.lines {
		out.WriteString(l.raw)
	}
	return out.Bytes()
}

// last returns the index of the last line that begins the section, or holds a
// key of it; of the key itself when it is not empty; or -1.
func (e *editor) last(section, key string) int {
	for i, l := range slices.Backward(e.lines) {
		if l.section != section {
			continue
		}
		if l.kind == pairLine && (key == "" || l.key == key) || l.kind == sectionLine && key == "" {
			return i
		}
	}
	return -1
}

// section adds an empty section at the end when it is not there yet.
func (e *editor) section(name string) {
	if e.last(name, "") >= 0 {
		return
	}
	if n := len(e.lines); n > 0 {
		e.endLine(n - 1)
		if e.lines[n-1].kind != blankLine {
			e.lines = append(e.lines, line{raw: e.eol})
		}
	}
	e.lines = append(e.lines, line{raw: "[" + name + "]" + e.eol, kind: sectionLine, section: name})
}

// set rewrites the line whose value counts, or adds one.
func (e *editor) set(section, key, value string) {
	if i := e.last(section, key); i >= 0 {
		l := &e.lines[i]
		before := l.raw[:l.valueStart]
		if strings.HasSuffix(before, " =") {
			before += " "
		}
		l.raw = before + quote(value) + l.raw[l.valueEnd:]
		return
	}
	i := e.last(section, "")
	e.endLine(i)
	e.lines = slices.Insert(e.lines, i+1,
		line{raw: key + " = " + quote(value) + e.eol, kind: pairLine, section: section, key: key})
}

func (e *editor) remove(section, key string) {
	e.lines = slices.DeleteFunc(e.lines, func(l line) bool {
		return l.kind == pairLine && l.section == section && l.key == key
	})
}

func (e *editor) removeSection(name string) {
	for i := 0; i < len(e.lines); i++ {
		if l := e.lines[i]; l.kind != sectionLine || l.section != name {
			continue
		}
		// Comments between the last key and the next section belong to that.
		end := i + 1
		for j := end; j < len(e.lines) && e.lines[j].kind != sectionLine; j++ {
			if e.lines[j].kind == pairLine {
				end = j + 1
			}
		}
		for end < len(e.lines) && e.lines[end].kind == blankLine {
			end++
		}
		start := i
		for start > 0 && e.lines[start-1].kind == commentLine {
			start--
		}
		e.lines = slices.Delete(e.lines, start, end)
		i = start - 1
	}
}

func (e *editor) endLine(i int) {
	if !strings.HasSuffix(e.lines[i].raw, "\n") {
		e.lines[i].raw += e.eol
	}
}
