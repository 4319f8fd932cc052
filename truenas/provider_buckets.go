package truenas

// S3 is Amazon S3, or a service that speaks its protocol.
type S3 struct {
	AccessKeyID     string
	SecretAccessKey Secret
	// Endpoint is the URL of another service than Amazon's. TrueNAS 25.10 and
	// newer store it with a slash at its end.
	Endpoint string
	Region   string
	// SkipRegion says that the service has no regions.
	SkipRegion Opt[bool]
	// SignaturesV2 is for services that know only the old signatures.
	SignaturesV2 Opt[bool]
	// MaxUploadParts defaults to 10,000.
	MaxUploadParts Opt[int]

	// Provider is rclone's name of the service, from
	// [CredentialService.S3Providers]; it defaults to "Other". It and the next two
	// fields are for TrueNAS 26 and newer; older releases refuse them.
	Provider string
	// ForcePathStyle and SignAcceptEncoding default to true.
	ForcePathStyle, SignAcceptEncoding Opt[bool]

	extra Secret
}

// ProviderType returns "S3".
func (S3) ProviderType() string { return "S3" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p S3) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p S3) fields() providerFields       { return s3Fields(&p) }

func s3Fields(p *S3) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{
		textField("access_key_id", &p.AccessKeyID).required(), secretField("secret_access_key", &p.SecretAccessKey).required(),
		textField("endpoint", &p.Endpoint), textField("region", &p.Region),
		optField("skip_region", &p.SkipRegion), optField("signatures_v2", &p.SignaturesV2),
		optField("max_upload_parts", &p.MaxUploadParts), textField("provider", &p.Provider),
		optField("force_path_style", &p.ForcePathStyle), optField("sign_accept_encoding", &p.SignAcceptEncoding),
	}}
}

// Storj is a Storj account.
type Storj struct {
	AccessKeyID     string
	SecretAccessKey Secret
	// Endpoint is an https URL; it defaults to Storj's gateway. TrueNAS 24.10 and
	// 25.04 before 25.04.2 refuse it.
	Endpoint string

	extra Secret
}

// ProviderType returns "STORJ_IX".
func (Storj) ProviderType() string { return "STORJ_IX" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p Storj) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p Storj) fields() providerFields       { return storjFields(&p) }

func storjFields(p *Storj) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{
		textField("access_key_id", &p.AccessKeyID).required(), secretField("secret_access_key", &p.SecretAccessKey).required(),
		textField("endpoint", &p.Endpoint),
	}}
}

// B2 is a Backblaze B2 account.
type B2 struct {
	Account string
	Key     Secret

	extra Secret
}

// ProviderType returns "B2".
func (B2) ProviderType() string { return "B2" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p B2) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p B2) fields() providerFields       { return b2Fields(&p) }

func b2Fields(p *B2) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{
		textField("account", &p.Account).required(), secretField("key", &p.Key).required(),
	}}
}

// AzureBlob is a Microsoft Azure Blob Storage account.
type AzureBlob struct {
	// Account consists of letters, digits, "-" and ".".
	Account string
	Key     Secret
	// Endpoint is a URL; "" is Microsoft's.
	Endpoint string

	extra Secret
}

// ProviderType returns "AZUREBLOB".
func (AzureBlob) ProviderType() string { return "AZUREBLOB" }

// MarshalJSON writes the provider object with its secrets redacted.
func (p AzureBlob) MarshalJSON() ([]byte, error) { return p.fields().show() }
func (p AzureBlob) fields() providerFields       { return azureBlobFields(&p) }

func azureBlobFields(p *AzureBlob) providerFields {
	return providerFields{kind: p.ProviderType(), extra: &p.extra, list: []providerField{
		textField("account", &p.Account).required(), secretField("key", &p.Key).required(),
		textField("endpoint", &p.Endpoint),
	}}
}
