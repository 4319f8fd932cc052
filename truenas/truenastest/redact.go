package truenastest

import (
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// redactCredential returns the entry as the user may see it.
func (u *user) redactCredential(entry *ejson.Object) *ejson.Object {
	out := entry.Clone()
	if !u.seesSecrets() {
		rules.RedactProvider(release, out.Obj("provider"))
	}
	return out
}

// redactTask does the same with a task entry.
func (u *user) redactTask(entry *ejson.Object) *ejson.Object {
	out := entry.Clone()
	if u.seesSecrets() {
		return out
	}
	rules.RedactTask(release, out)
	rules.RedactProvider(release, out.Obj("credentials").Obj("provider"))
	return out
}
