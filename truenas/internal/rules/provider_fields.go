package rules

import (
	"regexp"
	"strings"
)

// secrets marks all fields as such: everything but the type is, unless public.
func secrets(fields ...field) []field {
	for i := range fields {
		fields[i].secret = true
	}
	return fields
}

func public(f field, fields []field) []field { return append(fields, f) }

// oauthFields are those of a provider with a sign-in page, and further ones.
func oauthFields(more ...field) []field {
	return secrets(append([]field{
		optional("client_id", plainText, ""),
		optional("client_secret", plainText, ""),
		required("token", longNonEmptyText),
	}, more...)...)
}

func swiftFields() []field {
	fields := []field{required("user", nonEmptyText), required("key", nonEmptyText), required("auth", nonEmptyText)}
	for _, name := range strings.Fields(`user_id domain tenant tenant_id tenant_domain region storage_url auth_token
		application_credential_id application_credential_name application_credential_secret`) {
		fields = append(fields, optional(name, plainText, ""))
	}
	return secrets(append(fields,
		required("auth_version", nullable{oneOf(0, 1, 2, 3)}),
		required("endpoint_type", nullable{oneOf("public", "internal", "admin")}),
	)...)
}

var azureAccount = text{
	min:     1,
	pattern: regexp.MustCompile(`(?i)^[a-z0-9\-.]+\n?$`),
	refusal: "Assertion failed, Account Name field can only contain alphanumeric characters, - and .",
}

// providerObject is a provider object of any type. It is put together only when
// there is one to check: looking up a method stays cheap.
type providerObject struct{}

func (providerObject) check(at string, v any, errs *Problems) any {
	return providerSchema(errs.release).check(at, v, errs)
}

// providerSchema is a provider object: the type decides the other fields.
func providerSchema(r Release) tagged {
	known := Providers(r)
	options := make([]option, len(known))
	for i, p := range known {
		typ := required("type", oneOf(p.name))
		options[i] = option{p.name, model{name: p.name, fields: append([]field{typ}, p.fields...)}}
	}
	return tagged{key: "type", options: options}
}
