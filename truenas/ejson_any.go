package truenas

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// DecodeEJSON reads a value whose type is not known, as encoding/json does, and
// with [Time], [Date], [TimeOfDay], [Unordered] of any and [InterfaceAddress] where
// the text has them. Numbers are [json.Number]. encoding/json writes the result
// back as it was.
func DecodeEJSON(data []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, errors.New("truenas: want JSON")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("truenas: want one JSON value")
	}
	return special(value), nil
}

// special replaces the objects that stand for something else.
func special(value any) any {
	switch v := value.(type) {
	case []any:
		for i, member := range v {
			v[i] = special(member)
		}
	case map[string]any:
		if found := specialObject(v); found != nil {
			return found
		}
		for key, member := range v {
			v[key] = special(member)
		}
	}
	return value
}

// specialObject returns nil for an object that is nothing but an object, also for
// one that only looks like another value.
func specialObject(o map[string]any) any {
	if list, ok := o["$set"].([]any); ok && len(o) == 1 {
		return Unordered[any](special(list).([]any))
	}
	if len(o) == 0 || len(o) > 2 {
		return nil
	}
	text, err := json.Marshal(o)
	if err != nil {
		return nil
	}
	var t Time
	var d Date
	var clock TimeOfDay
	var address InterfaceAddress
	switch {
	case json.Unmarshal(text, &t) == nil:
		return t
	case json.Unmarshal(text, &d) == nil:
		return d
	case json.Unmarshal(text, &clock) == nil:
		return clock
	case json.Unmarshal(text, &address) == nil:
		return address
	}
	return nil
}
