package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// oldCredential is a method of 24.10 that deals with credentials. Its
// parameters have the newer schemas, but a provider is any name and its
// attributes are any object: the method itself looks into the last parameter.
type oldCredential struct {
	params []field
	body   bool // it does so
}

func (c oldCredential) check(params []any, stored *ejson.Object) ([]any, error) {
	if len(params) > len(c.params) {
		return nil, CallFault(EFAULT, tooMany(len(c.params), len(params)), nil)
	}
	out, err := checkParams(V24_10, c.params, params)
	if err != nil || !c.body {
		return out, err
	}
	last := len(c.params) - 1
	if err := checkOldCredential(c.params[last].name, out[last].(*ejson.Object), stored); err != nil {
		return nil, err
	}
	return out, nil
}

// redact has nothing to do: none of the methods is a job.
func (oldCredential) redact(raw []any) []any { return raw }

// oldCredentialMethods are those of 24.10 that deal with credentials.
func oldCredentialMethods() []Method {
	provider := []field{required("provider", plainText), required("attributes", dictionary{})}
	entry := model{name: "CloudCredentialCreate", fields: append([]field{refused("id"), required("name", nonEmptyText)}, provider...)}
	id := required("id", integer{})
	return []Method{
		{Name: "cloudsync.credentials.query", old: oldCredential{params: queryParams}},
		{Name: "cloudsync.credentials.get_instance", old: oldCredential{params: fieldsIn(V24_10, credentialGetParams)}},
		{Name: "cloudsync.credentials.create", old: oldCredential{body: true, params: []field{
			required("cloud_sync_credentials_create", entry),
		}}},
		{Name: "cloudsync.credentials.update", old: oldCredential{body: true, params: []field{
			id, required("cloud_sync_credentials_update", entry.asUpdate("CloudCredentialUpdate")),
		}}},
		{Name: "cloudsync.credentials.delete", old: oldCredential{params: []field{id}}},
		{Name: "cloudsync.credentials.verify", old: oldCredential{body: true, params: []field{
			required("cloud_sync_credentials_create", model{name: "CloudCredentialVerifyArgs", fields: provider}),
		}}},
	}
}

// checkOldCredential checks a credential against its provider's fields and
// fills in their defaults. Of an update it checks what the stored credential
// will be; without that one, what can be known from the update.
func checkOldCredential(prefix string, data, stored *ejson.Object) error {
	before := OldCredential(stored)
	of := func(key string) any {
		if data.Has(key) {
			return data.Get(key)
		}
		return before.Get(key)
	}
	name, known := of("provider").(string)
	if !known {
		return nil
	}
	var errs Problems
	p, ok := findOldProvider(V24_10, name)
	if !ok {
		errs.Add(prefix+".provider", "Invalid provider")
		return errs.Err()
	}
	attributes := of("attributes")
	if attributes == nil {
		return nil
	}
	clean := oldDict{fields: p.fields}.check(prefix+".attributes", attributes, &errs)
	if errs.Empty() && data.Has("attributes") {
		data.Set("attributes", clean)
	}
	return errs.Err()
}

// OldCredential is a credential in the shape of 24.10: the provider is its
// name, and the rest of it the attributes. What entry lacks is left out.
func OldCredential(entry *ejson.Object) *ejson.Object {
	out := ejson.NewObject()
	if entry == nil {
		return out
	}
	for _, k := range entry.Keys() {
		provider, ok := entry.Get(k).(*ejson.Object)
		if k != "provider" || !ok {
			out.Set(k, entry.Get(k))
			continue
		}
		if !provider.Has("type") {
			continue
		}
		attributes := ejson.NewObject()
		for _, name := range provider.Keys() {
			if name != "type" {
				attributes.Set(name, provider.Get(name))
			}
		}
		out.Set(k, provider.Get("type"))
		out.Set("attributes", attributes)
	}
	return out
}

// NewCredential is a credential of 24.10, or an update of the stored one, in
// the shape of the later releases.
func NewCredential(data, stored *ejson.Object) *ejson.Object {
	out := ejson.NewObject()
	before := OldCredential(stored)
	for _, k := range data.Keys() {
		if k != "provider" && k != "attributes" {
			out.Set(k, data.Get(k))
			continue
		}
		provider := ejson.NewObject("type", before.Get("provider"))
		if data.Has("provider") {
			provider.Set("type", data.Get("provider"))
		}
		attributes := before.Obj("attributes")
		if data.Has("attributes") {
			attributes = data.Obj("attributes")
		}
		for _, name := range attributes.Keys() {
			provider.Set(name, attributes.Get(name))
		}
		out.Set("provider", provider)
	}
	return out
}
