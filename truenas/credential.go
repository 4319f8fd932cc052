package truenas

import "encoding/json"

// Credential is a stored cloud credential.
type Credential struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
	// Provider is a type of this package, as [GooglePhotos], or an [Unknown]; nil
	// where TrueNAS sent only the id.
	Provider Provider `json:"provider"`

	// stored is the provider object as it was read, where Provider cannot tell it:
	// not the order of its keys, nor a null from what is absent.
	stored Secret
}

// Redacted reports whether TrueNAS sent placeholders instead of the secrets,
// which it does unless the session has CLOUD_SYNC_WRITE or FULL_ADMIN.
// Such a provider cannot be sent back; see [ErrRedacted].
func (c Credential) Redacted() bool { return isRedactedProvider(c.Provider) }

// UnmarshalJSON reads an entry of cloudsync.credentials.query in the shape of any
// release, or a bare id.
func (c *Credential) UnmarshalJSON(data []byte) error {
	*c = Credential{}
	if kindOf(data) == "number" {
		return field(object{"id": data}, "id", &c.ID)
	}
	o, err := parseObject(data, "credential")
	if err != nil {
		return err
	}
	if err := field(o, "id", &c.ID); err != nil {
		return err
	}
	if err := field(o, "name", &c.Name); err != nil {
		return err
	}
	switch provider, attributes := o["provider"], o["attributes"]; {
	case isPresent(attributes) && kindOf(provider) != "object":
		c.Provider, provider, err = decodeOldProvider(provider, attributes)
		c.stored = untold(c.Provider, provider, true)
	case isPresent(provider):
		c.Provider, err = decodeProvider(provider)
		c.stored = untold(c.Provider, provider, false)
	}
	return err
}

func isPresent(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// decodeOldProvider reads the shape of 24.10: the name of the provider beside its
// attributes, of which a reader sees a placeholder.
func decodeOldProvider(name, attributes json.RawMessage) (p Provider, whole json.RawMessage, err error) {
	var kind string
	if err := field(object{"provider": name}, "provider", &kind); err != nil {
		return nil, nil, err
	}
	if isRedactedJSON(attributes) {
		return Unknown{Type: kind, Raw: NewSecret(string(attributes))}, nil, nil
	}
	o, err := parseObject(attributes, "attributes of a credential")
	if err != nil {
		return nil, nil, err
	}
	o["type"] = name
	var w objectWriter
	for _, key := range append(keysOf(attributes), "type") {
		w.member(key, o[key])
	}
	if whole, err = w.end(); err != nil {
		return nil, nil, err
	}
	p, err = decodeProvider(whole)
	return p, whole, err
}

// CredentialSpec is a credential to create.
type CredentialSpec struct {
	// Name is unique among the credentials; at most 100 characters.
	Name     string
	Provider Provider
}

// CredentialUpdate changes a credential.
type CredentialUpdate struct {
	Name Opt[string]
	// Provider replaces the whole provider object; nil keeps it.
	Provider Provider
}

// Verification is what [CredentialService.Verify] found out.
type Verification struct {
	Valid bool
	// Error is everything rclone wrote, Excerpt the telling line of it; both
	// are empty when Valid.
	Error, Excerpt string
}

// UnmarshalJSON reads the answer of cloudsync.credentials.verify.
func (v *Verification) UnmarshalJSON(data []byte) error {
	*v = Verification{}
	return decodeFields(data, "verification", func(o object) []error {
		return []error{field(o, "valid", &v.Valid), field(o, "error", &v.Error), field(o, "excerpt", &v.Excerpt)}
	})
}
