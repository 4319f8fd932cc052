package truenastest

import (
	"fmt"
	"slices"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

func credentialMethods() []method {
	return []method{
		{name: "cloudsync.credentials.query", roles: readers, call: queryCredentials},
		{name: "cloudsync.credentials.get_instance", roles: readers, call: getCredential},
		{name: "cloudsync.credentials.create", roles: writers, call: createCredential},
		{name: "cloudsync.credentials.update", roles: writers, call: updateCredential},
		{name: "cloudsync.credentials.delete", roles: writers, call: deleteCredential},
		{name: "cloudsync.credentials.verify", roles: writers, call: verifyCredential},
		{name: "cloudsync.providers", roles: readers, call: func(*call) (any, error) { return rules.DescribeProviders(release), nil }},
	}
}

// credential returns the stored entry, or nil. The caller holds the lock.
func (s *Server) credential(id int) *ejson.Object { return findID(s.credentials, id) }

func findID(entries []*ejson.Object, id int) *ejson.Object {
	for _, e := range entries {
		if e.Number("id") == id {
			return e
		}
	}
	return nil
}

func noCredential(id int) error {
	return rules.NotFoundFault(fmt.Sprintf("Credentials %d does not exist", id))
}

func queryCredentials(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	rows := make([]*ejson.Object, len(c.server.credentials))
	for i, e := range c.server.credentials {
		rows[i] = e.Clone()
	}
	return runQuery(rows, c.params[0].([]any), c.object(1), c.session.user.redactCredential)
}

func getCredential(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	e := c.server.credential(c.first())
	if e == nil {
		return nil, noCredential(c.first())
	}
	return project(c.session.user.redactCredential(e), c.object(1).List("select"))
}

func createCredential(c *call) (any, error) {
	in := c.object(0)
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if err := c.server.uniqueName("cloud_sync_credentials_create", in.Text("name"), 0); err != nil {
		return nil, err
	}
	e := ejson.NewObject("id", c.server.nextID("credential"), "name", in.Get("name"), "provider", in.Get("provider"))
	c.server.credentials = append(c.server.credentials, e)
	return c.session.user.redactCredential(e), nil
}

// updateCredential replaces what is given: a provider as a whole.
func updateCredential(c *call) (any, error) {
	in := c.object(1)
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	e := c.server.credential(c.first())
	if e == nil {
		return nil, noCredential(c.first())
	}
	if in.Has("name") {
		if err := c.server.uniqueName("cloud_sync_credentials_update", in.Text("name"), c.first()); err != nil {
			return nil, err
		}
	}
	for _, k := range in.Keys() {
		e.Set(k, in.Get(k))
	}
	return c.session.user.redactCredential(e), nil
}

func (s *Server) uniqueName(prefix, name string, except int) error {
	var names []string
	for _, e := range s.credentials {
		if e.Number("id") != except {
			names = append(names, e.Text("name"))
		}
	}
	return rules.CheckName(release, prefix, name, names)
}

// deleteCredential refuses one that a task uses, and is happy about one that
// does not exist.
func deleteCredential(c *call) (any, error) {
	s, id := c.server, c.first()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tasks {
		if t.Number("credentials") != id {
			continue
		}
		name := t.Text("description")
		if name == "" {
			name = fmt.Sprint(t.Number("id"))
		}
		return nil, rules.CallFault(rules.EFAULT, "This credential is used by cloud sync task "+name, nil)
	}
	s.credentials = slices.DeleteFunc(s.credentials, func(e *ejson.Object) bool { return e.Number("id") == id })
	return true, nil
}

// verifyCredential lists the root; what goes wrong is a result.
func verifyCredential(c *call) (any, error) {
	p := c.object(0)
	if _, err := rules.SupportedProvider(release, p.Text("type")); err != nil {
		return nil, err
	}
	_, err := c.server.list(c.server.ctx, p, "")
	if err == nil {
		return ejson.NewObject("valid", true, "error", nil, "excerpt", nil), nil
	}
	return ejson.NewObject("valid", false, "error", rcloneError(err), "excerpt", rcloneExcerpt(err)), nil
}
