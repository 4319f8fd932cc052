package truenas

import (
	"encoding/json"
	"fmt"
)

// Provider is the cloud account of a credential. This package sends
// [GooglePhotos] and [Unknown]; a type of your own is refused, because
// this package could not know which of its fields are secret.
type Provider interface {
	// ProviderType returns TrueNAS's name of the provider, as "GOOGLE_PHOTOS".
	ProviderType() string
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

// encodeProvider returns the provider object in the clear.
func encodeProvider(p Provider) (json.RawMessage, error) {
	switch p := p.(type) {
	case GooglePhotos:
		return p.encode()
	case *GooglePhotos:
		if p != nil {
			return p.encode()
		}
	case Unknown:
		return p.encode()
	case *Unknown:
		if p != nil {
			return p.encode()
		}
	}
	return nil, fmt.Errorf("truenas: provider %T cannot be sent: use GooglePhotos or Unknown", p)
}

func (p Unknown) encode() (json.RawMessage, error) {
	text := []byte(p.Raw.Reveal())
	o, err := parseObject(text, "provider "+p.Type)
	if err != nil {
		return nil, err
	}
	var kind string
	if err := field(o, "type", &kind); err != nil {
		return nil, err
	}
	if kind != p.Type {
		return nil, fmt.Errorf("truenas: provider %s: its Raw says type %q; make both the same", p.Type, kind)
	}
	if p.redacted() {
		return nil, fmt.Errorf("truenas: provider %s: %w", p.Type, ErrRedacted)
	}
	return text, nil
}

// redacted reports whether a field of the provider, or all of it, is a
// placeholder.
func (p Unknown) redacted() bool {
	text := []byte(p.Raw.Reveal())
	if isRedactedJSON(text) {
		return true
	}
	var o object
	if json.Unmarshal(text, &o) != nil {
		return false
	}
	for _, raw := range o {
		if isRedactedJSON(raw) {
			return true
		}
	}
	return false
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
	if other.Type == googlePhotosType {
		if photos, err := decodeGooglePhotos(o); err == nil {
			return photos, nil
		}
		// A shape this package does not know is kept as it is.
	}
	return other, nil
}
