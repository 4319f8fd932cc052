package truenastest

import (
	"strconv"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// splitPath splits a dotted path; a dot after a backslash is part of a name.
func splitPath(path string) []string {
	parts, part := []string{}, ""
	pieces := strings.Split(path, ".")
	for i, piece := range pieces {
		last := i == len(pieces)-1
		if name, escaped := strings.CutSuffix(piece, `\`); escaped && !last {
			part += name + "."
			continue
		}
		if part += piece; part != "" || !last {
			parts = append(parts, part)
		}
		part = ""
	}
	return parts
}

// anyAt reports whether ok holds for the value that the path leads to, or, with
// a "*" for the index of a list, for one of the values. It does not hold for a
// key that an object lacks. Past the end of a list is null, and a path that
// goes on below null, a text or a number ends there.
func anyAt(v any, path []string, ok func(any) (bool, error)) (bool, error) {
	for i, part := range path {
		switch in := v.(type) {
		case *ejson.Object:
			if !in.Has(part) {
				return false, nil
			}
			v = in.Get(part)
		case []any:
			if part == "*" {
				return anyItem(in, path[i+1:], ok)
			}
			n, err := strconv.ParseUint(part, 10, 0)
			if err != nil {
				return false, rules.ExceptionFault("ValueError", part+": must be array index or wildcard character")
			}
			v = nil
			if n < uint64(len(in)) {
				v = in[n]
			}
		}
	}
	return ok(v)
}

func anyItem(items []any, path []string, ok func(any) (bool, error)) (bool, error) {
	for _, item := range items {
		if hit, err := anyAt(item, path, ok); hit || err != nil {
			return hit, err
		}
	}
	return false, nil
}

// lookup returns the value that the path leads to, null for a missing key.
func lookup(row *ejson.Object, path string) (v any, err error) {
	_, err = anyAt(row, splitPath(path), func(at any) (bool, error) {
		v = at
		return true, nil
	})
	return v, err
}

// project makes an object of the selected fields, nested as they are in the
// row. Fields that the row lacks are left out; no selection is the whole row.
func project(row *ejson.Object, fields []any) (*ejson.Object, error) {
	if len(fields) == 0 {
		return row, nil
	}
	out := ejson.NewObject()
	for _, f := range fields {
		path, name := f, ""
		pair, renamed := f.([]any)
		if renamed {
			path, name = pair[0], pair[1].(string)
		}
		keys, v, found, err := selected(row, path.(string))
		switch {
		case err != nil:
			return nil, err
		case !found:
			continue
		case renamed:
			out.Set(name, v)
			continue
		case len(keys) == 0:
			return nil, rules.ExceptionFault("IndexError", "pop from empty list")
		}
		if err := setNested(out, keys, v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// selected returns the value that the path leads to and the keys on the way.
func selected(row *ejson.Object, path string) (keys []string, v any, found bool, err error) {
	v = row
	for _, part := range splitPath(path) {
		switch in := v.(type) {
		case *ejson.Object:
			if !in.Has(part) {
				return nil, nil, false, nil
			}
			v = in.Get(part)
			keys = append(keys, part)
		case []any:
			return nil, nil, false, rules.ExceptionFault("ValueError", "Selecting by list index is not supported")
		}
	}
	return keys, ejson.CloneValue(v), true, nil
}

// setNested sets a value below keys, the last of which is its own.
func setNested(o *ejson.Object, keys []string, v any) error {
	last := len(keys) - 1
	for _, k := range keys[:last] {
		if !o.Has(k) {
			o.Set(k, ejson.NewObject())
		}
		next, ok := o.Get(k).(*ejson.Object)
		if !ok {
			return rules.ExceptionFault("TypeError", "object does not support item assignment")
		}
		o = next
	}
	o.Set(keys[last], v)
	return nil
}
