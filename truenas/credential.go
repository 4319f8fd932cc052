package truenas

import (
	"context"
	"fmt"
)

// Credential is a stored cloud credential.
type Credential struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
	// Provider is a [GooglePhotos] or an [Unknown]; nil where TrueNAS
	// sent only the id.
	Provider Provider `json:"provider"`
}

// Redacted reports whether TrueNAS sent placeholders instead of the secrets,
// which it does unless the session has CLOUD_SYNC_WRITE or FULL_ADMIN.
// Such a provider cannot be sent back; see [ErrRedacted].
func (c Credential) Redacted() bool {
	p, ok := c.Provider.(interface{ redacted() bool })
	return ok && p.redacted()
}

// UnmarshalJSON reads an entry of cloudsync.credentials.query, or a bare id.
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
	if raw := o["provider"]; len(raw) > 0 && string(raw) != "null" {
		c.Provider, err = decodeProvider(raw)
	}
	return err
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

// CredentialService is cloudsync.credentials.*. It is safe for concurrent use.
type CredentialService struct{ caller Caller }

// List returns all credentials.
func (s *CredentialService) List(ctx context.Context) ([]Credential, error) {
	return call[[]Credential](ctx, s.caller, "cloudsync.credentials.query")
}

// Get returns one credential; [ErrNotFound] if there is none.
func (s *CredentialService) Get(ctx context.Context, id int) (Credential, error) {
	return call[Credential](ctx, s.caller, "cloudsync.credentials.get_instance", id)
}

// Create stores a credential. TrueNAS does not verify it.
func (s *CredentialService) Create(ctx context.Context, spec CredentialSpec) (Credential, error) {
	provider, err := encodeProvider(spec.Provider)
	if err != nil {
		return Credential{}, fmt.Errorf("credential %q: %w", spec.Name, err)
	}
	return call[Credential](ctx, s.caller, "cloudsync.credentials.create", map[string]any{"name": spec.Name, "provider": provider})
}

// Update changes a credential. TrueNAS itself writes a refreshed token back
// after each run: read the credential first, or an older token replaces it.
func (s *CredentialService) Update(ctx context.Context, id int, update CredentialUpdate) (Credential, error) {
	fields := map[string]any{}
	put(fields, "name", update.Name)
	if update.Provider != nil {
		provider, err := encodeProvider(update.Provider)
		if err != nil {
			return Credential{}, fmt.Errorf("credential %d: %w", id, err)
		}
		fields["provider"] = provider
	}
	return call[Credential](ctx, s.caller, "cloudsync.credentials.update", id, fields)
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
	wire, err := encodeProvider(provider)
	if err != nil {
		return Verification{}, err
	}
	var o object
	if err := s.caller.Call(ctx, "cloudsync.credentials.verify", []any{wire}, &o); err != nil {
		return Verification{}, err
	}
	var v Verification
	for _, err := range []error{
		field(o, "valid", &v.Valid), field(o, "error", &v.Error), field(o, "excerpt", &v.Excerpt),
	} {
		if err != nil {
			return Verification{}, err
		}
	}
	return v, nil
}
