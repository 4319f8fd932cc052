package truenastest

import (
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// check checks the parameters of the call. An update of a credential is checked
// together with what is stored, where the release does that.
func (c *call) check(m *method) ([]any, error) {
	if err := m.rules.Arity(len(c.raw)); err != nil {
		return nil, err
	}
	var stored *ejson.Object
	if m.name == "cloudsync.credentials.update" && len(c.raw) > 0 && ejson.IsInt(c.raw[0]) {
		stored = nas{c.server, nil}.Credential(ejson.ToInt(c.raw[0]))
	}
	return m.rules.CheckUpdate(c.raw, stored)
}

// taken is a credential, or an update of the stored one, as it is kept: in the
// shape of 25.04 and later.
func (c *call) taken(data, stored *ejson.Object) *ejson.Object {
	if c.server.release() == rules.V24_10 {
		return rules.NewCredential(data, stored)
	}
	return data
}

// showCredential returns the entry as the caller may see it. The caller holds
// the lock.
func (c *call) showCredential(entry *ejson.Object) *ejson.Object {
	return rules.ShowCredential(c.server.release(), entry, c.session.user.seesSecrets())
}

// showTask does the same with a task entry. The caller holds the lock.
func (c *call) showTask(entry *ejson.Object) *ejson.Object {
	return rules.ShowTask(c.server.release(), entry, c.session.user.seesSecrets())
}
