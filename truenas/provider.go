package truenas

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Provider is the cloud account of a credential: one of the types of this
// package, as [GooglePhotos] or [S3], or an [Unknown]. No other type can be one,
// because this package could not know which of its fields are secret.
//
// In all of them what grants access is a [Secret]; names, addresses and numbers
// are plain, although TrueNAS hides them from readers too. An empty text and an
// unset [Opt] are not sent, unless TrueNAS requires the field: TrueNAS's own
// default applies then, on each release its own. Keys of a stored provider that
// its type does not name survive a read, a change and an update.
//
// A text must not contain a line break, which would add lines to rclone's
// configuration. Tokens and other JSON are sent on one line.
type Provider interface {
	// ProviderType returns TrueNAS's name of the provider, as "GOOGLE_PHOTOS".
	ProviderType() string

	fields() providerFields
}

// Unknown is a provider without a type of its own here. It round-trips
// unchanged.
type Unknown struct {
	// Type is TrueNAS's name of the provider, as "S3".
	Type string `json:"type"`
	// Raw is the whole provider object including "type".
	Raw Secret `json:"raw"`
}

// ProviderType returns p.Type.
func (p Unknown) ProviderType() string { return p.Type }

func (p Unknown) fields() providerFields {
	raw := p.Raw
	if raw.IsZero() {
		raw = NewSecret("{}") // refused: there is no type in it
	}
	return providerFields{kind: p.Type, extra: &raw, untyped: true}
}

// decodeProvider reads the provider object of a credential.
func decodeProvider(raw json.RawMessage) (Provider, error) {
	other := Unknown{Raw: NewSecret(string(raw))}
	var kind string
	if json.Unmarshal(raw, &kind) == nil {
		// A reader's session on 25.04 gets "********" for the whole object.
		if kind != redactedText {
			other.Type = kind
		}
		return other, nil
	}
	o, err := parseObject(raw, "provider")
	if err != nil {
		return nil, err
	}
	if err := field(o, "type", &other.Type); err != nil {
		return nil, err
	}
	if p := decodeKnown(other.Type, o); p != nil {
		return p, nil
	}
	// A type or a shape this package does not know is kept as it is.
	return other, nil
}

// encodeProvider returns the keys of the provider object in the clear, with
// "type".
func encodeProvider(p Provider) (map[string]any, error) {
	if isNil(p) {
		return nil, fmt.Errorf("truenas: provider %T cannot be sent: set it to a provider such as GooglePhotos", p)
	}
	fields := p.fields()
	wire, err := fields.encode()
	if err != nil {
		return nil, err
	}
	if containsPlaceholder(wire) {
		return nil, fmt.Errorf("truenas: provider %s: %w", fields.kind, ErrRedacted)
	}
	return wire, fields.check()
}

// isRedactedProvider reports whether a field of the provider, or all of it, is a
// placeholder.
func isRedactedProvider(p Provider) bool {
	if isNil(p) {
		return false
	}
	fields := p.fields()
	if isRedactedJSON([]byte(fields.extra.Reveal())) {
		return true
	}
	wire, err := fields.encode()
	return err == nil && containsPlaceholder(wire)
}

func isNil(p Provider) bool {
	if p == nil {
		return true
	}
	value := reflect.ValueOf(p)
	return value.Kind() == reflect.Pointer && value.IsNil()
}

// containsPlaceholder reports whether a value that is to be sent holds the
// placeholder of a secret, at any depth.
func containsPlaceholder(value any) bool {
	switch v := value.(type) {
	case string:
		return isRedacted(NewSecret(v))
	case json.RawMessage:
		text := string(v)
		return strings.Contains(text, `"`+redactedText+`"`) || strings.Contains(text, `"`+NewSecret("x").String()+`"`)
	case map[string]any:
		for _, member := range v {
			if containsPlaceholder(member) {
				return true
			}
		}
	}
	return false
}
