package truenastest

import (
	"fmt"
	"slices"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

func credentialMethods() []method {
	entry := model{name: "CloudCredentialCreate", fields: []field{
		required("name", nonEmptyText), required("provider", providerSchema),
	}}
	id := required("id", integer{})
	get := []field{id, optional("options", queryOptions, ejson.NewObject())}
	return []method{
		{name: "cloudsync.credentials.query", roles: readers, params: queryParams, call: queryCredentials},
		{name: "cloudsync.credentials.get_instance", roles: readers, params: get, call: getCredential},
		{
			name: "cloudsync.credentials.create", roles: writers, crud: "create", call: createCredential,
			params: []field{required("cloud_sync_credentials_create", entry)},
		},
		{
			name: "cloudsync.credentials.update", roles: writers, crud: "update", call: updateCredential,
			params: []field{id, required("cloud_sync_credentials_update", entry.asUpdate("CloudCredentialUpdate"))},
		},
		{name: "cloudsync.credentials.delete", roles: writers, params: []field{id}, call: deleteCredential},
		{
			name: "cloudsync.credentials.verify", roles: writers, call: verifyCredential,
			params: []field{required("cloud_sync_credentials_create", providerSchema)},
		},
		{name: "cloudsync.providers", roles: readers, call: func(*call) (any, error) { return describeProviders(), nil }},
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
	// Filters see the stored values; the result is redacted row by row.
	return c.redacted(rows, c.session.user.redactCredential)
}

// redacted runs the query of the call's parameters and redacts its rows.
func (c *call) redacted(rows []*ejson.Object, redact func(*ejson.Object) *ejson.Object) (any, error) {
	where, options := c.params[0].([]any), c.object(1)
	if options.Flag("count") {
		return runQuery(rows, where, options)
	}
	whole := options.Clone()
	whole.Set("select", []any{})
	result, err := runQuery(rows, where, whole)
	if err != nil {
		return nil, err
	}
	show := func(v any) (any, error) { return project(redact(v.(*ejson.Object)), options.List("select")) }
	found, ok := result.([]any)
	if !ok {
		return show(result)
	}
	for i := range found {
		if found[i], err = show(found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
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
	var errs rules.Problems
	if slices.ContainsFunc(s.credentials, func(e *ejson.Object) bool {
		return e.Text("name") == name && e.Number("id") != except
	}) {
		errs.Add(prefix+".name", "Object with this name already exists")
	}
	return errs.Err()
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
	if findProvider(p.Text("type")).unsupported {
		return nil, unsupportedProvider(p.Text("type"))
	}
	_, err := c.server.list(c.server.ctx, p, "")
	if err == nil {
		return ejson.NewObject("valid", true, "error", nil, "excerpt", nil), nil
	}
	return ejson.NewObject("valid", false, "error", rcloneError(err), "excerpt", rcloneExcerpt(err)), nil
}

// unsupportedProvider is what a provider without a remote ends in.
func unsupportedProvider(name string) error {
	f := rules.ExceptionFault("KeyError", "'"+name+"'")
	f.Repr = "KeyError('" + name + "')"
	return f
}
