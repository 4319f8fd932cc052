package truenas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
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

// decodeFields reads an object with the given fields.
func decodeFields(data []byte, what string, read func(object) []error) error {
	o, err := parseObject(data, what)
	if err != nil {
		return err
	}
	for _, err := range read(o) {
		if err != nil {
			return err
		}
	}
	return nil
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
	if simpleField(raw, any(target)) {
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

// simpleField reads the values that most fields have, without the cost of
// encoding/json, which is most of that of a long list. raw is valid JSON.
func simpleField(raw []byte, target any) bool {
	switch target := target.(type) {
	case *bool:
		*target = string(raw) == "true"
		return *target || string(raw) == "false"
	case *int:
		return simpleNumber(raw, target)
	case **int:
		*target = new(int)
		return simpleNumber(raw, *target)
	case **int64:
		*target = new(int64)
		return simpleNumber(raw, *target)
	case *string:
		return simpleText(raw, target)
	case *Secret:
		var text string
		ok := simpleText(raw, &text)
		if ok {
			*target = NewSecret(text)
		}
		return ok
	}
	return false
}

// simpleNumber takes the greatest number there is for a greater one: TrueNAS has no
// such limit, and one such value must not hide all the others.
func simpleNumber[T int | int64](raw []byte, target *T) bool {
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return false
	}
	*target = T(n)
	return int64(*target) == n
}

func simpleText(raw []byte, target *string) bool {
	if raw[0] != '"' || bytes.IndexByte(raw, '\\') >= 0 || !utf8.Valid(raw) {
		return false
	}
	*target = string(raw[1 : len(raw)-1])
	return true
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
