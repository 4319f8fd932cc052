package rcloneargs

import (
	"reflect"
	"strings"

	"github.com/nasphotos/nasphotos/truenas"
)

// provider is what TrueNAS knows of a kind of account.
type provider struct {
	name   string // TrueNAS's
	rclone string // the type of rclone's remote
	// buckets: the remote path begins with the task's bucket.
	buckets bool
	// fastList: tasks have the attribute fast_list.
	fastList bool
	readOnly bool
	// refreshed: rclone changes the token in the configuration, and TrueNAS reads
	// it back after the run.
	refreshed bool
	fields    []field
	// attributes are those of a task besides bucket, folder and fast_list.
	attributes []attribute
	// forCredential adds to the configuration what follows from the credential,
	// before the task's attributes; forTask what comes behind them.
	forCredential, forTask func(*translation) error
}

// field is a field of a credential, in the order in which 25.04 and newer store
// them.
type field struct {
	name     string
	required bool
	fallback any
	// since is the first release that has the field.
	since generation
	// webSince is the first release that stores it as a web address; 0 for none.
	webSince generation
}

func required(names ...string) []field {
	fields := make([]field, len(names))
	for i, name := range names {
		fields[i] = field{name: name, required: true}
	}
	return fields
}

// blank are texts that are empty when absent.
func blank(names ...string) []field {
	fields := make([]field, len(names))
	for i, name := range names {
		fields[i] = field{name: name, fallback: ""}
	}
	return fields
}

func providerType(p truenas.Provider) string {
	if v := reflect.ValueOf(p); p == nil || v.Kind() == reflect.Pointer && v.IsNil() {
		return ""
	}
	return p.ProviderType()
}

// findProvider finds a provider of a release by its name.
func findProvider(name string, release generation) (provider, error) {
	refusal := &UnsupportedProviderError{Type: name, Reason: "'" + name + "'"} // Python's KeyError
	switch {
	case name == "":
		refusal.Reason = "the credential has no provider"
		return provider{}, refusal
	case name == "MEGA" && release == gen25_04:
		refusal.Reason = "Input tag 'MEGA' found using 'type' does not match any of the expected tags"
		return provider{}, refusal
	case name == "MEGA" && release > gen25_04:
		// Newer releases store such a credential again, but have no remote for it.
		return provider{}, refusal
	case name == "ONEDRIVE" && release == gen24_10:
		refusal.Reason = "Invalid provider"
		return provider{}, refusal
	}
	for _, p := range providers() {
		if p.name == name {
			return p, nil
		}
	}
	return provider{}, refusal
}

func oauth(name, rclone string, more ...string) provider {
	fields := append(blank("client_id", "client_secret"), required("token")...)
	return provider{name: name, rclone: rclone, refreshed: true, fields: append(fields, blank(more...)...)}
}

// providers are all of them. They are put together anew each time, so that there
// is no global that could change.
func providers() []provider {
	drive := oauth("GOOGLE_DRIVE", "drive", "team_drive")
	drive.fastList, drive.forCredential = true, driveRoot
	drive.attributes = []attribute{{name: "acknowledge_abuse", fallback: false}}

	dropbox := oauth("DROPBOX", "dropbox")
	dropbox.refreshed = false // its tokens do not change
	dropbox.attributes = []attribute{{name: "chunk_size", fallback: number(48)}}
	dropbox.forTask = dropboxChunks

	oneDrive := oauth("ONEDRIVE", "onedrive")
	oneDrive.fields = append(oneDrive.fields, required("drive_type", "drive_id")...)
	oneDrive.forTask = oneDriveLimits

	yandex := oauth("YANDEX", "yandex")
	yandex.fastList = true

	return []provider{
		{
			name: "AZUREBLOB", rclone: "azureblob", buckets: true, fastList: true, forTask: azureChunks,
			fields: append(required("account", "key"), field{name: "endpoint", fallback: "", webSince: gen25_04}),
		},
		{
			name: "B2", rclone: "b2", buckets: true, fastList: true, forTask: b2Chunks, fields: required("account", "key"),
			attributes: []attribute{{name: "chunk_size", fallback: number(96)}},
		},
		oauth("BOX", "box"),
		dropbox,
		{name: "FTP", rclone: "ftp", fields: login(21, required("pass"))},
		{
			name: "GOOGLE_CLOUD_STORAGE", rclone: "google cloud storage", buckets: true, fastList: true,
			fields:        required("service_account_credentials"),
			attributes:    []attribute{{name: "bucket_policy_only", fallback: false}},
			forCredential: googleProject,
		},
		drive,
		oauth("GOOGLE_PHOTOS", "googlephotos"),
		{name: "HTTP", rclone: "http", readOnly: true, fields: []field{{name: "url", required: true, webSince: gen25_04}}},
		{name: "HUBIC", rclone: "hubic", buckets: true, fastList: true, fields: required("token")},
		{name: "MEGA", rclone: "mega", fields: required("user", "pass")},
		oneDrive,
		oauth("PCLOUD", "pcloud", "hostname"),
		s3(),
		{
			name: "SFTP", rclone: "sftp", forCredential: sftpKey,
			fields: login(22, []field{{name: "pass"}, {name: "private_key"}}),
		},
		storj(),
		{name: "OPENSTACK_SWIFT", rclone: "swift", buckets: true, fastList: true, fields: swiftFields()},
		{
			name: "WEBDAV", rclone: "webdav", forTask: webDAVVendor,
			fields: append([]field{{name: "url", required: true, webSince: gen25_04}}, required("vendor", "user", "pass")...),
		},
		yandex,
	}
}

func login(port int64, more []field) []field {
	fields := append(required("host"), field{name: "port", fallback: number(port)})
	return append(append(fields, required("user")...), more...)
}

func swiftFields() []field {
	fields := append(required("user", "key", "auth"), blank(strings.Fields(`user_id domain tenant tenant_id tenant_domain
		region storage_url auth_token application_credential_id application_credential_name application_credential_secret`)...)...)
	return append(fields, required("auth_version", "endpoint_type")...)
}
