package truenas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// ProviderObject returns the provider object in the clear, as JSON with its
// "type": as the NAS sent it, key by key and in its order, or what Provider says
// if it was set or changed since. Values are as they were set: what is sent to a
// NAS may be tidier, as a token on one line. A redacted one is refused with
// [ErrRedacted].
func (c Credential) ProviderObject() (Secret, error) {
	switch {
	case isNil(c.Provider):
		return Secret{}, fmt.Errorf("truenas: credential %d has no provider: set it to a provider such as GooglePhotos", c.ID)
	case c.Redacted():
		return Secret{}, fmt.Errorf("truenas: credential %d: %w", c.ID, ErrRedacted)
	}
	if !c.stored.IsZero() {
		if read, err := decodeProvider(json.RawMessage(c.stored.Reveal())); err == nil && reflect.DeepEqual(read, c.Provider) {
			return c.stored, nil
		}
	}
	text, err := c.Provider.fields().object()
	return NewSecret(string(text)), err
}

// untold returns a provider object that was read, unless p says it all.
func untold(p Provider, raw json.RawMessage, old bool) Secret {
	if isNil(p) || kindOf(raw) != "object" || p.fields().tells(raw, old) {
		return Secret{}
	}
	return NewSecret(string(raw))
}

// tells reports whether the fields alone can tell an object that was read. They
// leave out what is empty, but an absent key is not the same as an empty one: it
// gets a default. In the shape of 24.10, the type stands beside the keys.
func (p providerFields) tells(raw json.RawMessage, old bool) bool {
	if p.untyped {
		return true
	}
	text, err := p.object()
	var values object
	if err != nil || json.Unmarshal(raw, &values) != nil {
		return false
	}
	written, read := keysOf(text), keysOf(raw)
	for _, value := range values {
		if string(value) == "null" {
			return false
		}
	}
	if old {
		read = append([]string{"type"}, read[:len(read)-1]...)
	}
	return slices.Equal(read, written)
}

// object is what encode returns, in the order of the fields and with the values
// as they were set.
func (p providerFields) object() ([]byte, error) {
	if p.untyped {
		_, err := p.encode()
		return []byte(p.extra.Reveal()), err
	}
	var extra object
	if !p.extra.IsZero() {
		var err error
		if extra, err = parseObject([]byte(p.extra.Reveal()), "provider "+p.kind); err != nil {
			return nil, err
		}
	}
	var w objectWriter
	w.member("type", p.kind)
	for _, f := range p.list {
		value := f.plain()
		if value == nil {
			value = f.value()
		}
		if value != nil {
			w.member(f.key, value)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(extra)) {
		w.member(key, extra[key])
	}
	return w.end()
}

// objectWriter writes a JSON object whose members keep their order.
type objectWriter struct {
	text bytes.Buffer
	err  error
}

func (w *objectWriter) member(key string, value any) {
	separator := byte(',')
	if w.text.Len() == 0 {
		separator = '{'
	}
	w.text.WriteByte(separator)
	for i, part := range []any{key, value} {
		if i > 0 {
			w.text.WriteByte(':')
		}
		text, err := encodeJSON(part)
		if err != nil && w.err == nil {
			w.err = err
		}
		w.text.Write(text)
	}
}

func (w *objectWriter) end() ([]byte, error) {
	if w.text.Len() == 0 {
		w.text.WriteByte('{')
	}
	w.text.WriteByte('}')
	return w.text.Bytes(), w.err
}

// keysOf are the names of an object's members in their order; data is a valid
// JSON object.
func keysOf(data []byte) []string {
	var keys []string
	decoder := json.NewDecoder(bytes.NewReader(data))
	_, _ = decoder.Token()
	for decoder.More() {
		key, _ := decoder.Token()
		var value json.RawMessage
		if name, ok := key.(string); !ok || decoder.Decode(&value) != nil {
			return keys
		} else if !slices.Contains(keys, name) {
			keys = append(keys, name)
		}
	}
	return keys
}
