package googletest

import (
	"net/url"
	"slices"
	"strings"
)

// systemParameters are taken by every API of Google.
// Source: https://cloud.google.com/apis/docs/system-parameters
var systemParameters = []string{
	"alt", "fields", "key", "prettyPrint", "quotaUser", "uploadType", "upload_protocol", "$.xgafv",
	"$alt", "$fields", "$key", "$prettyPrint",
}

// readQuery returns the parameters of a method by their JSON names; the names of
// the .proto file are taken too. What the answer looks like is set in c.
func (c *call) readQuery(raw string, params []string) *apiError {
	query, err := url.ParseQuery(raw)
	if err != nil {
		return badPayload("Invalid query string.")
	}
	c.query = url.Values{}
	for name, values := range query {
		if slices.Contains(systemParameters, name) {
			continue
		}
		i := slices.IndexFunc(params, func(param string) bool { return name == param || name == snakeCase(param) })
		if i < 0 {
			return badPayload("Invalid JSON payload received. Unknown name %q: Cannot bind query parameter. Field '%s' could not be found in request message.", name, name)
		}
		c.query[params[i]] = append(c.query[params[i]], values...)
	}
	if alt := first(query, "alt", "$alt"); alt != "" && alt != "json" {
		return badPayload("Invalid value at 'alt': this method answers with json, not with %q.", alt)
	}
	c.compact = first(query, "prettyPrint", "$prettyPrint") == "false"
	mask := first(query, "fields", "$fields")
	if mask == "" {
		mask = strings.ReplaceAll(c.header.Get("X-Goog-FieldMask"), ".", "/")
	}
	if mask != "" {
		var ok bool
		if c.fields, ok = parseFields(mask); !ok {
			return badPayload("Invalid field selection %s", mask)
		}
	}
	return nil
}

func first(query url.Values, names ...string) string {
	for _, name := range names {
		if query.Has(name) {
			return query.Get(name)
		}
	}
	return ""
}

// queryBool checks a parameter of true or false.
func (c *call) queryBool(name string) *apiError {
	if text := c.query.Get(name); !slices.Contains([]string{"", "true", "false"}, text) {
		return badPayload("Invalid value at '%s' (TYPE_BOOL), %q", snakeCase(name), text)
	}
	return nil
}

// partial returns the part of an answer that the caller asked for.
func (c *call) partial(out answer) (answer, *apiError) {
	if out.json == nil || c.fields == nil {
		return out, nil
	}
	if path, ok := c.fields.check(out.json); !ok {
		return answer{}, badPayload("Invalid field selection %s", path)
	}
	out.json = c.fields.apply(plainJSON(out.json))
	return out, nil
}
