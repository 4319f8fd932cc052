package credentials

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// member is one key of a JSON object, and where its value stands in the text.
type member struct {
	key        string
	raw        json.RawMessage
	start, end int
}

func (m member) value(data []byte) []byte { return data[m.start:m.end] }

// text returns the value if it is a string.
func (m member) text() (string, error) {
	var value *string
	if json.Unmarshal(m.raw, &value) != nil || value == nil {
		return "", fmt.Errorf("%q is not a text", m.key)
	}
	return *value, nil
}

// find looks for the exact key: encoding/json would let "Client_ID" stand for
// "client_id" in a struct.
func find(members []member, key string) (member, bool) {
	for _, m := range members {
		if m.key == key {
			return m, true
		}
	}
	return member{}, false
}

// members takes a JSON object apart. A key that is there twice is refused, since
// readers disagree on which one counts. Errors say where, and never quote the
// input, which holds a secret.
func members(data []byte) ([]member, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("it is empty")
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	opening, err := decoder.Token()
	if err != nil {
		return nil, brokenAt(decoder, err)
	}
	if opening == nil {
		return nil, errors.New("it is null")
	}
	if opening != json.Delim('{') {
		return nil, errors.New("it is not a JSON object")
	}
	var found []member
	seen := map[string]bool{}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, brokenAt(decoder, err)
		}
		m := member{key: fmt.Sprint(key)}
		if err := decoder.Decode(&m.raw); err != nil {
			return nil, brokenAt(decoder, err)
		}
		m.end = int(decoder.InputOffset())
		m.start = m.end - len(m.raw)
		if seen[m.key] {
			return nil, fmt.Errorf("the JSON has a key twice, at byte %d", m.start)
		}
		seen[m.key] = true
		found = append(found, m)
	}
	if _, err := decoder.Token(); err != nil {
		return nil, brokenAt(decoder, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, brokenAt(decoder, err)
	}
	return found, nil
}

func brokenAt(decoder *json.Decoder, err error) error {
	at := decoder.InputOffset()
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = syntax.Offset
	}
	return fmt.Errorf("the JSON ends or breaks at byte %d", at)
}
