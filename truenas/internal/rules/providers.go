package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// Provider is a row of the table of cloud storage providers.
type Provider struct {
	name, title string
	oauth       string // last element of the sign-in page's URL
	container   bool   // the bucket is called a container
	buckets     bool
	fastList    bool
	readOnly    bool
	newBuckets  bool     // buckets can be created
	unsupported bool     // in the schema, but no remote implements it
	attributes  []string // task attributes besides bucket, folder and fast_list
	fields      []field
}

// secrets marks all fields as such: everything but the type is, unless public.
func secrets(fields ...field) []field {
	for i := range fields {
		fields[i].secret = true
	}
	return fields
}

func public(f field, fields []field) []field { return append(fields, f) }

// oauthFields are those of a provider with a sign-in page, and further ones.
func oauthFields(more ...field) []field {
	return secrets(append([]field{
		optional("client_id", plainText, ""),
		optional("client_secret", plainText, ""),
		required("token", longNonEmptyText),
	}, more...)...)
}

func swiftFields() []field {
	fields := []field{required("user", nonEmptyText), required("key", nonEmptyText), required("auth", nonEmptyText)}
	for _, name := range strings.Fields(`user_id domain tenant tenant_id tenant_domain region storage_url auth_token
		application_credential_id application_credential_name application_credential_secret`) {
		fields = append(fields, optional(name, plainText, ""))
	}
	return secrets(append(fields,
		required("auth_version", oneOf(nil, 0, 1, 2, 3)),
		required("endpoint_type", oneOf(nil, "public", "internal", "admin")),
	)...)
}

var azureAccount = text{
	min:     1,
	pattern: regexp.MustCompile(`(?i)^[a-z0-9\-.]+\n?$`),
	refusal: "Assertion failed, Account Name field can only contain alphanumeric characters, - and .",
}

// providers in the order in which the schema lists them.
var providers = []Provider{
	{name: "AZUREBLOB", title: "Microsoft Azure Blob Storage", buckets: true, container: true, fastList: true, fields: secrets(
		required("account", azureAccount), required("key", nonEmptyText), optional("endpoint", webURLOrEmpty{}, ""))},
	{name: "B2", title: "Backblaze B2", buckets: true, fastList: true, attributes: []string{"b2_chunk_size"}, fields: secrets(
		required("account", nonEmptyText), required("key", nonEmptyText))},
	{name: "BOX", title: "Box", oauth: "box", fields: oauthFields()},
	{name: "DROPBOX", title: "Dropbox", oauth: "dropbox", attributes: []string{"dropbox_chunk_size"}, fields: oauthFields()},
	{name: "FTP", title: "FTP", fields: secrets(
		required("host", nonEmptyText), optional("port", integer{}, 21), required("user", nonEmptyText), required("pass", plainText))},
	{
		name: "GOOGLE_CLOUD_STORAGE", title: "Google Cloud Storage", buckets: true, fastList: true,
		attributes: []string{"bucket_policy_only"},
		fields:     secrets(required("service_account_credentials", longNonEmptyText)),
	},
	{
		name: "GOOGLE_DRIVE", title: "Google Drive", oauth: "google_drive", fastList: true, attributes: []string{"acknowledge_abuse"},
		fields: oauthFields(optional("team_drive", plainText, "")),
	},
	{name: "GOOGLE_PHOTOS", title: "Google Photos", fields: oauthFields()},
	{name: "HTTP", title: "HTTP", readOnly: true, fields: secrets(required("url", webURL{}))},
	{name: "HUBIC", title: "Hubic", buckets: true, container: true, fastList: true, fields: secrets(required("token", longNonEmptyText))},
	{name: "MEGA", title: "Mega", unsupported: true, fields: secrets(required("user", nonEmptyText), required("pass", nonEmptyText))},
	{name: "ONEDRIVE", title: "Microsoft OneDrive", oauth: "onedrive", fields: oauthFields(
		required("drive_type", oneOf("PERSONAL", "BUSINESS", "DOCUMENT_LIBRARY")), required("drive_id", plainText))},
	{name: "PCLOUD", title: "pCloud", oauth: "pcloud2", fields: oauthFields(optional("hostname", plainText, ""))},
	{name: "S3", title: "Amazon S3", buckets: true, fastList: true, attributes: []string{"region", "encryption", "storage_class"}, fields: slices.Concat(
		secrets(required("access_key_id", nonEmptyText), required("secret_access_key", nonEmptyText)),
		[]field{optional("endpoint", webURLOrEmpty{}, "")},
		secrets(optional("region", plainText, ""), optional("skip_region", boolean{}, false),
			optional("signatures_v2", boolean{}, false), optional("max_upload_parts", integer{}, 10000)))},
	{name: "SFTP", title: "SFTP", fields: secrets(
		required("host", nonEmptyText), optional("port", integer{}, 22), required("user", nonEmptyText),
		optional("pass", nullable{plainText}, nil), optional("private_key", nullable{integer{}}, nil))},
	{name: "STORJ_IX", title: "Storj", buckets: true, fastList: true, newBuckets: true, fields: public(
		optional("endpoint", webURL{httpsOnly: true}, "https://gateway.storjshare.io/"),
		secrets(required("access_key_id", nonEmptyText), required("secret_access_key", nonEmptyText)))},
	{name: "OPENSTACK_SWIFT", title: "OpenStack Swift", buckets: true, container: true, fastList: true, fields: swiftFields()},
	{name: "WEBDAV", title: "WebDAV", fields: secrets(
		required("url", webURL{}), required("vendor", oneOf("NEXTCLOUD", "OWNCLOUD", "SHAREPOINT", "OTHER")),
		required("user", plainText), required("pass", plainText))},
	{name: "YANDEX", title: "Yandex", oauth: "yandex", fastList: true, fields: oauthFields()},
}

