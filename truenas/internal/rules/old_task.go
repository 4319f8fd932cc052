package rules

// oldCron is a schedule: five columns, and the line they make together.
func oldCron() oldDict {
	d := oldDict{whole: checkCron, wholeLast: true}
	for _, name := range cronFields() {
		fallback := "*"
		if name == "minute" {
			fallback = "00"
		}
		d.fields = append(d.fields, oldDefault(name, oldPlain, fallback))
	}
	return d
}

// oldTask is the parameter of cloudsync.create and sync_onetime.
func oldTask() oldDict {
	flag := func(name string, fallback bool) oldField { return oldDefault(name, oldBool{}, fallback) }
	word := func(name string, typ oldText) oldField { return oldDefault(name, typ, "") }
	patterns := func(name string) oldField {
		return oldDefault(name, listOf(oldOptional("path", oldText{filledIn: true})), []any{})
	}
	limit := oldDict{fields: []oldField{
		oldOptional("time", oldText{check: checkTimeOfDay}),
		oldOptional("bandwidth", atLeast(1)).orNull(),
	}}
	return oldDict{fields: []oldField{
		word("description", oldPlain),
		oldRequired("path", oldPlain),
		oldRequired("credentials", oldInt{}),
		oldObject("attributes", oldDict{open: true}),
		oldObject("schedule", oldCron()),
		word("pre_script", oldLong), word("post_script", oldLong),
		flag("snapshot", false),
		patterns("include"), patterns("exclude"),
		word("args", oldLong),
		flag("enabled", true),
		oldDefault("bwlimit", listOf(oldObject("cloud_sync_bwlimit", limit)), []any{}),
		oldDefault("transfers", atLeast(1), nil).orNull(),
		oldRequired("direction", oldChoice("PUSH", "PULL")),
		oldRequired("transfer_mode", oldChoice("SYNC", "COPY", "MOVE")),
		flag("encryption", false), flag("filename_encryption", false),
		word("encryption_password", oldPlain).secretly(),
		word("encryption_salt", oldPlain),
		flag("create_empty_src_dirs", false), flag("follow_symlinks", false),
	}}
}

// oldTaskMethods are those of 24.10 and 25.04 that deal with tasks.
func oldTaskMethods(r Release) []Method {
	task, update := oldTask(), oldTask()
	update.partial = true
	id, credential := oldOptional("id", oldInt{}), oldOptional("credentials_id", oldInt{})
	dry := oldDict{fields: []oldField{oldDefault("dry_run", oldBool{}, false)}}
	methods := []Method{
		{Name: "cloudsync.query", old: oldQuery()},
		{Name: "cloudsync.get_instance", old: oldInstance()},
		{Name: "cloudsync.create", old: oldParams{oldObject("cloud_sync_create", task)}},
		{Name: "cloudsync.update", old: oldParams{id, oldObject("cloud_sync_update", update)}},
		{Name: "cloudsync.delete", old: oldParams{id}},
		{Name: "cloudsync.restore", old: oldParams{id, oldObject("cloud_sync_restore", oldDict{fields: []oldField{
			oldOptional("description", oldPlain),
			oldRequired("transfer_mode", oldChoice("SYNC", "COPY")),
			oldRequired("path", oldPlain),
		}})}},
		{Name: "cloudsync.abort", old: oldParams{id}},
		{Name: "cloudsync.sync", old: oldParams{id, oldObject("cloud_sync_sync_options", dry)}},
		{Name: "cloudsync.sync_onetime", old: oldParams{
			oldObject("cloud_sync_sync_onetime", task), oldObject("cloud_sync_sync_onetime_options", dry),
		}},
		{Name: "cloudsync.list_directory", old: oldParams{oldObject("cloud_sync_ls", oldListing())}},
		{Name: "cloudsync.list_buckets", old: oldParams{credential}},
		{Name: "cloudsync.create_bucket", old: oldParams{credential, oldOptional("name", oldPlain)}},
		{Name: "cloudsync.providers", old: oldParams{}},
	}
	if r == V25_04 {
		for i := range methods {
			switch methods[i].Name {
			case "cloudsync.create":
				methods[i].crud = "create"
			case "cloudsync.update":
				methods[i].crud = "update"
			}
		}
	}
	return methods
}

// oldListing is the parameter of cloudsync.list_directory.
func oldListing() oldDict {
	return oldDict{fields: []oldField{
		oldRequired("credentials", oldInt{}),
		oldDefault("encryption", oldBool{}, false),
		oldDefault("filename_encryption", oldBool{}, false),
		oldDefault("encryption_password", oldPlain, "").secretly(),
		oldDefault("encryption_salt", oldPlain, ""),
		oldObject("attributes", oldDict{open: true}),
		oldDefault("args", oldPlain, ""),
	}}
}
