package rules

// oldCoreMethods are those of 24.10 and 25.04 that deal with jobs and the
// system.
func oldCoreMethods() []Method {
	id := oldOptional("id", oldInt{})
	return []Method{
		{Name: "core.get_jobs", old: oldQuery()},
		{Name: "core.job_abort", old: oldParams{id}},
		{Name: "core.job_wait", old: oldParams{id}},
		{Name: "core.job_download_logs", old: oldParams{
			id, oldOptional("filename", oldPlain), oldDefault("buffered", oldBool{}, false),
		}},
		{Name: "core.get_methods", old: oldParams{
			oldDefault("service", oldPlain, nil).orNull(), oldDefault("target", oldChoice("WS", "CLI", "REST"), "WS"),
		}},
		{Name: "system.version", old: oldParams{}},
		{Name: "system.version_short", old: oldParams{}},
		{Name: "system.info", old: oldParams{}},
	}
}

// oldLoginMethods are further ones that 24.10 has, in an older schema.
func oldLoginMethods() []Method {
	return []Method{
		{Name: "core.ping", old: oldParams{}},
		{Name: "auth.login", old: oldParams{
			oldOptional("username", oldPlain), oldOptional("password", oldPlain).secretly(),
			oldDefault("otp_token", oldPlain, nil).orNull().secretly(),
		}},
		{Name: "auth.login_with_api_key", old: oldParams{oldOptional("api_key", oldPlain).secretly()}},
		{Name: "auth.login_with_token", old: oldParams{oldOptional("token", oldPlain).secretly()}},
		{Name: "auth.generate_token", old: oldParams{
			oldDefault("ttl", oldInt{}, 600).orNull(), oldObject("attrs", oldDict{open: true}),
			oldDefault("match_origin", oldBool{}, true),
		}},
		{Name: "auth.me", old: oldParams{}},
		{Name: "auth.logout", old: oldParams{}},
		{Name: "auth.sessions", old: oldQuery()},
		{Name: "auth.terminate_session", old: oldParams{oldOptional("id", oldPlain)}},
		{Name: "auth.terminate_other_sessions", old: oldParams{}},
		{Name: "auth.token", old: oldParams{oldOptional("token", oldPlain).secretly()}},
		{Name: "auth.two_factor_auth", old: oldParams{
			oldOptional("username", oldPlain), oldOptional("password", oldPlain).secretly(),
		}},
	}
}
