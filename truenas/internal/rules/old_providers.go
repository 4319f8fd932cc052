package rules

import (
	"regexp"
	"strings"
)

// oldProvider is what the older schemas know of a provider: the fields of its
// credential in 24.10, and its own attributes of a task.
type oldProvider struct {
	name   string
	fields []oldField
	task   []oldField
}

var oldAccount = oldText{check: matching(
	regexp.MustCompile(`(?i)^[a-z0-9\-.]+\n?$`),
	"Account Name field can only contain alphanumeric characters, - and .",
)}

// oldWords are texts without which there is no credential.
func oldWords(names ...string) []oldField {
	fields := make([]oldField, len(names))
	for i, name := range names {
		fields[i] = oldRequired(name, oldPlain)
	}
	return fields
}

// oldBlanks are texts that are empty when absent.
func oldBlanks(names ...string) []oldField {
	fields := make([]oldField, len(names))
	for i, name := range names {
		fields[i] = oldDefault(name, oldPlain, "")
	}
	return fields
}

// oldSignIn are the fields of a provider with a token, and further ones.
func oldSignIn(more ...string) []oldField {
	fields := append(oldBlanks("client_id", "client_secret"), oldRequired("token", oldLong))
	return append(fields, oldBlanks(more...)...)
}

func oldHost(more ...oldField) []oldField {
	return append([]oldField{oldRequired("host", oldPlain), oldOptional("port", oldInt{}), oldRequired("user", oldPlain)}, more...)
}

func oldSwift() []oldField {
	fields := append(oldWords("user", "key", "auth"), oldBlanks(strings.Fields(`user_id domain tenant tenant_id tenant_domain
		region storage_url auth_token application_credential_id application_credential_name application_credential_secret`)...)...)
	return append(fields,
		oldOptional("auth_version", oldInt{choices: []int{0, 1, 2, 3}}),
		oldOptional("endpoint_type", oldChoice("public", "internal", "admin")),
	)
}

func oldS3() []oldField {
	return append(append(oldWords("access_key_id", "secret_access_key"), oldBlanks("endpoint", "region")...),
		oldDefault("skip_region", oldBool{}, false), oldDefault("signatures_v2", oldBool{}, false),
		oldDefault("max_upload_parts", oldInt{}, 10000))
}

// oldS3Task are the attributes of S3. 25.04 has a further storage class.
func oldS3Task(r Release) []oldField {
	classes := []string{"", "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER"}
	if r.AtLeast(V25_04) {
		classes = append(classes, "GLACIER_IR")
	}
	return []oldField{
		oldDefault("region", oldPlain, ""),
		oldDefault("encryption", oldText{choices: []string{"AES256"}, orNull: true}, nil).orNull(),
		oldOptional("storage_class", oldChoice(append(classes, "DEEP_ARCHIVE")...)),
	}
}

// oldProviders are the providers of 24.10 and 25.04. The fields are those of
// 24.10: 25.04 has the newer schemas for its credentials, hence none of
// ONEDRIVE, which 24.10 lacks.
func oldProviders(r Release) []oldProvider {
	chunks := func(fallback int, typ oldInt) []oldField { return []oldField{oldDefault("chunk_size", typ, fallback)} }
	flag := func(name string) []oldField { return []oldField{oldDefault(name, oldBool{}, false)} }
	return []oldProvider{
		{name: "AZUREBLOB", fields: append([]oldField{oldRequired("account", oldAccount), oldRequired("key", oldPlain)},
			oldBlanks("endpoint")...)},
		{name: "B2", fields: oldWords("account", "key"), task: chunks(96, atLeast(5))},
		{name: "BOX", fields: oldSignIn()},
		{name: "DROPBOX", fields: oldSignIn(), task: chunks(48, between(5, 149))},
		{name: "FTP", fields: oldHost(oldRequired("pass", oldPlain))},
		{
			name: "GOOGLE_CLOUD_STORAGE", fields: []oldField{oldRequired("service_account_credentials", oldLong)},
			task: flag("bucket_policy_only"),
		},
		{name: "GOOGLE_DRIVE", fields: oldSignIn("team_drive"), task: flag("acknowledge_abuse")},
		{name: "GOOGLE_PHOTOS", fields: oldSignIn()},
		{name: "HTTP", fields: oldWords("url")},
		{name: "HUBIC", fields: []oldField{oldRequired("token", oldLong)}},
		{name: "MEGA", fields: oldWords("user", "pass")},
		{name: "PCLOUD", fields: oldSignIn("hostname")},
		{name: "S3", fields: oldS3(), task: oldS3Task(r)},
		{name: "SFTP", fields: oldHost(oldOptional("pass", oldPlain), oldOptional("private_key", oldInt{}))},
		{name: "STORJ_IX", fields: oldWords("access_key_id", "secret_access_key")},
		{name: "OPENSTACK_SWIFT", fields: oldSwift()},
		{name: "WEBDAV", fields: []oldField{
			oldRequired("url", oldPlain), oldRequired("vendor", oldChoice("NEXTCLOUD", "OWNCLOUD", "SHAREPOINT", "OTHER")),
			oldRequired("user", oldPlain), oldRequired("pass", oldPlain),
		}},
		{name: "YANDEX", fields: oldSignIn()},
	}
}

func findOldProvider(r Release, name string) (oldProvider, bool) {
	for _, p := range oldProviders(r) {
		if p.name == name {
			return p, true
		}
	}
	return oldProvider{}, false
}

// oldAttributes is what the attributes of a task must hold for the provider.
func (p Provider) oldAttributes(r Release) oldDict {
	var d oldDict
	if p.buckets {
		d.fields = append(d.fields, oldRequired("bucket", oldText{filledIn: true}))
	}
	d.fields = append(d.fields, oldRequired("folder", oldPlain))
	if old, ok := findOldProvider(r, p.name); ok {
		d.fields = append(d.fields, old.task...)
	}
	if p.fastList {
		d.fields = append(d.fields, oldDefault("fast_list", oldBool{}, false))
	}
	return d
}
