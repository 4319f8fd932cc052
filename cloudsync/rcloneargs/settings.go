package rcloneargs

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// settings are keys with values, in an order. As in a dictionary of Python, a key
// that gets another value keeps its place. That is how TrueNAS puts the remote
// together: the credential, then what the provider adds, then the task.
//
// A value is a string, a bool, a json.Number, nil for null, or what
// encoding/json makes of anything else.
type settings struct {
	keys   []string
	values map[string]any
}

// parseSettings reads a JSON object.
func parseSettings(text string) (settings, error) {
	// No error quotes the text: it holds secrets.
	wrong := errors.New("rcloneargs: want a JSON object")
	var s settings
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber()
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') || !json.Valid([]byte(text)) {
		return s, wrong
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return s, wrong
		}
		var value any
		if err := decoder.Decode(&value); err != nil {
			return s, wrong
		}
		s.set(key.(string), value) // nothing else is a key
	}
	return s, nil
}

func (s *settings) set(key string, value any) {
	if !s.has(key) {
		s.keys = append(s.keys, key)
	}
	if s.values == nil {
		s.values = map[string]any{}
	}
	s.values[key] = value
}

func (s *settings) remove(keys ...string) {
	for _, key := range keys {
		delete(s.values, key)
	}
	s.keys = slices.DeleteFunc(s.keys, func(key string) bool { return slices.Contains(keys, key) })
}

func (s *settings) has(key string) bool {
	_, ok := s.values[key]
	return ok
}

// sort puts the named keys first, in their order.
func (s *settings) sort(first []string) {
	sorted := slices.DeleteFunc(slices.Clone(first), func(key string) bool { return !s.has(key) })
	for _, key := range s.keys {
		if !slices.Contains(sorted, key) {
			sorted = append(sorted, key)
		}
	}
	s.keys = sorted
}

// text is a string value; "" for anything else, and for none.
func (s *settings) text(key string) string {
	text, _ := s.values[key].(string)
	return text
}

func (s *settings) isTrue(key string) bool { return s.values[key] == true }

// number is an integer, or the fallback where there is none.
func (s *settings) number(key string, fallback int64) (int64, bool) {
	if !s.has(key) {
		return fallback, true
	}
	number, ok := s.values[key].(json.Number)
	if !ok {
		return 0, false
	}
	n, err := number.Int64()
	return n, err == nil
}

// printed is a value as TrueNAS writes it to the configuration: a bool as in
// JSON, everything else as Python prints it.
func printed(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		if v {
			return "true"
		}
		return "false"
	case nil:
		return "None"
	case json.Number:
		return v.String()
	}
	// Lists and objects: no TrueNAS has such a field.
	text, _ := json.Marshal(value)
	return string(text)
}
