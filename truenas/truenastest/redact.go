package truenastest

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// stars stand for every secret, an empty one included.
const stars = "********"

// redactCredential returns the entry as the user may see it.
func (u *user) redactCredential(entry *ejson.Object) *ejson.Object {
	out := entry.Clone()
	if !u.seesSecrets() {
		redactProvider(out.Obj("provider"))
	}
	return out
}

// redactTask does the same with a task entry.
func (u *user) redactTask(entry *ejson.Object) *ejson.Object {
	out := entry.Clone()
	if u.seesSecrets() {
		return out
	}
	redactFields(out, taskModel.fields)
	redactProvider(out.Obj("credentials").Obj("provider"))
	return out
}

func redactProvider(o *ejson.Object) {
	if m := providerSchema.find(o.Text("type")); m != nil {
		redactFields(o, m.fields)
	}
}

func redactFields(o *ejson.Object, fields []field) {
	for _, f := range fields {
		if f.secret && o.Has(f.name) {
			o.Set(f.name, stars)
		}
	}
}

// redactArguments returns job arguments as every user sees them. Those that
// the schema refused come padded with null, and without being looked into.
func redactArguments(fields []field, raw []any, valid bool) []any {
	out := ejson.CloneValue(raw).([]any)
	if !valid {
		for len(out) < len(fields) {
			out = append(out, nil)
		}
	}
	for i := range min(len(out), len(fields)) {
		m, isModel := fields[i].typ.(model)
		if o, ok := out[i].(*ejson.Object); ok && isModel {
			redactFields(o, m.fields)
		}
	}
	return out
}
