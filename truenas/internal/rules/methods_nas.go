package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// nasMethods are those about the system around the tasks.
func nasMethods(Release) []Method {
	return []Method{
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
}
