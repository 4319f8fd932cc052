package rules

import (
	"slices"
	"strings"

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
	fallback any
	secret   bool
}

func required(name string, typ schema) field { return field{name: name, typ: typ, required: true} }

func optional(name string, typ schema, fallback any) field {
	return field{name: name, typ: typ, fallback: fallback}
}

func secretly(f field) field {
	f.secret = true
	return f
}

// model is a JSON object with known fields.
type model struct {
	name   string // as it appears in "instance of …"
	fields []field
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
		errs.Add(at, "Input should be a valid dictionary or instance of "+m.name)
		return nil
	}
	var mine Problems
	out := ejson.NewObject()
	for _, f := range m.fields {
		switch {
		case in.Has(f.name):
			out.Set(f.name, f.typ.check(join(at, f.name), in.Get(f.name), &mine))
		case m.partial:
		case f.required:
			mine.Add(join(at, f.name), "Field required")
		default:
			out.Set(f.name, f.fill())
		}
	}
	if !m.lax {
		for _, k := range in.Keys() {
			if !m.knows(k) {
				mine.Add(join(at, k), "Extra inputs are not permitted")
			}
		}
	}
	if m.after != nil && mine.Empty() {
		if message := m.after(out); message != "" {
			mine.Add(at, "Value error, "+message)
		}
	}
	errs.Rows = append(errs.Rows, mine.Rows...)
	return out
}

func (m model) knows(name string) bool {
	return slices.ContainsFunc(m.fields, func(f field) bool { return f.name == name })
}

// asUpdate returns the model as the shape of an update.
func (m model) asUpdate(name string) model {
	m.name, m.partial = name, true
	return m
}

// fill returns the default.
func (f field) fill() any { return ejson.CloneValue(f.fallback) }

// defaults is an object of the model with nothing but defaults.
func (m model) defaults() *ejson.Object {
	return m.check("", ejson.NewObject(), &Problems{}).(*ejson.Object)
}

// tagged is a choice between models by the value of one key.
type tagged struct {
	key     string
	options []option
	// show prints a tag in the list of expected tags.
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
		expected[i] = t.show(o.tag)
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

// checkParams checks the positional parameters of a method.
func checkParams(fields []field, params []any) ([]any, error) {
	var errs Problems
	if len(params) > len(fields) {
		errs.Add("", tooMany(len(fields), len(params)))
		return nil, errs.Err()
	}
	out := make([]any, len(fields))
	for i, f := range fields {
		switch {
		case i < len(params):
			out[i] = f.typ.check(f.name, params[i], &errs)
		case f.required:
			errs.Add(f.name, "Field required")
		default:
			out[i] = f.fill()
		}
	}
	return out, errs.Err()
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}