// SupportedProvider finds a provider of a release by its name. The error, a
// [*Fault], is how a call ends for one that the schema knows and no remote
// implements.
func SupportedProvider(_ Release, name string) (Provider, error) {
	for _, p := range providers {
		if p.name == name && !p.unsupported {
			return p, nil
		}
	}
	f := ExceptionFault("KeyError", "'"+name+"'")
	f.Repr = "KeyError('" + name + "')"
	return Provider{}, f
}

// Buckets reports whether the first element of a remote path is a bucket.
func (p Provider) Buckets() bool { return p.buckets }

// CreatesBuckets reports whether cloudsync.create_bucket works.
func (p Provider) CreatesBuckets() bool { return p.newBuckets }

// providerSchema is a provider object: the type decides the other fields.
var providerSchema = tagged{key: "type", options: providerOptions(), show: func(tag string) string { return "'" + tag + "'" }}

func providerOptions() []option {
	options := make([]option, len(providers))
	for i, p := range providers {
		typ := required("type", oneOf(p.name))
		options[i] = option{p.name, model{name: p.name, fields: append([]field{typ}, p.fields...)}}
	}
	return options
}

// taskAttributes are the names of the provider's task attributes, as
// cloudsync.providers lists them.
func (p Provider) taskAttributes() []string {
	var names []string
	if p.buckets {
		names = append(names, "bucket")
	}
	names = append(names, "folder")
	if p.fastList {
		names = append(names, "fast_list")
	}
	return append(names, p.attributes...)
}

// describe is the provider's item of cloudsync.providers.
func (p Provider) describe() *ejson.Object {
	var oauth any
	if p.oauth != "" {
		oauth = "https://www.truenas.com/oauth/" + p.oauth
	}
	bucket := "Bucket"
	if p.container {
		bucket = "Container"
	}
	schema := []any{}
	for _, name := range p.taskAttributes() {
		schema = append(schema, ejson.NewObject("property", name))
	}
	return ejson.NewObject("name", p.name, "title", p.title, "credentials_oauth", oauth, "buckets", p.buckets,
		"bucket_title", bucket, "task_schema", schema)
}

// DescribeProviders is the result of cloudsync.providers, sorted by title.
func DescribeProviders(Release) []any {
	sorted := slices.Clone(providers)
	slices.SortFunc(sorted, func(a, b Provider) int {
		return strings.Compare(strings.ToLower(a.title), strings.ToLower(b.title))
	})
	out := []any{}
	for i := range sorted {
		if !sorted[i].unsupported {
			out = append(out, sorted[i].describe())
		}
	}
	return out
}
