package rules

// credentialMethods are those about credentials and their providers.
func credentialMethods(r Release) []Method {
	entry := model{name: "CloudCredentialCreate", fields: []field{
		refused("id"), required("name", nonEmptyText), required("provider", providerObject{}),
	}}
	id := required("id", integer{})
	all := []Method{
		{Name: "cloudsync.credentials.query", params: queryParams},
		{Name: "cloudsync.credentials.get_instance", params: credentialGetParams},
		{Name: "cloudsync.credentials.create", crud: "create", params: []field{required("cloud_sync_credentials_create", entry)}},
		{Name: "cloudsync.credentials.update", crud: "update", params: []field{
			id, required("cloud_sync_credentials_update", entry.asUpdate("CloudCredentialUpdate")),
		}},
		{Name: "cloudsync.credentials.delete", params: []field{id}},
		{Name: "cloudsync.credentials.verify", params: []field{required("cloud_sync_credentials_create", providerObject{})}},
		{Name: "cloudsync.providers"},
	}
	if r.AtLeast(V26) {
		all = append(all, Method{Name: "cloudsync.credentials.s3_provider_choices"})
	}
	return all
}

func taskMethods(Release) []Method {
	drives := model{name: "CloudSyncOneDriveListDrivesArgs", renamed: map[Release]string{V27: "CloudSyncOneDriveListDrives"}, fields: secrets(
		optional("client_id", plainText, ""), optional("client_secret", plainText, ""), required("token", longNonEmptyText))}
	id := required("id", integer{})
	credential := required("credentials_id", integer{})
	return []Method{
		{Name: "cloudsync.query", params: queryParams},
		{Name: "cloudsync.get_instance", params: getParams},
		{Name: "cloudsync.create", crud: "create", params: []field{required("cloud_sync_create", taskModel)}},
		{Name: "cloudsync.update", crud: "update", params: []field{
			id, required("cloud_sync_update", taskModel.asUpdate("CloudSyncUpdate")),
		}},
		{Name: "cloudsync.delete", params: []field{id}},
		{Name: "cloudsync.restore", params: []field{id, required("opts", restoreModel)}},
		{Name: "cloudsync.abort", params: []field{id}},
		{Name: "cloudsync.sync", params: []field{
			id, optional("cloud_sync_sync_options", syncOptions, syncOptions),
		}},
		{Name: "cloudsync.sync_onetime", params: []field{
			required("cloud_sync_sync_onetime", taskModel),
			optional("cloud_sync_sync_onetime_options", syncOptions, syncOptions),
		}},
		{Name: "cloudsync.list_directory", params: []field{required("cloud_sync_ls", listModel)}},
		{Name: "cloudsync.list_buckets", params: []field{credential}},
		{Name: "cloudsync.onedrive_list_drives", params: []field{required("onedrive_list_drives", drives)}},
		{Name: "cloudsync.create_bucket", params: []field{credential, required("name", plainText)}},
	}
}
