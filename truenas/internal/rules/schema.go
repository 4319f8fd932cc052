package rules

import (
	"cmp"
	"slices"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// A schema checks a value found at a path, adds what is wrong with it and
// returns the value as the method gets it: defaults filled in, URLs canonical.
// Nothing is coerced: "1" is not 1, and 1 is not true.
type schema interface {
	check(at string, v any, errs *Problems) any
}

// field is a named value of a model or a parameter of a method.
type field struct {
	name     string
	typ      schema
	required bool
	fallback any // a model stands for an object of its defaults
	secret   bool
	// alias is another name that the value may have in some releases.
	alias *alias
	// since is the first release with the field, until the first without it.
	since, until Release
}

type alias struct {
	name  string
	since Release
}

func required(name string, typ schema) field { return field{name: name, typ: typ, required: true} }

func optional(name string, typ schema, fallback any) field {
	return field{name: name, typ: typ, fallback: fallback}
}

func secretly(f field) field {
	f.secret = true
	return f
}

func since(r Release, f field) field {
	f.since = r
	return f
}

func until(r Release, f field) field {
	f.until = r
	return f
}

// in reports whether a release has the field.
func (f field) in(r Release) bool {
	return r.AtLeast(f.since) && (f.until == "" || !r.AtLeast(f.until))
}

// fieldsIn are the fields that a release has.
func fieldsIn(r Release, fields []field) []field {
	return slices.DeleteFunc(slices.Clone(fields), func(f field) bool { return !f.in(r) })
}

// key is the name under which an object holds the field's value.
func (f field) key(r Release, o *ejson.Object) string {
	if f.alias != nil && r.AtLeast(f.alias.since) && !o.Has(f.name) && o.Has(f.alias.name) {
		return f.alias.name
	}
	return f.name
}

// model is a JSON object with known fields.
type model struct {
	name string // as it appears in "instance of …"
	// renamed holds the names that single releases have for it.
	renamed map[Release]string
	fields  []field
	// partial leaves absent fields out instead of requiring them or filling
	// in their default: the shape of an update.
	partial bool
	// lax drops unknown fields instead of refusing them.
	lax bool
	// after sees the checked object when every field was right, and returns
	// what is wrong with it as a whole.
	after func(*ejson.Object) string
}

func (m model) check(at string, v any, errs *Problems) any {
	in, ok := v.(*ejson.Object)
	if !ok {
		errs.Add(at, "Input should be a valid dictionary or instance of "+cmp.Or(m.renamed[errs.release], m.name))
		return nil
	}
	mine := errs.apart()
	out := ejson.NewObject()
	known := map[string]bool{}
	for _, f := range fieldsIn(errs.release, m.fields) {
		key := f.key(errs.release, in)
		known[key] = true
		switch {
		case in.Has(key):
			out.Set(f.name, f.typ.check(join(at, key), in.Get(key), mine))
		case m.partial, f.typ == excluded{}:
		case f.required:
			mine.Add(join(at, f.name), "Field required")
		default:
			out.Set(f.name, f.fill(errs.release))
		}
	}
	for _, k := range in.Keys() {
		if !m.lax && !known[k] {
			mine.Add(join(at, k), "Extra inputs are not permitted")
		}
	}
	if m.after != nil && mine.Empty() {
		if message := m.after(out); message != "" {
			mine.Add(at, "Value error, "+message)
		}
	}
	errs.take(mine)
	return out
}

// asUpdate returns the model as the shape of an update.
func (m model) asUpdate(name string) model {
	m.name, m.partial = name, true
	return m
}

// fill returns the default.
func (f field) fill(r Release) any {
	if m, ok := f.fallback.(model); ok {
		return m.check("", ejson.NewObject(), &Problems{release: r})
	}
	return ejson.CloneValue(f.fallback)
}

// checkParams checks the positional parameters of a method.
func checkParams(r Release, fields []field, params []any) ([]any, error) {
	errs := &Problems{release: r}
	if len(params) > len(fields) {
		errs.Add("", tooMany(len(fields), len(params)))
		return nil, errs.Err()
	}
	out := make([]any, len(fields))
	for i, f := range fields {
		switch {
		case i < len(params):
			out[i] = f.typ.check(f.name, params[i], errs)
		case f.required:
			errs.Add(f.name, "Field required")
		default:
			out[i] = f.fill(r)
		}
	}
	errs.settle()
	return out, errs.Err()
}

// join appends a name to a path; either may be empty.
func join(at, name string) string {
	if at == "" || name == "" {
		return at + name
	}
	return at + "." + name
}
