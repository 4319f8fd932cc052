package truenastest

import (
	"slices"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

const jobsEvent = "core.get_jobs"

func coreMethods() []method {
	flags := model{name: "CoreOptions", partial: true, lax: true, fields: []field{
		optional("legacy_jobs", boolean{}, nil), optional("private_methods", boolean{}, nil), optional("py_exceptions", boolean{}, nil),
	}}
	return []method{
		{name: "core.ping", anonymous: true, call: func(*call) (any, error) { return "pong", nil }},
		{name: "core.set_options", anonymous: true, params: []field{required("options", flags)}, call: setOptions},
		{name: "core.subscribe", params: []field{required("event", plainText)}, call: subscribe},
		{name: "core.unsubscribe", params: []field{required("id_", plainText)}, call: unsubscribe},
	}
}

func setOptions(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	in := c.object(0)
	for name, flag := range map[string]*bool{
		"legacy_jobs": &c.conn.legacyJobs, "private_methods": &c.conn.private, "py_exceptions": &c.conn.exceptions,
	} {
		if in.Has(name) {
			*flag = in.Flag(name)
		}
	}
	return ejson.NewObject("legacy_jobs", c.conn.legacyJobs, "private_methods", c.conn.private,
		"py_exceptions", c.conn.exceptions), nil
}

// subscribe takes any name, as the real server does; only job events come.
func subscribe(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	id := newUUID()
	c.conn.subscriptions[id] = c.params[0].(string)
	return id, nil
}

func unsubscribe(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	delete(c.conn.subscriptions, c.params[0].(string))
	return nil, nil
}

// wantsJobs reports whether the connection subscribed to job events, however
// often. The caller holds the lock.
func (c *conn) wantsJobs() bool {
	for _, event := range c.subscriptions {
		if slices.Contains([]string{jobsEvent, "*"}, event) {
			return true
		}
	}
	return false
}
