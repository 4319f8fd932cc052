package rules

func coreMethods(Release) []Method {
	flags := model{
		name: "CoreOptions", renamed: map[Release]string{V25_04: "CoreSetOptionsOptions"}, partial: true, lax: true, fields: []field{
			since(V25_10, optional("legacy_jobs", boolean{}, nil)), since(V25_10, optional("private_methods", boolean{}, nil)),
			optional("py_exceptions", boolean{}, nil),
		},
	}
	id := required("id", integer{})
	return []Method{
		{Name: "core.ping"},
		{Name: "core.set_options", params: []field{required("options", flags)}},
		{Name: "core.subscribe", params: []field{required("event", plainText)}},
		{Name: "core.unsubscribe", params: []field{required("id_", plainText)}},
		{Name: "core.get_jobs", params: queryParams},
		{Name: "core.job_abort", params: []field{id}},
		{Name: "core.job_wait", params: []field{id}},
		{Name: "core.job_download_logs", params: []field{
			id, required("filename", plainText), optional("buffered", boolean{}, false),
		}},
	}
}

func systemMethods(Release) []Method {
	return []Method{{Name: "system.version"}, {Name: "system.version_short"}, {Name: "system.info"}}
}
