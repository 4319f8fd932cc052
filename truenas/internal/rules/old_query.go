package rules

import (
	"fmt"
	"math/big"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// maxRows is the highest limit of a query.
const maxRows = 10000

// oldFilters are query filters. What is not of their shape makes the check
// itself fail, and with it the call.
type oldFilters struct{ oldList }

func (oldFilters) validate(at string, v any, errs *Problems) {
	if message, _ := lookAtFilters(v.([]any), 0); message != "" {
		errs.Add(at, message)
	}
}

// crash returns the exception that validate ends with, if it does.
func (oldFilters) crash(v any) error {
	_, err := lookAtFilters(v.([]any), 0)
	return err
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
		if message := lookAtSelection(s); message != "" {
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

// lookAtSelection refuses what is neither a path nor a path and a name.
func lookAtSelection(v any) string {
	if _, ok := v.(string); ok {
		return ""
	}
	pair, ok := v.([]any)
	switch {
	case !ok:
		return PyStr(v) + ": selectors must be either a parameter name as a string or a list containing two items " +
			"[<parameter name>, <as name>] to emulate SELECT <parameter name> AS <as name>."
	case len(pair) != 2:
		return PyStr(v) + ": A select as list may only contain two parameters: the name of the parameter being selected, " +
			"and the name to which to assign it in resulting data."
	}
	for i, position := range []string{"first", "second"} {
		if _, ok := pair[i].(string); !ok {
			return PyStr(v) + ": " + position + " item must be a string."
		}
	}
	return ""
}
