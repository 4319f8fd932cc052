package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

func credentialMethods(Release) []Method {
	entry := model{name: "CloudCredentialCreate", fields: []field{
		required("name", nonEmptyText), required("provider", providerSchema),
	}}
	id := required("id", integer{})
	return []Method{
		{Name: "cloudsync.credentials.query", params: queryParams},
		{Name: "cloudsync.credentials.get_instance", params: []field{id, optional("options", queryOptions, ejson.NewObject())}},
		{Name: "cloudsync.credentials.create", crud: "create", params: []field{required("cloud_sync_credentials_create", entry)}},
		{Name: "cloudsync.credentials.update", crud: "update", params: []field{
			id, required("cloud_sync_credentials_update", entry.asUpdate("CloudCredentialUpdate")),
		}},
		{Name: "cloudsync.credentials.delete", params: []field{id}},
		{Name: "cloudsync.credentials.verify", params: []field{required("cloud_sync_credentials_create", providerSchema)}},
		{Name: "cloudsync.providers"},
	}
}

func taskMethods(Release) []Method {
	id := required("id", integer{})
	credential := required("credentials_id", integer{})
	return []Method{
		{Name: "cloudsync.query", params: queryParams},
		{Name: "cloudsync.get_instance", params: []field{id, optional("options", queryOptions, ejson.NewObject())}},
		{Name: "cloudsync.create", crud: "create", params: []field{required("cloud_sync_create", taskModel)}},
		{Name: "cloudsync.update", crud: "update", params: []field{
			id, required("cloud_sync_update", taskModel.asUpdate("CloudSyncUpdate")),
		}},
		{Name: "cloudsync.delete", params: []field{id}},
		{Name: "cloudsync.restore", params: []field{id, required("opts", restoreModel)}},
		{Name: "cloudsync.abort", params: []field{id}},
		{Name: "cloudsync.sync", params: []field{
			id, optional("cloud_sync_sync_options", syncOptions, syncOptions.defaults()),
		}},
		{Name: "cloudsync.sync_onetime", params: []field{
			required("cloud_sync_sync_onetime", taskModel),
			optional("cloud_sync_sync_onetime_options", syncOptions, syncOptions.defaults()),
		}},
		{Name: "cloudsync.list_directory", params: []field{required("cloud_sync_ls", listModel)}},
		{Name: "cloudsync.list_buckets", params: []field{credential}},
		{Name: "cloudsync.create_bucket", params: []field{credential, required("name", plainText)}},
	}
}
