package rules

// attribute fields of a task. Two of them share a name on the wire, so a wrong
// chunk_size is reported twice before the provider is known.
var (
	bucketAttribute = required("bucket", nonEmptyText)
	folderAttribute = required("folder", plainText)
	fastListFlag    = optional("fast_list", boolean{}, false)

	extraAttributes = map[string]field{
		"b2_chunk_size":      aliased("b2_chunk_size", optional("chunk_size", integer{}, 96)),
		"dropbox_chunk_size": aliased("dropbox_chunk_size", optional("chunk_size", integer{}, 48)),
		"bucket_policy_only": optional("bucket_policy_only", boolean{}, false),
		"acknowledge_abuse":  optional("acknowledge_abuse", boolean{}, false),
		"region":             optional("region", plainText, ""),
		"encryption":         optional("encryption", oneOf(nil, "AES256"), nil),
		"storage_class": optional("storage_class", oneOf("", "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA",
			"INTELLIGENT_TIERING", "GLACIER", "GLACIER_IR", "DEEP_ARCHIVE"), ""),
	}
)

// aliased makes a field that newer releases also take by its internal name.
func aliased(name string, f field) field {
	f.alias = &alias{name: name, since: V27}
	return f
}

// anyAttributes is what attributes may hold before the provider is known.
var anyAttributes = model{name: "CloudTaskAttributes", partial: true, fields: []field{
	bucketAttribute, folderAttribute, fastListFlag,
	extraAttributes["bucket_policy_only"], extraAttributes["b2_chunk_size"], extraAttributes["dropbox_chunk_size"],
	extraAttributes["acknowledge_abuse"], extraAttributes["region"], extraAttributes["encryption"],
	extraAttributes["storage_class"],
}}

// attributeSchema is what attributes must hold for the provider.
func (p Provider) attributeSchema(r Release) schema {
	if !r.AtLeast(V25_10) {
		return p.oldAttributes(r)
	}
	m := model{name: "CloudTaskAttributes"}
	if p.buckets {
		m.fields = append(m.fields, bucketAttribute)
	}
	m.fields = append(m.fields, folderAttribute)
	if p.fastList {
		m.fields = append(m.fields, fastListFlag)
	}
	for _, name := range p.attributes {
		m.fields = append(m.fields, extraAttributes[name])
	}
	return m
}

var scheduleModel = model{name: "CloudCron", after: checkCron, fields: []field{
	optional("minute", plainText, "00"), optional("hour", plainText, "*"), optional("dom", plainText, "*"),
	optional("month", plainText, "*"), optional("dow", plainText, "*"),
}}

var bwlimitModel = model{name: "CloudSyncBwlimit", fields: []field{
	required("time", timeOfDay{}),
	required("bandwidth", nullable{integer{positive: true}}),
}}

// taskModel is the parameter of cloudsync.create and sync_onetime.
var taskModel = model{name: "CloudSyncCreate", fields: []field{
	refused("id"),
	optional("description", plainText, ""),
	required("path", plainText),
	since(V26, refused("dataset")),
	since(V26, refused("relative_path")),
	required("credentials", integer{}),
	required("attributes", anyAttributes),
	optional("schedule", scheduleModel, scheduleModel),
	optional("pre_script", longText, ""),
	optional("post_script", longText, ""),
	optional("snapshot", boolean{}, false),
	optional("include", list{nonEmptyText}, []any{}),
	optional("exclude", list{nonEmptyText}, []any{}),
	optional("args", longText, ""),
	optional("enabled", boolean{}, true),
	refused("job"),
	refused("locked"),
	optional("bwlimit", list{bwlimitModel}, []any{}),
	optional("transfers", nullable{integer{positive: true}}, nil),
	required("direction", oneOf("PUSH", "PULL")),
	required("transfer_mode", oneOf("SYNC", "COPY", "MOVE")),
	optional("encryption", boolean{}, false),
	optional("filename_encryption", boolean{}, false),
	secretly(optional("encryption_password", plainText, "")),
	secretly(optional("encryption_salt", plainText, "")),
	optional("create_empty_src_dirs", boolean{}, false),
	optional("follow_symlinks", boolean{}, false),
}}

// EntryKeys is the order of the fields of a task entry.
func EntryKeys(Release) []string {
	return []string{
		"id", "description", "path", "credentials", "attributes", "schedule", "pre_script", "post_script", "snapshot",
		"include", "exclude", "args", "enabled", "job", "locked", "bwlimit", "transfers", "direction", "transfer_mode",
		"encryption", "filename_encryption", "encryption_password", "encryption_salt", "create_empty_src_dirs",
		"follow_symlinks",
	}
}

var syncOptions = model{name: "CloudSyncSyncOptions", fields: []field{optional("dry_run", boolean{}, false)}}

var restoreModel = model{name: "RestoreOpts", fields: []field{
	optional("description", plainText, ""),
	required("transfer_mode", oneOf("SYNC", "COPY")),
	required("path", nonEmptyText),
}}

var listModel = model{name: "CloudSyncListDirectoryArgs", renamed: map[Release]string{V27: "CloudSyncListDirectory"}, fields: []field{
	required("credentials", integer{}),
	optional("encryption", boolean{}, false),
	optional("filename_encryption", boolean{}, false),
	secretly(optional("encryption_password", plainText, "")),
	secretly(optional("encryption_salt", plainText, "")),
	required("attributes", anyAttributes),
	optional("args", plainText, ""),
}}
