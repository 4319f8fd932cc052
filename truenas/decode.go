package truenas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// redactedText stands in for every secret when the session may not see
// secrets, also in place of numbers, booleans and whole objects.
const redactedText = "********"

// object is a JSON object that is read field by field: an absent, null or
// redacted field leaves the zero value, and an error names the field.
type object map[string]json.RawMessage

func parseObject(data []byte, what string) (object, error) {
	var o object
	if err := json.Unmarshal(data, &o); err != nil || o == nil {
		// encoding/json's own text may quote the input.
		return nil, fmt.Errorf("truenas: %s: want a JSON object", what)
	}
	return o, nil
}

// field reads key into target.
func field[T any](o object, key string, target *T) error {
	raw := bytes.TrimSpace(o[key])
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	if _, isText := any(target).(*string); !isText && isRedactedJSON(raw) {
		if s, isSecret := any(target).(*Secret); isSecret {
			*s = NewSecret(redactedText)
		}
		return nil
	}
	var value T
	if err := json.Unmarshal(raw, &value); err != nil {
		if typeError, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
			return fmt.Errorf("truenas: field %q: want %s, got a JSON %s", key, typeError.Type, kindOf(raw))
		}
		return fmt.Errorf("truenas: field %q: %w", key, err)
	}
	*target = value
	return nil
}

// timeField reads a time.
func timeField(o object, key string, target *time.Time) error {
	// What this package itself marshals is plain RFC 3339.
	if field(o, key, target) == nil {
		return nil
	}
	var t Time
	if err := field(o, key, &t); err != nil {
		return err
	}
	*target = t.Time
	return nil
}

func isRedactedJSON(raw []byte) bool { return string(raw) == `"`+redactedText+`"` }

// isRedacted reports whether s is a placeholder instead of a secret: the one
// of TrueNAS, or the one a [Secret] prints.
func isRedacted(s Secret) bool {
	text := s.Reveal()
	return text == redactedText || (text != "" && text == s.String())
}

func kindOf(raw []byte) string {
	if len(raw) == 0 {
		return "null"
	}
	switch raw[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	default:
		return "number"
	}
}
