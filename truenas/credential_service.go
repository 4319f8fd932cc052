package truenas

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
)

// CredentialService is cloudsync.credentials.*. It is safe for concurrent use.
type CredentialService struct{ caller Caller }

// NewCredentialService returns the service on a caller of your own; see [Caller].
func NewCredentialService(caller Caller) *CredentialService {
	return &CredentialService{caller: caller}
}

const methodCredentials = "cloudsync.credentials.query" //nolint:gosec // the name of a method

// List returns all credentials.
func (s *CredentialService) List(ctx context.Context) ([]Credential, error) {
	return call[[]Credential](ctx, s.caller, methodCredentials)
}

// Query returns the credentials that query selects.
func (s *CredentialService) Query(ctx context.Context, query Query) ([]Credential, error) {
	return queryRows[Credential](ctx, s.caller, methodCredentials, query)
}

// Count returns how many credentials filter selects.
func (s *CredentialService) Count(ctx context.Context, filter Filter) (int, error) {
	return countRows(ctx, s.caller, methodCredentials, filter)
}

// All returns the credentials that filter selects by id, a page at a time; see
// [TaskService.All].
func (s *CredentialService) All(ctx context.Context, filter Filter) iter.Seq2[Credential, error] {
	return pages(ctx, s.caller, methodCredentials, filter, func(c Credential) int { return c.ID })
}

// Get returns one credential; [ErrNotFound] if there is none.
func (s *CredentialService) Get(ctx context.Context, id int) (Credential, error) {
	return call[Credential](ctx, s.caller, "cloudsync.credentials.get_instance", id)
}

// Create stores a credential. TrueNAS does not verify it.
func (s *CredentialService) Create(ctx context.Context, spec CredentialSpec) (Credential, error) {
	wire, err := spec.encode(speaksLegacy(s.caller))
	if err != nil {
		return Credential{}, err
	}
	return call[Credential](ctx, s.caller, "cloudsync.credentials.create", wire)
}

// Update changes a credential. TrueNAS itself writes a refreshed token back
// after each run: read the credential first, or an older token replaces it.
func (s *CredentialService) Update(ctx context.Context, id int, update CredentialUpdate) (Credential, error) {
	wire, err := update.encode(id, speaksLegacy(s.caller))
	if err != nil {
		return Credential{}, err
	}
	updated, err := call[Credential](ctx, s.caller, "cloudsync.credentials.update", id, wire)
	if err != nil || (updated.Name != "" && updated.Provider != nil) {
		return updated, err
	}
	// 24.10 answers with nothing but what was sent.
	stored, err := s.Get(ctx, id)
	if err != nil {
		return updated, fmt.Errorf("truenas: credential %d is updated, but reading it failed: %w", id, opaque(err))
	}
	return stored, nil
}

// Delete removes a credential. It fails while a task uses it; deleting one
// that does not exist is no error.
func (s *CredentialService) Delete(ctx context.Context, id int) error {
	return s.caller.Call(ctx, "cloudsync.credentials.delete", []any{id}, nil)
}

// Verify lets rclone on the NAS open the root of the account. For Google
// Photos that root is a fixed list: the answer proves that the configuration
// is readable, not that the token works. List a folder to prove more.
func (s *CredentialService) Verify(ctx context.Context, provider Provider) (Verification, error) {
	wire := map[string]any{}
	legacy := speaksLegacy(s.caller)
	if err := putProvider(wire, provider, legacy); err != nil {
		return Verification{}, err
	}
	var param any = wire
	if !legacy {
		param = wire["provider"]
	}
	return call[Verification](ctx, s.caller, "cloudsync.credentials.verify", param)
}

// S3Providers returns rclone's names of the services behind [S3], each with its
// title. TrueNAS 26 and newer have the method.
func (s *CredentialService) S3Providers(ctx context.Context) (map[string]string, error) {
	return call[map[string]string](ctx, s.caller, "cloudsync.credentials.s3_provider_choices")
}

func (s CredentialSpec) encode(legacy bool) (map[string]any, error) {
	wire := map[string]any{"name": s.Name}
	if err := putProvider(wire, s.Provider, legacy); err != nil {
		return nil, fmt.Errorf("credential %q: %w", s.Name, err)
	}
	return wire, nil
}

func (u CredentialUpdate) encode(id int, legacy bool) (map[string]any, error) {
	wire := map[string]any{}
	put(wire, "name", u.Name)
	if u.Provider == nil {
		return wire, nil
	}
	if err := putProvider(wire, u.Provider, legacy); err != nil {
		return nil, fmt.Errorf("credential %d: %w", id, err)
	}
	return wire, nil
}

// putProvider adds a provider in the shape of a protocol: the legacy one has
// that of 24.10 on every release.
func putProvider(wire map[string]any, p Provider, legacy bool) error {
	object, err := encodeProvider(p)
	if err != nil {
		return err
	}
	if !legacy {
		wire["provider"] = object
		return nil
	}
	delete(object, "type")
	for key, value := range object {
		if isNullValue(value) {
			delete(object, key) // 24.10 takes no null for what is not set
		}
	}
	wire["provider"], wire["attributes"] = p.ProviderType(), object
	return nil
}

// isNullValue reports whether a value of a provider is sent as null.
func isNullValue(value any) bool {
	m, ok := value.(json.Marshaler)
	if !ok {
		return false
	}
	text, err := m.MarshalJSON()
	return err == nil && string(text) == "null"
}

// speaksLegacy reports whether the caller's connection speaks the protocol of
// 24.10. One that does not say speaks JSON-RPC.
func speaksLegacy(caller Caller) bool {
	c, ok := caller.(interface{ Protocol() Protocol })
	return ok && c.Protocol() == LegacyProtocol
}
