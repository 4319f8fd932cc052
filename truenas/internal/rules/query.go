package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// filterDepth is how deep OR branches may nest.
const filterDepth = 3

var operators = []string{"=", "!=", ">", ">=", "<", "<=", "~", "in", "nin", "rin", "rnin", "^", "!^", "$", "!$"}

// filters is the schema of query filters.
type filters struct{}

func (filters) check(at string, v any, errs *Problems) any {
	in, ok := v.([]any)
	if !ok {
		errs.Add(at, "Input should be a valid list")
		return nil
	}
	for i, f := range in {
		if _, ok := f.([]any); !ok {
			errs.Add(join(at, strconv.Itoa(i)), "Input should be a valid list")
			return nil
		}
	}
	if message := checkFilters(in, 0); message != "" {
		errs.Add(at, "Value error, "+message)
	}
	return v
}

func checkFilters(in []any, depth int) string {
	if depth > filterDepth {
		return "query-filters max recursion depth exceeded"
	}
	for _, item := range in {
		f, ok := item.([]any)
		if !ok || (len(f) != 2 && len(f) != 3) {
			return "Invalid filter " + PyStr(item)
		}
		if len(f) == 3 {
			op, _ := f[1].(string)
			base, folded := strings.CutPrefix(op, "C")
			if !slices.Contains(operators, base) || folded && base == "~" {
				return "Invalid operation: " + PyStr(f[1])
			}
			if message := checkTimestamp(f[0], base, f[2]); message != "" {
				return message
			}
			continue
		}
		if f[0] != "OR" {
			return "Invalid operation: " + PyStr(f[0])
		}
		branches, _ := f[1].([]any)
		if len(branches) == 0 {
			return "OR filter requires at least one branch."
		}
		for _, b := range branches {
			if message := checkFilters(Branch(b), depth+1); message != "" {
				return message
			}
		}
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

// selection is the schema of one item of options.select.
var selection = union{{"constrained-str", plainText}, {"list[any]", anyList{}}}

var queryOptions = model{name: "QueryOptions", after: checkOptions, fields: []field{
	until(V25_10, optional("relationships", boolean{}, true)),
	until(V25_10, optional("extend", nullable{plainText}, nil)),
	until(V25_10, optional("extend_context", nullable{plainText}, nil)),
	until(V25_10, optional("prefix", nullable{plainText}, nil)),
	optional("extra", dictionary{}, ejson.NewObject()),
	optional("order_by", list{plainText}, []any{}),
	optional("select", list{selection}, []any{}),
	optional("count", boolean{}, false),
	optional("get", boolean{}, false),
	optional("offset", integer{}, 0),
	optional("limit", integer{}, 0),
	optional("force_sql_filters", boolean{}, false),
	since(V27, optional("delete_invalid_rows", boolean{}, false)),
}}

var queryParams = []field{optional("filters", filters{}, []any{}), optional("options", queryOptions, queryOptions)}

// getParams are those of a get_instance method, which looks at the selection
// only. Without options it gets an empty object.
var getParams = []field{required("id", integer{}), optional("options", queryOptions, ejson.NewObject())}

// credentialGetParams differ in that the newest release fills the options in.
var credentialGetParams = []field{
	required("id", integer{}),
	until(V27, optional("options", queryOptions, ejson.NewObject())),
	since(V27, optional("options", queryOptions, queryOptions)),
}

// checkOptions refuses what makes no sense together, and selections that are
// neither a path nor a path and a name.
func checkOptions(options *ejson.Object) string {
	if options.Flag("get") && (options.Number("limit") > 1 || options.Number("offset") != 0) {
		return "Invalid options combination. `get` implies a single result."
	}
	for _, s := range options.List("select") {
		pair, ok := s.([]any)
		if !ok {
			continue
		}
		if len(pair) != 2 {
			return PyStr(s) + ": A select as list may only contain two parameters: the name of the parameter being selected, " +
				"and the name to which to assign it in resulting data."
		}
		for i, position := range []string{"first", "second"} {
			if _, ok := pair[i].(string); !ok {
				return PyStr(s) + ": " + position + " item must be a string."
			}
		}
	}
	return ""
}
