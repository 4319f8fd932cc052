package truenas

import "encoding/json"

// Optional is a field of an update: unset (the zero value: TrueNAS keeps what
// it has), null, or a value.
type Optional[T any] struct {
	value T
	state optionalState
}

type optionalState uint8

const (
	optionalUnset optionalState = iota
	optionalNull
	optionalSet
)

// Set returns a field that changes to value.
func Set[T any](value T) Optional[T] { return Optional[T]{value: value, state: optionalSet} }

// Null returns a field that changes to null.
func Null[T any]() Optional[T] { return Optional[T]{state: optionalNull} }

// Value returns the value and whether there is one; it is false for unset and
// for null.
func (o Optional[T]) Value() (T, bool) { return o.value, o.state == optionalSet }

// IsNull reports whether the field is null.
func (o Optional[T]) IsNull() bool { return o.state == optionalNull }

// IsZero reports whether the field is unset; encoding/json's omitzero uses it.
func (o Optional[T]) IsZero() bool { return o.state == optionalUnset }

// MarshalJSON writes the value, or null.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if o.state != optionalSet {
		return []byte("null"), nil
	}
	return encodeJSON(o.value)
}

// UnmarshalJSON reads null or a value. A key that is absent leaves the field
// unset.
func (o *Optional[T]) UnmarshalJSON(data []byte) error {
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
