package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// nasMethods are those about the system around the tasks.
func nasMethods(r Release) []Method {
	methods := []Method{
		{Name: "alert.list"},
		{Name: "core.get_methods", params: []field{
			optional("service", nullable{plainText}, nil), optional("target", oneOf("WS", "CLI", "REST"), "WS"),
		}},
		{Name: "pool.dataset.query", params: queryParams},
		{Name: "filesystem.stat", params: []field{required("path", nonEmptyText)}},
		{Name: "filesystem.listdir", params: []field{
			required("path", nonEmptyText), optional("query_filters", filters{}, []any{}),
			optional("query_options", queryOptions, ejson.NewObject()),
		}},
	}
	if r.AtLeast(V25_04) {
		methods = append(methods, Method{Name: "cloudsync.onedrive_list_drives", params: []field{required("onedrive_list_drives", model{
			name: "CloudSyncOneDriveListDrives", fields: secrets(
				optional("client_id", plainText, ""), optional("client_secret", plainText, ""), required("token", longText),
			),
		})}})
	}
	if r.AtLeast(V26) {
		methods = append(methods, Method{Name: "cloudsync.credentials.s3_provider_choices"})
	}
	return methods
}
