package rclonecfg

import (
	"errors"
)

// defaultValues resolves the values of the section DEFAULT, in which a
// reference is to a value with its own references already replaced.
type defaultValues struct {
	raw     merged
	done    map[string]defaultValue
	pending map[string]bool
	room    int
}

type defaultValue struct {
	text  string
	depth int // how many values it refers to in a row
}

// resolveDefaults returns the values of DEFAULT, which is s, by their keys. The
// error is a *valueError.
func resolveDefaults(s *section) (map[string]string, error) {
	if s == nil {
		return nil, nil
	}
	d := defaultValues{raw: s.merge(), done: map[string]defaultValue{}, pending: map[string]bool{}, room: maxAdded}
	values := make(map[string]string, len(d.raw.pairs))
	for _, p := range d.raw.pairs {
		value, err := d.resolve(p.key)
		if err != nil {
			var bad *valueError
			if !errors.As(err, &bad) {
				err = &valueError{section: s.name, key: p.key, err: err}
			}
			return nil, err
		}
		values[p.key] = value.text
	}
	return values, nil
}

// resolve returns what is already done, so that a value is resolved once
// however many refer to it.
func (d *defaultValues) resolve(key string) (defaultValue, error) {
	if value, ok := d.done[key]; ok {
		return value, nil
	}
	text, found := d.raw.get(key)
	switch {
	case !found:
		return defaultValue{}, nil
	case d.pending[key]:
		return defaultValue{}, errEndless
	case len(d.pending) > maxDepth:
		return defaultValue{}, errTooDeep
	}
	d.pending[key] = true
	defer delete(d.pending, key)
	var value defaultValue
	var err error
	value.text, err = expand(text, &d.room, func(name string) (string, error) {
		next, err := d.resolve(name)
		value.depth = max(value.depth, next.depth+1)
		if err == nil && value.depth > maxDepth {
			err = errTooDeep
		}
		return next.text, err
	})
	if err != nil {
		return defaultValue{}, err
	}
	d.done[key] = value
	return value, nil
}
