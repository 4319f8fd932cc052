package rules

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// maxRows is the highest limit of a query.
const maxRows = 10000

// oldFilters are query filters. What is not of their shape makes the check
// itself fail, and with it the call.
type oldFilters struct{ oldList }

func (oldFilters) validate(at string, v any, errs *Problems) {
	if message, _ := lookAtFilters(v, 0); message != "" {
		errs.Add(at, message)
	}
}

// crash returns the exception that validate ends with, if it does.
func (oldFilters) crash(v any) error {
	_, err := lookAtFilters(v, 0)
	return err
}

func lookAtFilters(v any, depth int) (message string, err error) {
	if depth > filterDepth {
		return "query-filters max recursion depth exceeded", nil
	}
	for _, item := range v.([]any) {
		f, ok := item.([]any)
		if !ok {
			return lookAtNoFilter(item)
		}
		switch len(f) {
		case 2:
			message, err = lookAtBranches(f[0], f[1], depth)
		case 3:
			message, err = lookAtOperator(f[1])
		default:
			message = "Invalid filter " + PyStr(item)
		}
		if message != "" || err != nil {
			return message, err
		}
	}
	return "", nil
}

// lookAtNoFilter is for what stands in the place of a filter and is no list.
func lookAtNoFilter(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", ExceptionFault("TypeError", "object of type '"+PyType(v)+"' has no len()")
	}
	if r := []rune(s); len(r) == 2 {
		return "Invalid operation: " + string(r[0]), nil
	}
	return "Invalid filter " + s, nil
}

func lookAtBranches(op, v any, depth int) (message string, err error) {
	if op != "OR" {
		return "Invalid operation: " + PyStr(op), nil
	}
	branches, ok := v.([]any)
	switch {
	case !ok && isPyFalse(v), ok && len(branches) == 0:
		return "OR filter requires at least one branch.", nil
	case !ok:
		return "", ExceptionFault("TypeError", "'"+PyType(v)+"' object is not iterable")
	}
	for _, b := range branches {
		l, ok := b.([]any)
		switch {
		case !ok:
			return "", ExceptionFault("TypeError", "'"+PyType(b)+"' object is not subscriptable")
		case len(l) == 0:
			return "", ExceptionFault("IndexError", "list index out of range")
		}
		if message, err = lookAtFilters(Branch(b), depth+1); message != "" || err != nil {
			return message, err
		}
	}
	return "", nil
}

func lookAtOperator(v any) (string, error) {
	op, ok := v.(string)
	switch {
	case !ok:
		return "", ExceptionFault("TypeError", "'"+PyType(v)+"' object is not subscriptable")
	case op == "":
		return "", ExceptionFault("IndexError", "string index out of range")
	}
	base, folded := strings.CutPrefix(op, "C")
	switch {
	case folded && base == "~":
		return "Invalid case-insensitive operation: " + op, nil
	case !slices.Contains(operators, base):
		return "Invalid operation: " + op, nil
	}
	return "", nil
}

// isPyFalse reports whether Python takes a value that is no list for false.
func isPyFalse(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case *ejson.Object:
		return len(v.Keys()) == 0
	case json.Number:
		return strings.Trim(string(v), "-0.") == ""
	}
	return false
}

// oldQueryFields are the query options, besides how they are checked.
func oldQueryFields(forceSQL bool) []oldField {
	nothing := func(name string) oldField { return oldDefault(name, oldPlain, nil).orNull() }
	list := func(name string) oldField { return oldDefault(name, oldList{}, []any{}) }
	return []oldField{
		oldDefault("relationships", oldBool{}, true),
		nothing("extend"), nothing("extend_context"), nothing("prefix"),
		oldObject("extra", oldDict{open: true}),
		list("order_by"), list("select"),
		oldDefault("count", oldBool{}, false), oldDefault("get", oldBool{}, false),
		oldDefault("offset", oldInt{}, 0), oldDefault("limit", oldInt{}, 0),
		oldDefault("force_sql_filters", oldBool{}, forceSQL),
	}
}

func oldQuery() oldParams {
	return oldParams{
		oldDefault("query-filters", oldFilters{}, []any{}),
		oldObject("query-options", oldDict{whole: lookAtOptions, fields: oldQueryFields(false)}),
	}
}

// oldInstance are the parameters of a get_instance. Any id will do: one that
// is no number is not found.
func oldInstance() oldParams {
	options := oldDict{whole: lookAtOptions, fields: oldQueryFields(true)}
	return oldParams{oldOptional("id", oldAny{}), oldObject("query-options-get_instance", options)}
}

// lookAtOptions refuses what makes no sense together, and selections and
// orders of another shape.
func lookAtOptions(o *ejson.Object) string {
	limit := ejson.BigInt(o.Get("limit"))
	switch {
	case o.Flag("get") && (limit.Cmp(big.NewInt(1)) > 0 || ejson.BigInt(o.Get("offset")).Sign() != 0):
		return "Invalid options combination. `get` implies a single result."
	case limit.Cmp(big.NewInt(maxRows)) > 0:
		return fmt.Sprintf("Options limit must be between 1 and %d", maxRows)
	}
	for _, s := range o.List("select") {
		if isNoSelection(s) {
			return PyStr(s) + ": selectors must be either a parameter name as a string or a list containing two items " +
				"[<parameter name>, <as name>] to emulate SELECT <parameter name> AS <as name>."
		}
		if message := checkOptions(ejson.NewObject("select", []any{s})); message != "" {
			return message
		}
	}
	orders := o.List("order_by")
	for i, order := range orders {
		if _, ok := order.(string); !ok {
			return fmt.Sprintf("%s: parameter at index %d [%s] is not a string.", PyStr(orders), i, PyStr(order))
		}
	}
	return ""
}

func isNoSelection(v any) bool {
	switch v.(type) {
	case string, []any:
		return false
	}
	return true
}
