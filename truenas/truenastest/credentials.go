package truenastest

import (
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
		{name: "cloudsync.providers", roles: readers, call: func(c *call) (any, error) { return rules.DescribeProviders(c.server.release()), nil }},
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

func queryCredentials(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	rows := make([]*ejson.Object, len(c.server.credentials))
	for i, e := range c.server.credentials {
		rows[i] = rules.ShowCredential(c.server.release(), e, true)
	}
	return runQuery(rows, c.params[0].([]any), c.object(1), func(row *ejson.Object) *ejson.Object {
		return c.showCredential(c.server.credential(row.Number("id")))
	})
}

func getCredential(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	e := c.server.credential(c.first())
	if e == nil {
		return nil, rules.NoCredential(c.first())
	}
	return project(c.showCredential(e), c.object(1).List("select"))
}

func createCredential(c *call) (any, error) {
	in := c.taken(c.object(0), nil)
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if err := c.server.uniqueName("cloud_sync_credentials_create", in.Text("name"), 0); err != nil {
		return nil, err
	}
	e := ejson.NewObject("id", c.server.nextID("credential"), "name", in.Get("name"), "provider", in.Get("provider"))
	c.server.credentials = append(c.server.credentials, e)
	return c.showCredential(e), nil
}

// updateCredential replaces what is given: a provider as a whole. 24.10 answers
// with nothing but that.
func updateCredential(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	e := c.server.credential(c.first())
	if e == nil {
		return nil, rules.NoCredential(c.first())
	}
	in := c.taken(c.object(1), e)
	if in.Has("name") {
		if err := c.server.uniqueName("cloud_sync_credentials_update", in.Text("name"), c.first()); err != nil {
			return nil, err
		}
	}
	for _, k := range in.Keys() {
		e.Set(k, in.Get(k))
	}
	if c.server.release() == rules.V24_10 {
		echo := c.object(1).Clone()
		echo.Set("id", c.first())
		return echo, nil
	}
	return c.showCredential(e), nil
}

func (s *Server) uniqueName(prefix, name string, except int) error {
	var names []string
	for _, e := range s.credentials {
		if e.Number("id") != except {
			names = append(names, e.Text("name"))
		}
	}
	return rules.CheckName(s.release(), prefix, name, names)
}

// deleteCredential refuses one that a task uses, and is happy about one that
// does not exist.
func deleteCredential(c *call) (any, error) {
	s, id := c.server, c.first()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tasks {
		if t.Number("credentials") == id {
			return nil, rules.CredentialInUse(t.Number("id"), t.Text("description"))
		}
	}
	s.credentials = slices.DeleteFunc(s.credentials, func(e *ejson.Object) bool { return e.Number("id") == id })
	return true, nil
}

// verifyCredential lists the root; what goes wrong is a result.
func verifyCredential(c *call) (any, error) {
	p := c.object(0)
	if c.server.release() == rules.V24_10 {
		p = c.taken(p, nil).Obj("provider")
	}
	if _, err := rules.SupportedProvider(c.server.release(), p.Text("type")); err != nil {
		return nil, err
	}
	_, err := c.server.list(c.server.ctx, p, "")
	if err == nil && c.server.release() == rules.V24_10 {
		return ejson.NewObject("valid", true), nil
	}
	if err == nil {
		return ejson.NewObject("valid", true, "error", nil, "excerpt", nil), nil
	}
	return ejson.NewObject("valid", false, "error", rcloneError(err), "excerpt", rcloneExcerpt(err)), nil
}
