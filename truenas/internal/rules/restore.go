package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// RestoreTask is the task that cloudsync.restore makes of a stored one: in the
// other direction, disabled, with what opts set. It is yet to be checked with
// [CheckTask]. The error is a [*Fault].
func RestoreTask(r Release, row, opts *ejson.Object) (*ejson.Object, error) {
	data := ejson.NewObject()
	for _, k := range []string{
		"credentials", "encryption", "filename_encryption", "encryption_password", "encryption_salt", "schedule",
		"transfers", "attributes",
	} {
		if row.Has(k) {
			data.Set(k, ejson.CloneValue(row.Get(k)))
		}
	}
	for _, k := range opts.Keys() {
		data.Set(k, opts.Get(k))
	}
	data.Set("direction", "PUSH")
	if row.Text("direction") == "PUSH" {
		data.Set("direction", "PULL")
	}
	data.Set("enabled", false)
	errs := &Problems{release: r}
	var typ schema = taskModel
	if !r.AtLeast(V25_10) {
		typ = oldTask()
	}
	full := typ.check("cloud_sync_create", data, errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return full.(*ejson.Object), nil
}
