package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// Stars stand for every secret, an empty one included.
const Stars = "********"

// RedactProvider puts stars in the place of a provider object's secrets.
func RedactProvider(r Release, o *ejson.Object) {
	if m := providerSchema(r).find(o.Text("type")); m != nil {
		redactFields(o, m.fields)
	}
}

// RedactTask does the same with the secrets of a task entry itself; those of
// the credential in it are left to [RedactProvider].
func RedactTask(r Release, o *ejson.Object) {
	if !r.AtLeast(V25_10) {
		oldTask().redact(o)
		return
	}
	redactFields(o, taskModel.fields)
}

func redactFields(o *ejson.Object, fields []field) {
	for _, f := range fields {
		if f.secret && o.Has(f.name) {
			o.Set(f.name, Stars)
		}
	}
}
