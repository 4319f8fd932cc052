package truenas

import (
	"encoding/json"
	"fmt"
)

// Provider is the cloud account of a credential. This package sends
// [GooglePhotos] and [OtherProvider]; a type of your own is refused, because
// this package could not know which of its fields are secret.
type Provider interface {
	// ProviderType returns TrueNAS's name of the provider, as "GOOGLE_PHOTOS".
	ProviderType() string
}

// OtherProvider is a provider without a type of its own here. It round-trips
// unchanged.
type OtherProvider struct {
	// Type is TrueNAS's name of the provider, as "S3".
	Type string `json:"type"`
	// JSON is the whole provider object including "type".
	JSON Secret `json:"json"`
}

// ProviderType returns p.Type.
func (p OtherProvider) ProviderType() string { return p.Type }

// encodeProvider returns the provider object in the clear.
func encodeProvider(p Provider) (json.RawMessage, error) {
	switch p := p.(type) {
	case GooglePhotos:
		return p.encode()
	case *GooglePhotos:
		if p != nil {
			return p.encode()
		}
	case OtherProvider:
		return p.encode()
	case *OtherProvider:
		if p != nil {
			return p.encode()
		}
	}
	return nil, fmt.Errorf("truenas: provider %T cannot be sent: use GooglePhotos or OtherProvider", p)
}

func (p OtherProvider) encode() (json.RawMessage, error) {
	text := []byte(p.JSON.Reveal())
	o, err := parseObject(text, "provider "+p.Type)
	if err != nil {
		return nil, err
	}
	var kind string
	if err := field(o, "type", &kind); err != nil {
		return nil, err
	}
	if kind != p.Type {
		return nil, fmt.Errorf("truenas: provider %s: its JSON says type %q; make both the same", p.Type, kind)
	}
	if p.redacted() {
		return nil, fmt.Errorf("truenas: provider %s: %w", p.Type, ErrRedacted)
	}
	return text, nil
}

// redacted reports whether a field of the provider, or all of it, is a
// placeholder.
func (p OtherProvider) redacted() bool {
	text := []byte(p.JSON.Reveal())
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
	other := OtherProvider{JSON: NewSecret(string(raw))}
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
