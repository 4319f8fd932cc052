package truenastest

import (
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

func methodMethods(release truenas.Release) []method {
	return []method{{name: "core.get_methods", anonymous: release < truenas.V25_10, call: getMethods}}
}

// getMethods lists the methods that the session may call, of one service or
// all, none before login. Their schemas are left out.
func getMethods(c *call) (any, error) {
	if c.session == nil {
		return ejson.NewObject(), nil
	}
	service, _ := c.params[0].(string)
	var names []string
	for name, m := range c.server.methods {
		owner := name[:strings.LastIndex(name, ".")]
		if (service == "" || owner == service) && m.authorize(c) == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	out := ejson.NewObject()
	for _, name := range names {
		m := c.server.methods[name]
		roles := []any{}
		for _, r := range m.roles {
			roles = append(roles, r)
		}
		filterable := strings.HasSuffix(name, ".query") || name == jobsEvent
		out.Set(name, ejson.NewObject(
			"description", nil, "cli_description", nil, "examples", ejson.NewObject(), "accepts", nil, "returns", nil,
			"item_method", false, "no_auth_required", m.anonymous, "filterable", filterable, "filterable_schema", nil,
			"require_websocket", false, "job", m.job != nil, "downloadable", false, "uploadable", false, "check_pipes", false,
			"roles", roles,
		))
	}
	return out, nil
}
