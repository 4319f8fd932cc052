package rules

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// filterDepth is how deep OR branches may nest.
const filterDepth = 3

var (
	operators = []string{"=", "!=", ">", ">=", "<", "<=", "~", "in", "nin", "rin", "rnin", "^", "!^", "$", "!$"}
	timeTests = []string{"=", "!=", ">", ">=", "<", "<="}
)

// lookAtFilters returns what is wrong with query filters. The server takes any
// text for a list of its letters, and falls over what has no elements: the
// error is the exception that the call ends with then.
func lookAtFilters(in []any, depth int) (message string, err error) {
	if depth > filterDepth {
		return "query-filters max recursion depth exceeded", nil
	}
	for _, item := range in {
		f, err := elements(item)
		if err != nil {
			return "", err
		}
		switch len(f) {
		case 2:
			message, err = lookAtBranches(f[0], f[1], depth)
		case 3:
			message, err = lookAtCondition(item, f)
		default:
			message = "Invalid filter " + PyStr(item)
		}
		if message != "" || err != nil {
			return message, err
		}
	}
	return "", nil
}

// elements are what Python goes through: those of a list, the letters of a
// text, the keys of an object.
func elements(v any) ([]any, error) {
	var out []any
	switch v := v.(type) {
	case []any:
		return v, nil
	case string:
		for _, r := range v {
			out = append(out, string(r))
		}
		return out, nil
	case *ejson.Object:
		for _, k := range v.Keys() {
			out = append(out, k)
		}
		return out, nil
	}
	return nil, ExceptionFault("TypeError", "object of type '"+PyType(v)+"' has no len()")
}

func lookAtBranches(op, v any, depth int) (message string, err error) {
	switch {
	case op != "OR":
		return "Invalid operation: " + PyStr(op), nil
	case isPyFalse(v):
		return "OR filter requires at least one branch.", nil
	}
	branches, err := elements(v)
	if err != nil {
		return "", ExceptionFault("TypeError", "'"+PyType(v)+"' object is not iterable")
	}
	for _, b := range branches {
		if err := subscriptable(b); err != nil {
			return "", err
		}
		if message, err = lookAtFilters(Branch(b), depth+1); message != "" || err != nil {
			return message, err
		}
	}
	return "", nil
}

// subscriptable returns the exception that v[0] is in Python, if it is one.
func subscriptable(v any) error {
	switch v := v.(type) {
	case *ejson.Object:
		return KeyFault(0)
	case []any:
		if len(v) == 0 {
			return ExceptionFault("IndexError", "list index out of range")
		}
		return nil
	case string:
		if v == "" {
			return ExceptionFault("IndexError", "string index out of range")
		}
		return nil
	}
	return ExceptionFault("TypeError", "'"+PyType(v)+"' object is not subscriptable")
}

// lookAtCondition looks at a filter of three elements.
func lookAtCondition(filter any, f []any) (string, error) {
	if _, isObject := filter.(*ejson.Object); isObject {
		return "", KeyFault(1)
	}
	if err := subscriptable(f[1]); err != nil {
		return "", err
	}
	op, ok := f[1].(string)
	if !ok {
		return "", ExceptionFault("TypeError", "unhashable type: '"+PyType(f[1])+"'")
	}
	base, folded := strings.CutPrefix(op, "C")
	switch {
	case folded && base == "~":
		return "Invalid case-insensitive operation: " + op, nil
	case !slices.Contains(operators, base):
		return "Invalid operation: " + op, nil
	}
	if message := lookAtTime(base, f[0], f[2]); message != "" {
		return message, nil
	}
	return lookAtTime(base, f[2], f[0]), nil
}

// lookAtTime returns what is wrong with a comparison of a time, which one of
// the operands names.
func lookAtTime(op string, operand, other any) string {
	path, _ := operand.(string)
	if !strings.HasSuffix(path, timestampPath) {
		return ""
	}
	if !slices.Contains(timeTests, op) {
		return op + ": invalid timestamp operation."
	}
	if _, ok := Timestamp(path, other); !ok {
		return PyStr(other) + ": must be an ISO-8601 formatted timestamp string"
	}
	return ""
}

// Branch is an OR branch as a list of filters: one alone stands for a list.
func Branch(b any) []any {
	l, _ := b.([]any)
	if len(l) > 0 {
		if _, ok := l[0].([]any); ok {
			return l
		}
	}
	return []any{b}
}

// isPyFalse reports whether Python takes a value for false.
func isPyFalse(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case *ejson.Object:
		return len(v.Keys()) == 0
	case json.Number:
		return strings.Trim(string(v), "-0.") == ""
	}
	return false
}
