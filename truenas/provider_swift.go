package truenas

// OpenStackSwift is an OpenStack Swift account.
type OpenStackSwift struct {
	User string
	// Key is the password or API key.
	Key Secret
	// Auth is the URL of the authentication service.
	Auth string

	UserID, Domain, Tenant, TenantID, TenantDomain, Region, StorageURL string

	AuthToken                                                                       Secret
	ApplicationCredentialID, ApplicationCredentialName, ApplicationCredentialSecret Secret

	// AuthVersion is 1 to 3, 0 finds it out; unset is rclone's default.
	AuthVersion Opt[int]
	// EndpointType is "public", "internal" or "admin"; "" is rclone's default.
	EndpointType string

	extra Secret
}

// ProviderType returns "OPENSTACK_SWIFT".
func (OpenStackSwift) ProviderType() string { return "OPENSTACK_SWIFT" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p OpenStackSwift) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p OpenStackSwift) fields() providerFields       { return openStackSwiftFields(&p) }

func openStackSwiftFields(p *OpenStackSwift) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{
		textField("user", &p.User).required(), secretField("key", &p.Key).required(), textField("auth", &p.Auth).required(),
		textField("user_id", &p.UserID), textField("domain", &p.Domain), textField("tenant", &p.Tenant),
		textField("tenant_id", &p.TenantID), textField("tenant_domain", &p.TenantDomain), textField("region", &p.Region),
		textField("storage_url", &p.StorageURL), secretField("auth_token", &p.AuthToken),
		secretField("application_credential_id", &p.ApplicationCredentialID),
		secretField("application_credential_name", &p.ApplicationCredentialName),
		secretField("application_credential_secret", &p.ApplicationCredentialSecret),
		// Required, and null is a value of theirs. The shape of 24.10 has no null.
		optField("auth_version", &p.AuthVersion).orDefault(Null[int]()),
		textField("endpoint_type", &p.EndpointType).orDefault(Null[string]()),
	}}
}
