package truenastest

import "strings"

// JSON-RPC error codes.
const (
	codeParse          = -32700
	codeInvalidRequest = -32600
	codeNotFound       = -32601
	codeInvalidParams  = -32602
	codeTooManyCalls   = -32000
	codeCallError      = -32001
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
	v, err := parseValue(text)
	if err != nil {
		return nil, &badFrame{code: codeParse, message: err.Error()}
	}
	switch v.(type) {
	case *object:
	case []any:
		return nil, &badFrame{code: codeParse, message: "Batch messages are not supported at this time"}
	default:
		return nil, &badFrame{code: codeParse, message: "Invalid Message Format"}
	}
	o := v.(*object)
	r := &request{id: o.get("id"), hasID: o.has("id"), method: o.text("method"), params: []any{}}
	if message := invalid(o); message != "" {
		return nil, &badFrame{code: codeInvalidRequest, message: message, id: r.id, silent: !r.hasID}
	}
	if o.has("params") {
		r.params = o.list("params")
	}
	return r, nil
}

func invalid(o *object) string {
	switch {
	case !o.has("jsonrpc"):
		return "Missing 'jsonrpc' member"
	case o.text("jsonrpc") != "2.0":
		return "'jsonrpc' member must be of type string and must be exactly '2.0'"
	case !validID(o.get("id")):
		return "'id' member must be of type null, string or number"
	case !o.has("method"):
		return "Missing 'method' member"
	case o.text("method") == "":
		return "'method' member must be of type string"
	}
	if _, ok := o.get("params").([]any); o.has("params") && !ok {
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
	return isInt(id)
}

func resultFrame(id, result any) *object {
	return newObject("jsonrpc", "2.0", "result", result, "id", id)
}

func errorFrame(id any, code int, message string, data *object) *object {
	e := newObject("code", code, "message", message)
	if data != nil {
		e.set("data", data)
	}
	return newObject("jsonrpc", "2.0", "error", e, "id", id)
}

func eventFrame(params *object) *object {
	return newObject("jsonrpc", "2.0", "method", "collection_update", "params", params)
}

// pyRepr quotes s the way Python's repr does, near enough for an error text.
func pyRepr(s string) string {
	quote := "'"
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = `"`
	} else {
		s = strings.ReplaceAll(s, "'", `\'`)
	}
	return quote + strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s) + quote
}
