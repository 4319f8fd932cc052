package truenas

import "encoding/json"

// params are those of cloudsync.credentials.create.
func (s CredentialSpec) params(release Release) ([]any, error) {
	wire := map[string]any{"name": s.Name}
	if err := putProvider(wire, release, s.Provider); err != nil {
		return nil, err
	}
	return []any{wire}, nil
}

// params are those of cloudsync.credentials.update.
func (u CredentialUpdate) params(release Release, id int) ([]any, error) {
	wire := map[string]any{}
	put(wire, "name", u.Name)
	if u.Provider != nil {
		if err := putProvider(wire, release, u.Provider); err != nil {
			return nil, err
		}
	}
	return []any{id, wire}, nil
}

// putProvider adds a provider in the shape of the release.
func putProvider(wire map[string]any, release Release, p Provider) error {
	data, err := encodeProvider(p)
	if err != nil {
		return err
	}
	if release != V24_10 {
		wire["provider"] = data
		return nil
	}
	var attributes map[string]json.RawMessage
	if err := json.Unmarshal(data, &attributes); err != nil {
		return err
	}
	delete(attributes, "type")
	wire["provider"], wire["attributes"] = p.ProviderType(), attributes
	return nil
}
