package rules

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// maxText is the length of every string that is not declared long.
const maxText = 1024

// text is a string; lengths count characters.
type text struct {
	min     int
	long    bool // no upper limit
	pattern *regexp.Regexp
	refusal string // message for what the pattern does not match
	parse   func(string) (message string)
}

var (
	plainText        = text{}
	longText         = text{long: true}
	nonEmptyText     = text{min: 1}
	longNonEmptyText = text{min: 1, long: true}
)

func (t text) check(at string, v any, errs *Problems) any {
	s, ok := v.(string)
	switch n := utf8.RuneCountInString(s); {
	case !ok:
		errs.Add(at, "Input should be a valid string")
	case n < t.min && t.long && !errs.release.AtLeast(V27):
		// A long string's minimum was checked after validation.
		errs.Add(at, fmt.Sprintf("Value should have at least %d item after validation, not %d", t.min, n))
	case n < t.min:
		errs.Add(at, fmt.Sprintf("String should have at least %d character", t.min))
	case n > maxText && !t.long:
		errs.Add(at, fmt.Sprintf("String should have at most %d characters", maxText))
	case t.pattern != nil && !t.pattern.MatchString(s):
		errs.Add(at, t.refusal)
	case t.parse != nil:
		if message := t.parse(s); message != "" {
			errs.Add(at, "Value error, "+message)
		}
	}
	return v
}

// integer is a whole number of any size.
type integer struct{ positive bool }

func (t integer) check(at string, v any, errs *Problems) any {
	switch {
	case !ejson.IsInt(v):
		errs.Add(at, "Input should be a valid integer")
	case t.positive && ejson.BigInt(v).Sign() <= 0:
		errs.Add(at, "Input should be greater than 0")
	}
	return v
}

type boolean struct{}

func (boolean) check(at string, v any, errs *Problems) any {
	if _, ok := v.(bool); !ok {
		errs.Add(at, "Input should be a valid boolean")
	}
	return v
}

// excluded is a field that an object of this kind has only when the server
// sends it. It is refused like an unknown one, but in the place of the field.
type excluded struct{}

func (excluded) check(at string, v any, errs *Problems) any {
	errs.Add(at, "Extra inputs are not permitted")
	return v
}

// refused are fields of that kind.
func refused(name string) field { return field{name: name, typ: excluded{}} }

// nullable accepts null besides what its schema accepts.
type nullable struct{ schema }

func (t nullable) check(at string, v any, errs *Problems) any {
	if v == nil {
		return nil
	}
	return t.schema.check(at, v, errs)
}

// choice is one of a few strings, small ints or null.
type choice []any

// mechanism is a string that newer releases call by its value and older ones
// by the name of its Python enumeration.
type mechanism string

func (t mechanism) check(at string, v any, errs *Problems) any {
	if v != string(t) {
		errs.Add(at, "Input should be "+t.show(errs.release))
	}
	return v
}

func (t mechanism) show(r Release) string {
	if r.AtLeast(V26) {
		return "'" + string(t) + "'"
	}
	return "<AuthMech." + string(t) + ": '" + string(t) + "'>"
}

func oneOf(values ...any) choice { return values }

func (t choice) check(at string, v any, errs *Problems) any {
	number, isNumber := t.number(v)
	for _, c := range t {
		if n, ok := c.(int); ok {
			if isNumber && number == float64(n) {
				return n
			}
			continue
		}
		switch v.(type) {
		case nil, string:
			if v == c {
				return v
			}
		}
	}
	if t.counts() && ejson.IsInt(v) && !ejson.BigInt(v).IsInt64() {
		errs.Add(at, "Unable to parse input string as an integer, exceeded maximum size")
		return v
	}
	errs.Add(at, "Input should be "+t.String())
	return v
}

// number reads a value as Python compares it with an int: true is 1, and so
// is 1.0.
func (choice) number(v any) (float64, bool) {
	switch v := v.(type) {
	case bool:
		return map[bool]float64{true: 1}[v], true
	case int:
		return float64(v), true
	case json.Number:
		n, err := v.Float64()
		return n, err == nil
	}
	return 0, false
}

// counts reports whether the choice is between numbers.
func (t choice) counts() bool {
	return slices.ContainsFunc(t, func(c any) bool { _, ok := c.(int); return ok })
}

// String is the list as the messages print it: 'A', 'B' or 'C'.
func (t choice) String() string {
	shown := make([]string, len(t))
	for i, c := range t {
		switch c := c.(type) {
		case nil:
			shown[i] = "None"
		case string:
			shown[i] = "'" + c + "'"
		default:
			shown[i] = fmt.Sprint(c)
		}
	}
	if len(shown) == 1 {
		return shown[0]
	}
	last := len(shown) - 1
	return strings.Join(shown[:last], ", ") + " or " + shown[last]
}

type list struct{ item schema }

func (t list) check(at string, v any, errs *Problems) any {
	in, ok := v.([]any)
	if !ok {
		errs.Add(at, "Input should be a valid list")
		return nil
	}
	out := make([]any, len(in))
	for i := range in {
		out[i] = t.item.check(join(at, strconv.Itoa(i)), in[i], errs)
	}
	return out
}

// anyList is a list of anything.
type anyList struct{}

func (anyList) check(at string, v any, errs *Problems) any {
	if _, ok := v.([]any); !ok {
		errs.Add(at, "Input should be a valid list")
	}
	return v
}

// dictionary is an object with any keys.
type dictionary struct{}

func (dictionary) check(at string, v any, errs *Problems) any {
	if _, ok := v.(*ejson.Object); !ok {
		errs.Add(at, "Input should be a valid dictionary")
	}
	return v
}

func tooMany(want, got int) string {
	return fmt.Sprintf("Too many arguments (expected %d, found %d)", want, got)
}
