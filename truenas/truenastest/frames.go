package truenastest

import (
	"errors"

	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// JSON-RPC error codes.
const (
	codeParse          = -32700
	codeInvalidRequest = -32600
	codeNotFound       = -32601
	codeTooManyCalls   = -32000
)

// badFrame says why a text frame is not a request, and what to answer.
type badFrame struct {
	code    int
	message string
	id      any
	silent  bool // no id, so nobody to answer
}

// parseObject reads a text frame, which is to be an object.
func parseObject(text string) (*ejson.Object, error) {
	v, err := ejson.Parse(text)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case *ejson.Object:
		return v, nil
	case []any:
		return nil, errBatch
	}
	return nil, errNoObject
}

// What an object is not.
var (
	errBatch    = errors.New("Batch messages are not supported at this time") //nolint:staticcheck // the server's text
	errNoObject = errors.New("Invalid Message Format")                        //nolint:staticcheck // the server's text
)

// parseFrame checks the object of a frame in the order the real server does.
func parseFrame(o *ejson.Object) (*request, *badFrame) {
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

// jsonRPC is the protocol of /api, JSON-RPC 2.0, from 25.04 on.
type jsonRPC struct{}

func (jsonRPC) receive(c *conn, message string) (websocket.StatusCode, string) {
	o, err := parseObject(message)
	if err != nil {
		c.send(rpcError(nil, codeParse, err.Error(), nil))
		return 0, ""
	}
	if tooLarge(message) {
		return websocket.StatusMessageTooBig, largeReason
	}
	r, bad := parseFrame(o)
	switch {
	case bad == nil:
		c.start(r)
	case !bad.silent:
		c.send(rpcError(bad.id, bad.code, bad.message, nil))
	}
	return 0, ""
}

// refuse answers only calls of what is not there: the rest is up to the method.
func (jsonRPC) refuse(r *request, _ *call, m *method) *ejson.Object {
	if m != nil {
		return nil
	}
	return rpcError(r.id, codeNotFound, "Method does not exist", nil)
}

func (jsonRPC) result(r *request, result any) *ejson.Object {
	return ejson.NewObject("jsonrpc", "2.0", "result", result, "id", r.id)
}

func (jsonRPC) fault(c *conn, r *request, err error) *ejson.Object {
	f := rules.AsFault(err)
	return rpcError(r.id, f.Code, f.Message(), c.server.faultData(f))
}

func (jsonRPC) tooMany(_ *conn, r *request) *ejson.Object {
	return rpcError(r.id, codeTooManyCalls, "Maximum number of concurrent calls (20) has exceeded", nil)
}

func (jsonRPC) event(msg, collection string, id int, fields *ejson.Object) *ejson.Object {
	return notification("collection_update", ejson.NewObject("msg", msg, "collection", collection, "id", id, "fields", fields))
}

func (jsonRPC) ended(collection string, problem *ejson.Object) *ejson.Object {
	var e any
	if problem != nil {
		e = problem
	}
	return notification("notify_unsubscribed", ejson.NewObject("collection", collection, "error", e))
}

func rpcError(id any, code int, message string, data *ejson.Object) *ejson.Object {
	e := ejson.NewObject("code", code, "message", message)
	if data != nil {
		e.Set("data", data)
	}
	return ejson.NewObject("jsonrpc", "2.0", "error", e, "id", id)
}

func notification(method string, params *ejson.Object) *ejson.Object {
	return ejson.NewObject("jsonrpc", "2.0", "method", method, "params", params)
}
