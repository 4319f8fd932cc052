package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// Method is an API method with the parameters it takes in one release.
type Method struct {
	Name    string
	release Release
	params  []field
	// crud is "create" or "update" for methods whose number of parameters is
	// checked by the Python call itself, before the schema.
	crud string
	// old stands in the place of params for a method with an older schema.
	old oldMethod
}

// Lookup finds a method of a release. It returns false when the release has no
// such method, or nothing here knows its parameters.
func Lookup(r Release, name string) (Method, bool) {
	for _, m := range methods(r) {
		if m.Name == name {
			m.release, m.params = r, fieldsIn(r, m.params)
			return m, true
		}
	}
	return Method{}, false
}

// methods are all methods of a release. Older schemas come first, so that they
// win over the newer ones of the same method.
func methods(r Release) []Method {
	if r == V24_10 {
		return slices.Concat(oldMethods(r), accountMethods(r), systemMethods(r), nasMethods(r))
	}
	return slices.Concat(oldMethods(r), authMethods(r), accountMethods(r), coreMethods(r), systemMethods(r), nasMethods(r),
		credentialMethods(r), taskMethods(r))
}

// Check checks the positional parameters. It returns what the method's body
// receives: defaults filled in, URLs canonical. The error is a [*Fault].
func (m Method) Check(params []any) ([]any, error) { return m.CheckUpdate(params, nil) }

// CheckUpdate is Check for a method that changes the stored credential, which
// has the shape of the newer releases: 24.10 looks at what it will be. Without
// one it looks at what it can.
func (m Method) CheckUpdate(params []any, stored *ejson.Object) ([]any, error) {
	if m.old != nil {
		return m.old.check(params, stored)
	}
	return checkParams(m.release, m.params, params)
}

// crudArguments are the parameters of the two Python methods besides those
// that the server itself passes.
var crudArguments = map[string][]string{"create": {"data"}, "update": {"id_", "data"}}

// Arity refuses a number of parameters that a call fails with before its
// schema is looked at. The error is a [*Fault].
func (m Method) Arity(n int) error {
	names := crudArguments[m.crud]
	own := 4 // what the server itself passes
	if m.release == V25_04 {
		own = 3
	}
	switch {
	case m.crud == "" || n == len(names) || m.release == V24_10:
		return nil
	case n > len(names):
		return ExceptionFault("TypeError", fmt.Sprintf("CRUDService.%s() takes %d positional arguments but %d were given",
			m.crud, own+len(names), own+n))
	}
	missing := make([]string, 0, len(names))
	for _, name := range names[n:] {
		missing = append(missing, "'"+name+"'")
	}
	plural := ""
	if len(missing) > 1 {
		plural = "s"
	}
	return ExceptionFault("TypeError", fmt.Sprintf("CRUDService.%s() missing %d required positional argument%s: %s",
		m.crud, len(missing), plural, strings.Join(missing, " and ")))
}

// RedactArguments returns job arguments as every user sees them. Those that
// the schema refused (valid is false) come padded with null, and without being
// looked into.
func (m Method) RedactArguments(raw []any, valid bool) []any {
	if m.old != nil {
		return m.old.redact(raw)
	}
	out := ejson.CloneValue(raw).([]any)
	if !valid {
		for len(out) < len(m.params) {
			out = append(out, nil)
		}
	}
	for i := range min(len(out), len(m.params)) {
		typ, isModel := m.params[i].typ.(model)
		if o, ok := out[i].(*ejson.Object); ok && isModel {
			redactFields(o, typ.fields)
		}
	}
	return out
}
