package truenastest

// stars stand for every secret, an empty one included.
const stars = "********"

// redactCredential returns the entry as the user may see it.
func (u *user) redactCredential(entry *object) *object {
	out := entry.clone()
	if !u.seesSecrets() {
		redactProvider(out.obj("provider"))
	}
	return out
}

// redactTask does the same with a task entry.
func (u *user) redactTask(entry *object) *object {
	out := entry.clone()
	if u.seesSecrets() {
		return out
	}
	redactFields(out, taskModel.fields)
	redactProvider(out.obj("credentials").obj("provider"))
	return out
}

func redactProvider(o *object) {
	if m := providerSchema.find(o.text("type")); m != nil {
		redactFields(o, m.fields)
	}
}

func redactFields(o *object, fields []field) {
	for _, f := range fields {
		if f.secret && o.has(f.name) {
			o.set(f.name, stars)
		}
	}
}

// redactArguments returns job arguments as every user sees them. Those that
// the schema refused come padded with null, and without being looked into.
func redactArguments(fields []field, raw []any, valid bool) []any {
	out := cloneValue(raw).([]any)
	if !valid {
		for len(out) < len(fields) {
			out = append(out, nil)
		}
	}
	for i := range min(len(out), len(fields)) {
		m, isModel := fields[i].typ.(model)
		if o, ok := out[i].(*object); ok && isModel {
			redactFields(o, m.fields)
		}
	}
	return out
}
