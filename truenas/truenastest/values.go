package truenastest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"slices"
	"strings"
	"time"
)

// object is a JSON object that remembers the order of its keys: errors about
// unknown fields and stored entries come out in the order of the input.
//
// Values are nil, bool, json.Number, int, string, []any, *object or extended.
type object struct {
	keys []string
	vals map[string]any
}

func newObject(pairs ...any) *object {
	o := &object{vals: make(map[string]any, len(pairs)/2)}
	for pair := range slices.Chunk(pairs, 2) {
		o.set(pair[0].(string), pair[1])
	}
	return o
}

func (o *object) set(key string, value any) {
	if _, ok := o.vals[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.vals[key] = value
}

func (o *object) has(key string) bool {
	_, ok := o.vals[key]
	return ok
}

func (o *object) get(key string) any { return o.vals[key] }

func (o *object) text(key string) string {
	s, _ := o.vals[key].(string)
	return s
}

func (o *object) flag(key string) bool {
	b, _ := o.vals[key].(bool)
	return b
}

func (o *object) obj(key string) *object {
	v, ok := o.vals[key].(*object)
	if !ok {
		return newObject()
	}
	return v
}

func (o *object) list(key string) []any {
	l, _ := o.vals[key].([]any)
	return l
}

func (o *object) number(key string) int { return toInt(o.vals[key]) }

func (o *object) clone() *object {
	c := &object{keys: slices.Clone(o.keys), vals: maps.Clone(o.vals)}
	for k, v := range c.vals {
		c.vals[k] = cloneValue(v)
	}
	return c
}

// MarshalJSON keeps the order of the keys.
func (o *object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, k := range o.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeJSON(&b, k); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := writeJSON(&b, o.vals[k]); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func writeJSON(b *bytes.Buffer, v any) error {
	data, err := encode(v)
	b.Write(data)
	return err
}

// encode marshals without escaping <, > and &, as Python does.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func cloneValue(v any) any {
	switch v := v.(type) {
	case *object:
		return v.clone()
	case []any:
		c := make([]any, len(v))
		for i := range v {
			c[i] = cloneValue(v[i])
		}
		return c
	default:
		return v
	}
}

// extended is a value of the wire's extended JSON (a date, a time, a set):
// no ordinary field accepts one.
type extended struct{ raw *object }

// MarshalJSON returns the wire form.
func (e extended) MarshalJSON() ([]byte, error) { return e.raw.MarshalJSON() }

// date is the wire form of a point in time: whole seconds, as milliseconds.
func date(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return extended{newObject("$date", t.Unix()*1000)}
}

// parseValue reads one JSON text with nothing after it.
func parseValue(text string) (any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	v, err := readValue(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("extra data after the message")
	}
	return v, nil
}

func readValue(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := t.(json.Delim)
	if !ok {
		return t, nil
	}
	if delim == '[' {
		list := []any{}
		for d.More() {
			v, err := readValue(d)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := d.Token()
		return list, err
	}
	o := newObject()
	for d.More() {
		k, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := readValue(d)
		if err != nil {
			return nil, err
		}
		o.set(k.(string), v)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return special(o)
}

// special turns an object that spells an extended value into one. An object
// with such a key and a value of the wrong kind makes the frame invalid.
func special(o *object) (any, error) {
	if len(o.keys) == 2 && o.has("$type") && o.has("$value") {
		if o.text("$type") != "date" {
			return o, nil
		}
		if _, err := time.Parse(time.DateOnly, o.text("$value")); err != nil {
			return nil, badExtended("$value", err.Error())
		}
		return extended{o}, nil
	}
	if len(o.keys) != 1 {
		return o, nil
	}
	key := o.keys[0]
	switch key {
	case "$date":
		if !isNumber(o.get(key)) {
			return nil, badExtended(key, "unsupported operand type(s)")
		}
	case "$time":
		if !isTimeOfDay(o.text(key)) {
			return nil, badExtended(key, "Invalid isoformat string")
		}
	case "$set":
		if _, ok := o.get(key).([]any); !ok {
			return nil, badExtended(key, "object is not iterable")
		}
	default:
		return o, nil
	}
	return extended{o}, nil
}

func badExtended(key, why string) error { return fmt.Errorf("error parsing %s: %s", key, why) }

func isTimeOfDay(s string) bool {
	for _, layout := range []string{"15:04", "15:04:05", "15:04:05.999999", "15:04:05Z07:00"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

func isNumber(v any) bool { _, ok := v.(json.Number); return ok || isInt(v) }

// isInt reports whether Python would read v as an int: 1.0 and 1e3 are floats.
func isInt(v any) bool {
	switch v := v.(type) {
	case json.Number:
		return !strings.ContainsAny(string(v), ".eE")
	case int, int64:
		return true
	}
	return false
}

func toInt(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			return -1
		}
		return int(n)
	}
	return 0
}

func bigInt(v any) *big.Int {
	n, ok := new(big.Int).SetString(fmt.Sprint(v), 10)
	if !ok {
		return new(big.Int)
	}
	return n
}
