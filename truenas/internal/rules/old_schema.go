package rules

import (
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// oldType is a type of TrueNAS's older schemas (all of 24.10, the tasks and
// jobs of 25.04). A value is first cleaned: coerced, with defaults filled in.
// Only when a whole parameter is clean is it validated: ranges, lengths, cron.
// Neither method is called with null.
type oldType interface {
	// clean returns the value as the method gets it. The error is a refusal of
	// the value itself, or refusals of values within it.
	clean(at string, v any) (any, error)
	validate(at string, v any, errs *Problems)
}

// refusal is a single value that is refused. Its text appears in the message
// about a list that holds the value.
type refusal struct{ at, message string }

func (r refusal) Error() string { return "[" + r.at + "] " + r.message }

// refusals are values refused within an object.
type refusals struct{ Problems }

func (r refusals) Error() string { return r.reason() }

// addRefused adds the rows of an error of clean.
func addRefused(errs *Problems, err error) {
	switch err := err.(type) { //nolint:errorlint // these two, never wrapped
	case refusal:
		errs.Add(err.at, err.message)
	case refusals:
		errs.Rows = append(errs.Rows, err.Rows...)
	}
}

// absent is the value of what is not there. No JSON value is one.
type absent struct{}

// oldField is a named value of an object or a parameter of a method.
type oldField struct {
	name     string
	typ      oldType
	required bool // in an object: without a default, absence is an error
	null     bool // null is a value
	filled   bool // absence means fallback
	fallback any
	secret   bool
}

func oldRequired(name string, typ oldType) oldField {
	return oldField{name: name, typ: typ, required: true}
}

// oldOptional is a field without a default: what is absent stays so.
func oldOptional(name string, typ oldType) oldField { return oldField{name: name, typ: typ} }

func oldDefault(name string, typ oldType, fallback any) oldField {
	return oldField{name: name, typ: typ, filled: true, fallback: fallback}
}

// orNull lets null through.
func (f oldField) orNull() oldField {
	f.null = true
	return f
}

func (f oldField) secretly() oldField {
	f.secret = true
	return f
}

// oldObject is an object without which there is an empty one.
func oldObject(name string, typ oldType) oldField { return oldDefault(name, typ, ejson.NewObject()) }

func (f oldField) clean(at string, v any) (any, error) {
	switch v.(type) {
	case nil:
		if !f.null {
			return nil, refusal{at, "null not allowed"}
		}
	case absent:
		if !f.filled {
			return nil, refusal{at, "attribute required"}
		}
		v = ejson.CloneValue(f.fallback)
	}
	if v == nil {
		return nil, nil
	}
	return f.typ.clean(at, v)
}

func (f oldField) validate(at string, v any, errs *Problems) {
	if v != nil {
		f.typ.validate(at, v, errs)
	}
}

// oldDict is an object. Unknown fields are refused unless it is open.
type oldDict struct {
	fields []oldField
	open   bool
	// partial leaves absent fields out: the shape of an update.
	partial bool
	// whole returns what is wrong with the clean object as a whole, or "".
	whole func(*ejson.Object) string
	// wholeLast asks so after the fields, and only when they are right.
	wholeLast bool
}

// check makes an object stand where a newer schema does.
func (d oldDict) check(at string, v any, errs *Problems) any {
	clean, err := d.clean(at, v)
	if err != nil {
		addRefused(errs, err)
		return nil
	}
	d.validate(at, clean, errs)
	return clean
}

func (d oldDict) clean(at string, v any) (any, error) {
	in, ok := v.(*ejson.Object)
	if !ok {
		return nil, refusal{at, "A dict was expected"}
	}
	var wrong refusals
	out := ejson.NewObject()
	fill := func(f oldField, v any) {
		clean, err := f.clean(join(at, f.name), v)
		addRefused(&wrong.Problems, err)
		out.Set(f.name, clean)
	}
	for _, k := range in.Keys() {
		if f, ok := d.field(k); ok {
			fill(f, in.Get(k))
		} else if d.open {
			out.Set(k, in.Get(k))
		} else {
			wrong.Add(join(at, k), "Field was not expected")
		}
	}
	for _, f := range d.fields {
		if !d.partial && !in.Has(f.name) && (f.required || f.filled) {
			fill(f, absent{})
		}
	}
	if !wrong.Empty() {
		return nil, wrong
	}
	return out, nil
}

func (d oldDict) field(name string) (oldField, bool) {
	for _, f := range d.fields {
		if f.name == name {
			return f, true
		}
	}
	return oldField{}, false
}

func (d oldDict) validate(at string, v any, errs *Problems) {
	o := v.(*ejson.Object)
	if d.whole != nil && !d.wholeLast {
		if message := d.whole(o); message != "" {
			errs.Add(at, message)
			return
		}
	}
	var mine Problems
	for _, f := range d.fields {
		if o.Has(f.name) {
			f.validate(join(at, f.name), o.Get(f.name), &mine)
		}
	}
	if d.wholeLast && mine.Empty() {
		if message := d.whole(o); message != "" {
			mine.Add(at, message)
		}
	}
	errs.Rows = append(errs.Rows, mine.Rows...)
}
