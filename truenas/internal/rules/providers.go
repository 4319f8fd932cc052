package rules

import "slices"

// Provider is a row of the table of cloud storage providers.
type Provider struct {
	name, title string
	oauth       string // last element of the sign-in page's URL
	container   bool   // the bucket is called a container
	buckets     bool
	fastList    bool
	readOnly    bool
	newBuckets  bool     // buckets can be created
	attributes  []string // task attributes besides bucket, folder and fast_list
	fields      []field
	// in tells the releases whose schema has the provider, runs those in which
	// a remote implements it; nil is all of them.
	in, runs func(Release) bool
}

// providers in the order in which the schema lists them.
var providers = []Provider{
	{name: "AZUREBLOB", title: "Microsoft Azure Blob Storage", buckets: true, container: true, fastList: true, fields: secrets(
		required("account", azureAccount), required("key", nonEmptyText), optional("endpoint", webURLOrEmpty, ""))},
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
	{name: "MEGA", title: "Mega", in: megaKnown, runs: megaRuns, fields: secrets(required("user", nonEmptyText), required("pass", nonEmptyText))},
	{name: "ONEDRIVE", title: "Microsoft OneDrive", oauth: "onedrive", in: oneDriveKnown, fields: oauthFields(
		required("drive_type", oneOf("PERSONAL", "BUSINESS", "DOCUMENT_LIBRARY")), required("drive_id", plainText))},
	{name: "PCLOUD", title: "pCloud", oauth: "pcloud2", fields: oauthFields(optional("hostname", plainText, ""))},
	{name: "S3", title: "Amazon S3", buckets: true, fastList: true, attributes: []string{"region", "encryption", "storage_class"}, fields: slices.Concat(
		secrets(required("access_key_id", nonEmptyText), required("secret_access_key", nonEmptyText)),
		[]field{until(V25_10, optional("endpoint", plainText, "")), since(V25_10, optional("endpoint", webURLOrEmpty, ""))},
		secrets(optional("region", plainText, ""), optional("skip_region", boolean{}, false),
			optional("signatures_v2", boolean{}, false), optional("max_upload_parts", integer{}, 10000)),
		[]field{
			since(V26, optional("provider", plainText, "Other")),
			since(V26, optional("force_path_style", boolean{}, true)),
			since(V26, optional("sign_accept_encoding", boolean{}, true)),
		})},
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

func oneDriveKnown(r Release) bool { return r.AtLeast(V25_04) }

func megaKnown(r Release) bool { return r != V25_04 }

// megaRuns is about the remote: newer schemas have the provider back, but
// nothing is behind it.
func megaRuns(r Release) bool { return r == V24_10 }

// Providers are the providers that a release's schema knows, in its order.
func Providers(r Release) []Provider {
	return slices.DeleteFunc(slices.Clone(providers), func(p Provider) bool { return p.in != nil && !p.in(r) })
}

// SupportedProvider finds a provider of a release by its name. The error, a
// [*Fault], is how a call ends for one that the schema knows and no remote
// implements.
func SupportedProvider(r Release, name string) (Provider, error) {
	for _, p := range Providers(r) {
		if p.name == name && p.supported(r) {
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

func (p Provider) supported(r Release) bool { return p.runs == nil || p.runs(r) }

// Name is what the API calls the provider: "GOOGLE_PHOTOS".
func (p Provider) Name() string { return p.name }
