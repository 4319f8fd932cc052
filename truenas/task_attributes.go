package truenas

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// TaskAttributes says what of the account a task syncs. Google Photos has
// Folder only; its root, "media" and "media/by-day" are refused by TrueNAS, and
// with a percent sign in it every run fails.
//
// Which other attributes there are depends on the provider, and TrueNAS refuses
// those it does not have: each is sent only when it is set.
type TaskAttributes struct {
	// Folder is the path in the account, as "album/Holidays"; "" is its root.
	Folder string
	// Bucket is required for [AzureBlob], [B2], [GoogleCloudStorage], [Hubic],
	// [OpenStackSwift], [S3] and [Storj].
	Bucket string
	// FastList lists in fewer requests and more memory: for providers with
	// buckets, [GoogleDrive] and [Yandex].
	FastList Opt[bool]
	// ChunkSize is in MiB: 5 and more for [B2], 5 to 149 for [Dropbox].
	ChunkSize Opt[int]
	// AcknowledgeAbuse downloads files from [GoogleDrive] that Google takes for
	// harmful.
	AcknowledgeAbuse Opt[bool]
	// BucketPolicyOnly leaves access to the bucket's policy: [GoogleCloudStorage].
	BucketPolicyOnly Opt[bool]
	// Region overrides that of an [S3] credential.
	Region Opt[string]
	// Encryption is "AES256" or null, for [S3].
	Encryption Opt[string]
	// StorageClass is a storage class of [S3], as "STANDARD_IA".
	StorageClass Opt[string]
	// Extra holds the attributes that have no field here, by name.
	Extra map[string]json.RawMessage

	// order are the names in the order in which they were read, where that is not
	// the one in which they are written.
	order []string
}

// UnmarshalJSON reads the attributes of a task. One with an unexpected value is
// kept in Extra.
func (a *TaskAttributes) UnmarshalJSON(data []byte) error {
	*a = TaskAttributes{}
	o, err := parseObject(data, "attributes")
	if err != nil {
		return err
	}
	if err := field(o, "folder", &a.Folder); err != nil {
		return err
	}
	if len(o) == 1 {
		return nil
	}
	read := keysOf(data)
	delete(o, "folder")
	for _, f := range attributeFields(a) {
		if raw, ok := o[f.key]; ok && f.read(raw) == nil {
			delete(o, f.key)
		}
	}
	if len(o) > 0 {
		a.Extra = o
	}
	if !slices.Equal(read, a.inOrder(slices.Sorted(slices.Values(read)))) {
		a.order = read
	}
	return nil
}

// MarshalJSON writes the attributes as TrueNAS takes them, in the order in which
// they were read.
func (a TaskAttributes) MarshalJSON() ([]byte, error) {
	wire := make(map[string]any, len(a.Extra)+1)
	for key, raw := range maps.All(a.Extra) {
		wire[key] = raw
	}
	for _, f := range attributeFields(&a) {
		if value := f.value(); value != nil {
			wire[f.key] = value
		}
	}
	if containsPlaceholder(wire) {
		return nil, fmt.Errorf("truenas: attributes of a task: %w", ErrRedacted)
	}
	wire["folder"] = a.Folder
	var w objectWriter
	for _, key := range a.inOrder(slices.Sorted(maps.Keys(wire))) {
		w.member(key, wire[key])
	}
	return w.end()
}

// inOrder sorts names: those that were read as they were read, and others as
// TrueNAS 25.10 and newer do, with the folder before the rest.
func (a TaskAttributes) inOrder(names []string) []string {
	order := append(slices.Clone(a.order), "bucket", "folder")
	for _, f := range attributeFields(&a) {
		order = append(order, f.key)
	}
	rank := func(name string) int {
		if i := slices.Index(order, name); i >= 0 {
			return i
		}
		return len(order)
	}
	names = slices.Clone(names)
	slices.SortStableFunc(names, func(x, y string) int { return rank(x) - rank(y) })
	return names
}

// attributeFields are the attributes that only some providers have.
func attributeFields(a *TaskAttributes) []providerField {
	return []providerField{
		textField("bucket", &a.Bucket),
		optField("fast_list", &a.FastList),
		optField("bucket_policy_only", &a.BucketPolicyOnly),
		optField("chunk_size", &a.ChunkSize),
		optField("acknowledge_abuse", &a.AcknowledgeAbuse),
		optField("region", &a.Region),
		optField("encryption", &a.Encryption),
		optField("storage_class", &a.StorageClass),
	}
}
