package truenastest

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// JSON-RPC error codes.
const (
	codeParse          = -32700
	codeInvalidRequest = -32600
	codeNotFound       = -32601
	codeTooManyCalls   = -32000
)

// request is one valid call. Without an id it is a notification: it runs, and
// nothing is sent back.
type request struct {
	id     any
	hasID  bool
	method string
	params []any
}

// badFrame says why a text frame is not a request, and what to answer.
type badFrame struct {
	code    int
	message string
	id      any
	silent  bool // no id, so nobody to answer
}

// parseFrame checks a text frame in the order the real server does.
func parseFrame(text string) (*request, *badFrame) {
	v, err := ejson.Parse(text)
	if err != nil {
		return nil, &badFrame{code: codeParse, message: err.Error()}
	}
	switch v.(type) {
	case *ejson.Object:
	case []any:
		return nil, &badFrame{code: codeParse, message: "Batch messages are not supported at this time"}
	default:
		return nil, &badFrame{code: codeParse, message: "Invalid Message Format"}
	}
	o := v.(*ejson.Object)
	r := &request{id: o.Get("id"), hasID: o.Has("id"), method: o.Text("method"), params: []any{}}
	if message := invalid(o); message != "" {
		return nil, &badFrame{code: codeInvalidRequest, message: message, id: r.id, silent: !r.hasID}
	}
	if o.Has("params") {
		r.params = o.List("params")
	}
	return r, nil
}

func invalid(o *ejson.Object) string {
	switch {
	case !o.Has("jsonrpc"):
		return "Missing 'jsonrpc' member"
	case o.Text("jsonrpc") != "2.0":
		return "'jsonrpc' member must be of type string and must be exactly '2.0'"
	case !validID(o.Get("id")):
		return "'id' member must be of type null, string or number"
	case !o.Has("method"):
		return "Missing 'method' member"
	case o.Text("method") == "":
		return "'method' member must be of type string"
	}
	if _, ok := o.Get("params").([]any); o.Has("params") && !ok {
		return "'params' member must be of type array"
	}
	return ""
}

// validID follows Python, where a bool is an int: true passes, 1.5 does not.
func validID(id any) bool {
	switch id.(type) {
	case nil, bool, string:
		return true
	}
	return ejson.IsInt(id)
}

func resultFrame(id, result any) *ejson.Object {
	return ejson.NewObject("jsonrpc", "2.0", "result", result, "id", id)
}

func errorFrame(id any, code int, message string, data *ejson.Object) *ejson.Object {
	e := ejson.NewObject("code", code, "message", message)
	if data != nil {
		e.Set("data", data)
	}
	return ejson.NewObject("jsonrpc", "2.0", "error", e, "id", id)
}

func eventFrame(params *ejson.Object) *ejson.Object {
	return ejson.NewObject("jsonrpc", "2.0", "method", "collection_update", "params", params)
}
