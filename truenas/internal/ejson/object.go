package ejson

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

// Object is a JSON object that remembers the order of its keys: errors about
// unknown fields and stored entries come out in the order of the input.
//
// Values are nil, bool, json.Number, int, string, []any, *Object or [Extended].
type Object struct {
	keys []string
	vals map[string]any
}

// NewObject returns an object of keys and values in turns.
func NewObject(pairs ...any) *Object {
	o := &Object{vals: make(map[string]any, len(pairs)/2)}
	for pair := range slices.Chunk(pairs, 2) {
		o.Set(pair[0].(string), pair[1])
	}
	return o
}

// Set sets a key; one that is new comes last.
func (o *Object) Set(key string, value any) {
	if _, ok := o.vals[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.vals[key] = value
}

// Keys are the keys in the order in which they were set.
func (o *Object) Keys() []string { return o.keys }

// Delete removes a key. One that is not there is no error.
func (o *Object) Delete(key string) {
	if !o.Has(key) {
		return
	}
	delete(o.vals, key)
	o.keys = slices.DeleteFunc(o.keys, func(k string) bool { return k == key })
}

// Has reports whether the key is there.
func (o *Object) Has(key string) bool {
	_, ok := o.vals[key]
	return ok
}

// Get returns the value of a key, nil without one.
func (o *Object) Get(key string) any { return o.vals[key] }

// Text returns a value that is a string, else "".
func (o *Object) Text(key string) string {
	s, _ := o.vals[key].(string)
	return s
}

// Flag returns a value that is a bool, else false.
func (o *Object) Flag(key string) bool {
	b, _ := o.vals[key].(bool)
	return b
}

// Obj returns a value that is an object, else an empty one.
func (o *Object) Obj(key string) *Object {
	v, ok := o.vals[key].(*Object)
	if !ok {
		return NewObject()
	}
	return v
}

// List returns a value that is a list, else nil.
func (o *Object) List(key string) []any {
	l, _ := o.vals[key].([]any)
	return l
}

// Number returns a value that is an integer, else 0.
func (o *Object) Number(key string) int { return ToInt(o.vals[key]) }

// Clone returns a deep copy.
func (o *Object) Clone() *Object {
	c := &Object{keys: slices.Clone(o.keys), vals: maps.Clone(o.vals)}
	for k, v := range c.vals {
		c.vals[k] = CloneValue(v)
	}
	return c
}

// MarshalJSON keeps the order of the keys.
func (o *Object) MarshalJSON() ([]byte, error) {
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
	data, err := Encode(v)
	b.Write(data)
	return err
}

// Encode marshals without escaping <, > and &, as Python does.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// CloneValue returns a deep copy of a value.
func CloneValue(v any) any {
	switch v := v.(type) {
	case *Object:
		return v.Clone()
	case []any:
		c := make([]any, len(v))
		for i := range v {
			c[i] = CloneValue(v[i])
		}
		return c
	default:
		return v
	}
}

// Extended is a value of the wire's Extended JSON (a Date, a time, a set):
// no ordinary field accepts one.
type Extended struct{ Raw *Object }

// MarshalJSON returns the wire form.
func (e Extended) MarshalJSON() ([]byte, error) { return e.Raw.MarshalJSON() }

// Date is the wire form of a point in time: whole seconds, as milliseconds.
func Date(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return Extended{NewObject("$date", t.Unix()*1000)}
}

// Parse reads one JSON text with nothing after it.
func Parse(text string) (any, error) {
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
	o := NewObject()
	for d.More() {
		k, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := readValue(d)
		if err != nil {
			return nil, err
		}
		o.Set(k.(string), v)
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	return special(o)
}

// special turns an object that spells an Extended value into one. An object
// with such a key and a value of the wrong kind makes the frame invalid.
func special(o *Object) (any, error) {
	if len(o.keys) == 2 && o.Has("$type") && o.Has("$value") {
		if o.Text("$type") != "date" {
			return o, nil
		}
		if _, err := time.Parse(time.DateOnly, o.Text("$value")); err != nil {
			return nil, badExtended("$value", err.Error())
		}
		return Extended{o}, nil
	}
	if len(o.keys) != 1 {
		return o, nil
	}
	key := o.keys[0]
	switch key {
	case "$date":
		if !IsNumber(o.Get(key)) {
			return nil, badExtended(key, "unsupported operand type(s)")
		}
	case "$time":
		if !isTimeOfDay(o.Text(key)) {
			return nil, badExtended(key, "Invalid isoformat string")
		}
	case "$set":
		if _, ok := o.Get(key).([]any); !ok {
			return nil, badExtended(key, "object is not iterable")
		}
	default:
		return o, nil
	}
	return Extended{o}, nil
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

// IsNumber reports whether v is a number of any kind.
func IsNumber(v any) bool { _, ok := v.(json.Number); return ok || IsInt(v) }

// IsInt reports whether Python would read v as an int: 1.0 and 1e3 are floats.
func IsInt(v any) bool {
	switch v := v.(type) {
	case json.Number:
		return !strings.ContainsAny(string(v), ".eE")
	case int, int64:
		return true
	}
	return false
}

// ToInt returns an integer: -1 for one out of range, 0 for anything else.
func ToInt(v any) int {
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

// BigInt returns an integer of any size, 0 for anything else.
func BigInt(v any) *big.Int {
	n, ok := new(big.Int).SetString(fmt.Sprint(v), 10)
	if !ok {
		return new(big.Int)
	}
	return n
}
