package truenas

import (
	"encoding/json"
	"fmt"
	"maps"
)

// providerFields is how the fields of one provider value are called on the
// wire. Decoding writes through it, encoding reads.
type providerFields struct {
	kind string
	// extra is a JSON object with the keys that have no field, and with the
	// placeholders that do not fit into theirs. A Secret, because nobody knows
	// whether they are.
	extra *Secret
	list  []providerField
	// untyped says that extra is the whole object.
	untyped bool
}

// providerField is one field of a provider.
type providerField struct {
	key string
	// read takes the JSON value, which is no null.
	read func(raw json.RawMessage) error
	// value is what is sent; nil leaves the field out.
	value func() any
	// plain is the value as it was set, where what is sent is tidied.
	plain func() any
	// shown is what is printed.
	shown func() any
	// check finds texts that TrueNAS stores but cannot use; may be nil.
	check func() error
}

// secretField is a text that must not be shown.
func secretField(key string, target *Secret) providerField {
	return providerField{
		key:   key,
		read:  func(raw json.RawMessage) error { return readInto(raw, target) },
		value: func() any { return nonEmpty(target.Reveal()) },
		plain: func() any { return nonEmpty(target.Reveal()) },
		shown: func() any { return nonEmpty(target.String()) },
		check: func() error { return checkLine(key, target.Reveal()) },
	}
}

// textField is a text that may be shown.
func textField(key string, target *string) providerField {
	return providerField{
		key:   key,
		read:  func(raw json.RawMessage) error { return readInto(raw, target) },
		value: func() any { return nonEmpty(*target) },
		plain: func() any { return nonEmpty(*target) },
		shown: func() any { return nonEmpty(*target) },
		check: func() error { return checkLine(key, *target) },
	}
}

// optField is a number or a switch.
func optField[T any](key string, target *Opt[T]) providerField {
	value := func() any {
		if target.IsZero() {
			return nil
		}
		return *target
	}
	return providerField{
		key: key, value: value, plain: value, shown: value,
		read: func(raw json.RawMessage) error { return readInto(raw, target) },
	}
}

// orDefault sends a value where none is set.
func (f providerField) orDefault(standard any) providerField {
	value := f.value
	f.value = func() any {
		if v := value(); v != nil {
			return v
		}
		return standard
	}
	return f
}

// required sends a text also when it is empty, so that TrueNAS says what is
// missing.
func (f providerField) required() providerField { return f.orDefault("") }

func readInto[T any](raw json.RawMessage, target *T) error {
	var value T
	if err := json.Unmarshal(raw, &value); err != nil {
		return err
	}
	*target = value
	return nil
}

func nonEmpty(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// decode reads a provider object; false when a field has another shape than its
// type here.
func (p providerFields) decode(o object) bool {
	rest := maps.Clone(o)
	delete(rest, "type")
	for _, f := range p.list {
		raw, ok := rest[f.key]
		if !ok {
			continue
		}
		err := error(nil)
		if string(raw) != "null" {
			err = f.read(raw)
		}
		switch {
		case err == nil:
			delete(rest, f.key)
		case !isRedactedJSON(raw):
			return false
		}
	}
	if len(rest) == 0 {
		return true
	}
	text, err := json.Marshal(rest)
	*p.extra = NewSecret(string(text))
	return err == nil
}

// encode returns the provider object in the clear, placeholders included.
func (p providerFields) encode() (map[string]any, error) {
	wire := map[string]any{}
	if !p.extra.IsZero() {
		extra, err := parseObject([]byte(p.extra.Reveal()), "provider "+p.kind)
		if err != nil {
			return nil, err
		}
		for key, raw := range extra {
			wire[key] = raw
		}
	}
	if p.untyped {
		var kind string
		if raw, ok := wire["type"].(json.RawMessage); !ok || json.Unmarshal(raw, &kind) != nil || kind != p.kind {
			return nil, fmt.Errorf("truenas: provider %s: its Raw says type %q; make both the same", p.kind, kind)
		}
		return wire, nil
	}
	wire["type"] = p.kind
	for _, f := range p.list {
		// A default does not stand in for what is hidden.
		_, hidden := wire[f.key]
		if value := f.value(); value != nil && (!hidden || f.shown() != nil) {
			wire[f.key] = value
		}
	}
	return wire, nil
}

// check refuses what TrueNAS takes but no run can use.
func (p providerFields) check() error {
	for _, f := range p.list {
		if f.check == nil {
			continue
		}
		if err := f.check(); err != nil {
			return fmt.Errorf("truenas: provider %s: %w", p.kind, err)
		}
	}
	return nil
}

// show returns the provider object as JSON with its secrets redacted.
func (p providerFields) show() ([]byte, error) {
	shown := map[string]any{"type": p.kind}
	var extra object
	_ = json.Unmarshal([]byte(p.extra.Reveal()), &extra)
	for key := range extra {
		shown[key] = p.extra.String()
	}
	for _, f := range p.list {
		if value := f.shown(); value != nil {
			shown[f.key] = value
		}
	}
	return encodeJSON(shown)
}
