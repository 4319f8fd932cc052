package truenas

import "encoding/json"

// Opt is a field of an update: unset (the zero value: TrueNAS keeps what
// it has), null, or a value.
type Opt[T any] struct {
	value T
	state optState
}

type optState uint8

const (
	optUnset optState = iota
	optNull
	optSet
)

// Set returns a field that changes to value.
func Set[T any](value T) Opt[T] { return Opt[T]{value: value, state: optSet} }

// Null returns a field that changes to null.
func Null[T any]() Opt[T] { return Opt[T]{state: optNull} }

// Value returns the value and whether there is one; it is false for unset and
// for null.
func (o Opt[T]) Value() (T, bool) { return o.value, o.state == optSet }

// IsNull reports whether the field is null.
func (o Opt[T]) IsNull() bool { return o.state == optNull }

// IsZero reports whether the field is unset; encoding/json's omitzero uses it.
func (o Opt[T]) IsZero() bool { return o.state == optUnset }

// MarshalJSON writes the value, or null.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if o.state != optSet {
		return []byte("null"), nil
	}
	return encodeJSON(o.value)
}

// UnmarshalJSON reads null or a value. A key that is absent leaves the field
// unset.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*o = Null[T]()
		return nil
	}
	var value T
	if err := json.Unmarshal(data, &value); err != nil {
		return err
	}
	*o = Set(value)
	return nil
}
