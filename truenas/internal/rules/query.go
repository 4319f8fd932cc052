package rules

import (
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// filters is the schema of query filters.
type filters struct{}

func (filters) check(at string, v any, errs *Problems) any {
	in, ok := v.([]any)
	if !ok {
		errs.Add(at, "Input should be a valid list")
		return nil
	}
	message, err := lookAtFilters(in, 0)
	errs.crash(err)
	if message != "" {
		errs.Add(at, "Value error, "+message)
	}
	return v
}

// selection is the schema of one item of options.select.
var selection = union{{"constrained-str", plainText}, {"list[any]", anyList{}}}

var queryOptions = model{name: "QueryOptions", after: lookAtOptions, fields: []field{
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
