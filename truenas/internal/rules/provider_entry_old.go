package rules

import (
	"slices"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// oldTitles are what the forms of 24.10 and 25.04 call the task attributes.
var oldTitles = map[string]string{
	"chunk_size":         "Upload chunk size (in megabytes)",
	"fast_list":          "Use --fast-list",
	"bucket_policy_only": "Bucket Policy Only",
	"acknowledge_abuse":  "Allow files which return cannotDownloadAbusiveFile to be downloaded.",
	"region":             "Region",
	"encryption":         "Server-Side Encryption",
	"storage_class":      "The storage class to use",
}

// oldDescriptions stand for help texts of those forms.
var oldDescriptions = map[string]string{
	"chunk_size":         "Size of the parts of an upload. A part is kept in memory.",
	"fast_list":          "Use more memory to make fewer requests.",
	"bucket_policy_only": "The bucket has access rules of its own only.",
	"acknowledge_abuse":  "Also download files that Google takes for malware.",
}

// describeOld adds to the item of cloudsync.providers what 24.10 and 25.04
// have there: schemas of the task attributes, without bucket and folder, and in
// 24.10 of the credential's fields.
func (p Provider) describeOld(r Release, item *ejson.Object) {
	tasks := []any{}
	for _, name := range p.attributes {
		tasks = append(tasks, oldProperty(extraAttributes[name]))
	}
	if p.fastList {
		tasks = append(tasks, oldProperty(fastListFlag))
	}
	item.Set("task_schema", tasks)
	if r.AtLeast(V25_04) {
		return
	}
	fields := []any{}
	for _, f := range fieldsIn(r, p.fields) {
		fields = append(fields, oldProperty(f))
	}
	item.Set("credentials_schema", fields)
}

func oldProperty(f field) *ejson.Object {
	schema := ejson.NewObject("_name_", f.name, "title", f.name, "_required_", f.required)
	if title, ok := oldTitles[f.name]; ok {
		schema.Set("title", title)
	}
	if text, ok := oldDescriptions[f.name]; ok {
		schema.Set("description", text)
	}
	if !f.required && f.name != "storage_class" {
		schema.Set("default", f.fallback)
	}
	typ, enum := formType(f.typ)
	schema.Set("type", typ)
	if enum != nil {
		schema.Set("enum", enum)
	}
	return ejson.NewObject("property", f.name, "schema", schema)
}

// formType is the name of a schema's JSON type, and its values if they are few.
func formType(s schema) (typ any, enum []any) {
	switch s := s.(type) {
	case integer:
		return "integer", nil
	case boolean:
		return "boolean", nil
	case nullable:
		inner, _ := formType(s.schema)
		return []any{inner, "null"}, nil
	case choice:
		if slices.Contains(s, nil) {
			return []any{"string", "null"}, s
		}
		return "string", s
	}
	return "string", nil
}
