package truenas

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Filter selects rows of a query. The zero value selects all of them.
//
//	truenas.Where("enabled", "=", true).And("description", "^", "photos ")
type Filter struct{ conditions []any }

// condition is one comparison, as TrueNAS takes it: [field, operator, value].
type condition struct {
	field, operator string
	value           any
}

// MarshalJSON writes the condition as a list.
func (c condition) MarshalJSON() ([]byte, error) {
	return encodeJSON([]any{c.field, c.operator, c.value})
}

// Where selects the rows whose field compares to value. A field within an object
// is written with dots, as "credentials.id".
//
// The operators are = and !=, >, >=, < and <=; ~ (the value is a regular
// expression that matches at the beginning); in and nin (the field is in the list
// value, or is not); rin and rnin (the field holds the value, or does not); ^ and
// !^ (the field begins with the value, or does not); $ and !$ (it ends with it).
// A C before any of them but ~ ignores upper and lower case, as "C=".
func Where(field, operator string, value any) Filter {
	return Filter{[]any{condition{field, operator, value}}}
}

// And returns the filter with one more condition, which must hold too.
func (f Filter) And(field, operator string, value any) Filter {
	return Filter{append(slices.Clone(f.conditions), condition{field, operator, value})}
}

// Or selects the rows that one of the filters selects.
func Or(filters ...Filter) Filter {
	branches := make([]any, len(filters))
	for i, f := range filters {
		branches[i] = f.conditions
		if len(f.conditions) == 1 {
			branches[i] = f.conditions[0]
		}
	}
	return Filter{[]any{[]any{"OR", branches}}}
}

// MarshalJSON writes the filter as the first parameter of a query.
func (f Filter) MarshalJSON() ([]byte, error) {
	if f.conditions == nil {
		return []byte("[]"), nil
	}
	return encodeJSON(f.conditions)
}

// operators are those that TrueNAS knows.
func operators() []string {
	return []string{"=", "!=", ">", ">=", "<", "<=", "~", "in", "nin", "rin", "rnin", "^", "!^", "$", "!$"}
}

// check finds what TrueNAS would answer with an error about its own code.
func check(conditions []any) error {
	for _, c := range conditions {
		switch c := c.(type) {
		case condition:
			plain, folded := strings.CutPrefix(c.operator, "C")
			if !slices.Contains(operators(), plain) || folded && plain == "~" {
				return fmt.Errorf("truenas: filter on %q: there is no operator %q; use one of %s",
					c.field, c.operator, strings.Join(operators(), " "))
			}
		case []any:
			if len(c) == 0 {
				return errors.New("truenas: filter: an empty Or selects nothing and TrueNAS refuses it; leave it out")
			}
			if err := check(c); err != nil {
				return err
			}
		}
	}
	return nil
}
