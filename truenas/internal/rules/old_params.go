package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// oldMethod is what a method of an older release has in the place of params.
type oldMethod interface {
	// check returns what the method's body receives. stored is the credential
	// that an update changes, nil if that is not known. The error is a [*Fault].
	check(params []any, stored *ejson.Object) ([]any, error)
	// redact returns job arguments as every user sees them.
	redact(raw []any) []any
}

// oldParams are the positional parameters of a method with an older schema.
type oldParams []oldField

// crasher is a type whose validation can end in an exception.
type crasher interface{ crash(v any) error }

func (p oldParams) check(params []any, _ *ejson.Object) ([]any, error) {
	if len(params) > len(p) {
		return nil, CallFault(EFAULT, tooMany(len(p), len(params)), nil)
	}
	var errs Problems
	out := make([]any, len(p))
	for i, f := range p {
		var v any = absent{}
		if i < len(params) {
			v = params[i]
		}
		clean, err := f.clean(f.name, v)
		if err != nil {
			addRefused(&errs, err)
			continue
		}
		if c, ok := f.typ.(crasher); ok && clean != nil {
			if err := c.crash(clean); err != nil {
				return nil, err
			}
		}
		f.validate(f.name, clean, &errs)
		out[i] = clean
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

func (p oldParams) redact(raw []any) []any {
	out := ejson.CloneValue(raw).([]any)
	for i := range min(len(out), len(p)) {
		out[i] = p[i].redact(out[i])
	}
	return out
}

func (f oldField) redact(v any) any {
	if f.secret {
		return Stars
	}
	d, isDict := f.typ.(oldDict)
	o, isObject := v.(*ejson.Object)
	if isDict && isObject {
		d.redact(o)
	}
	return v
}

func (d oldDict) redact(o *ejson.Object) {
	for _, f := range d.fields {
		if o.Has(f.name) {
			o.Set(f.name, f.redact(o.Get(f.name)))
		}
	}
}
