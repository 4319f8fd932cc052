package rules

import (
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// tagged is a choice between models by the value of one key.
type tagged struct {
	key     string
	options []option
	// show prints a tag in the list of expected tags; nil is 'TAG'.
	show func(tag string) string
}

type option struct {
	tag   string
	model model
}

func (t tagged) check(at string, v any, errs *Problems) any {
	in, ok := v.(*ejson.Object)
	if !ok {
		errs.Add(at, "Input should be a valid dictionary or object to extract fields from")
		return nil
	}
	if !in.Has(t.key) {
		errs.Add(join(at, t.key), "Field required")
		return nil
	}
	tag, _ := in.Get(t.key).(string)
	if m := t.find(tag); m != nil {
		return m.check(join(at, tag), v, errs)
	}
	expected := make([]string, len(t.options))
	for i, o := range t.options {
		expected[i] = "'" + o.tag + "'"
		if t.show != nil {
			expected[i] = t.show(o.tag)
		}
	}
	errs.Add(at, "Input tag '"+PyStr(in.Get(t.key))+"' found using '"+t.key+
		"' does not match any of the expected tags: "+strings.Join(expected, ", "))
	return nil
}

func (t tagged) find(tag string) *model {
	for i := range t.options {
		if t.options[i].tag == tag {
			return &t.options[i].model
		}
	}
	return nil
}

// union accepts what one of its branches accepts. A value that none does gets
// the rows of all of them.
type union []branch

// branch is a schema with the label that it has in paths.
type branch struct {
	label string
	schema
}

func (t union) check(at string, v any, errs *Problems) any {
	all := errs.apart()
	for _, b := range t {
		mine := errs.apart()
		path := join(at, b.label)
		out := b.check(path, v, mine)
		if mine.Empty() {
			return out
		}
		for _, row := range mine.Rows {
			if row.Attribute == path && b.unnamed(errs.release) {
				row.Attribute, row.late = at, true
			}
			all.Rows = append(all.Rows, row)
		}
	}
	errs.take(all)
	return v
}

// unnamed reports whether a release leaves the label out of paths: newer ones
// do so with labels that are no names.
func (b branch) unnamed(r Release) bool { return r.AtLeast(V26) && strings.Contains(b.label, "[") }

// settle puts the rows about unnamed branches of unions after all others, and
// makes one row of those about the same attribute.
func (p *Problems) settle() {
	var rows, late []Problem
	for _, r := range p.Rows {
		if !r.late {
			rows = append(rows, r)
			continue
		}
		at := slices.IndexFunc(late, func(l Problem) bool { return l.Attribute == r.Attribute })
		if at >= 0 {
			late[at].Message += " or " + r.Message
		} else {
			late = append(late, r)
		}
	}
	p.Rows = slices.Concat(rows, late)
}
