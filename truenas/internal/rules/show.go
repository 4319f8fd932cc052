package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// ShowCredential is a credential's entry as a call of the release answers it:
// in its shape, and without secrets for a user who may not see them. 24.10
// hides all attributes at once.
func ShowCredential(r Release, entry *ejson.Object, secrets bool) *ejson.Object {
	out := entry.Clone()
	switch {
	case r == V24_10:
		out = OldCredential(out)
		if !secrets {
			out.Set("attributes", Stars)
		}
	case !secrets:
		RedactProvider(r, out.Obj("provider"))
	}
	return out
}

// ShowTask is the same for a task's entry, which embeds its credential. 25.04
// hides the provider in it as a whole.
func ShowTask(r Release, entry *ejson.Object, secrets bool) *ejson.Object {
	out := entry.Clone()
	credential := ShowCredential(r, out.Obj("credentials"), secrets)
	if r == V25_04 && !secrets {
		credential.Set("provider", Stars)
	}
	out.Set("credentials", credential)
	if !secrets {
		RedactTask(r, out)
	}
	return out
}
