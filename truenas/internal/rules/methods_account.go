package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// accountMethods are those about API keys and sessions, and the logins that
// only some releases have.
func accountMethods(r Release) []Method {
	key := []field{required("name", nonEmptyText), required("username", nonEmptyText), optional("expires_at", nullable{moment{}}, nil)}
	if !r.AtLeast(V25_04) {
		key = []field{required("name", nonEmptyText), optional("allowlist", list{dictionary{}}, []any{})}
	}
	name, password := required("username", plainText), required("password", plainText)
	methods := []Method{
		{Name: "api_key.create", params: []field{required("api_key_create", model{name: "ApiKeyCreate", fields: key})}},
		{Name: "auth.sessions", params: queryParams},
		{Name: "auth.terminate_session", params: []field{required("id", plainText)}},
		{Name: "auth.terminate_other_sessions"},
	}
	if !r.AtLeast(V25_04) {
		return append(methods,
			Method{Name: "auth.token", params: []field{required("token", plainText)}},
			Method{Name: "auth.two_factor_auth", params: []field{name, password}},
		)
	}
	methods = append(methods, Method{Name: "auth.generate_onetime_password", params: []field{
		required("data", model{name: "AuthGenerateOnetimePassword", fields: []field{name}}),
	}})
	if r.AtLeast(V26) {
		methods = append(methods, Method{Name: "api_key.convert_raw_key", params: []field{required("raw_key", plainText)}})
	}
	return methods
}

// moment is a point in time, {"$date": milliseconds}.
type moment struct{}

func (moment) check(at string, v any, errs *Problems) any {
	if x, ok := v.(ejson.Extended); !ok || !x.Raw.Has("$date") {
		errs.Add(at, "Input should be a valid datetime")
	}
	return v
}
