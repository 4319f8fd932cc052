package truenastest

import (
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

func coreMethods(release truenas.Release) []method {
	methods := []method{
		{name: "core.ping", anonymous: release >= truenas.V25_10, call: func(*call) (any, error) { return "pong", nil }},
		{name: "core.set_options", anonymous: true, call: setOptions},
		{name: "core.subscribe", call: subscribe},
		{name: "core.unsubscribe", call: unsubscribe},
	}
	if release < truenas.V25_04 {
		return methods[:1] // the other protocol has messages for the rest
	}
	return methods
}

// setOptions answers with the options from 25.10 on; before, there is nothing
// to know about jobs.
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
	if c.server.config.Release < truenas.V25_10 {
		return nil, nil
	}
	return ejson.NewObject("legacy_jobs", c.conn.legacyJobs, "private_methods", c.conn.private,
		"py_exceptions", c.conn.exceptions), nil
}

// subscribe takes any name, as the real server does; only job events come.
func subscribe(c *call) (any, error) {
	id := newUUID()
	if !c.conn.subscribe(id, c.params[0].(string), nil) {
		return nil, rules.CallFault(rules.EACCES, "Not authorized", nil)
	}
	return id, nil
}

func unsubscribe(c *call) (any, error) {
	c.conn.unsubscribe(c.params[0].(string))
	return nil, nil
}
