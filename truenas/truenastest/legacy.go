package truenastest

import (
	"fmt"
	"strings"

	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// legacy is the protocol of /websocket: the only one of 24.10, and still there
// in every release after it.
type legacy struct{ connected bool } // only the reader looks at it

func (l *legacy) receive(c *conn, message string) (websocket.StatusCode, string) {
	v, err := ejson.Parse(message)
	m, ok := v.(*ejson.Object)
	switch {
	case err != nil:
		return websocket.StatusInvalidFramePayloadData, "Invalid JSON: " + shorten(err.Error())
	case !ok:
		return websocket.StatusInternalError, "'" + pythonType(v) + "' object has no attribute 'get'"
	case m.Text("msg") == "connect":
		l.connect(c, m)
	case !l.connected:
		c.send(failedFrame())
	case m.Text("msg") == "method":
		r := &request{id: m.Get("id"), hasID: true, method: m.Text("method"), params: []any{}}
		if params, ok := m.Get("params").([]any); ok {
			r.params = params
		}
		c.start(r)
	case m.Text("msg") == "ping":
		pong := ejson.NewObject("msg", "pong")
		if m.Has("id") {
			pong.Set("id", m.Get("id"))
		}
		c.send(pong)
	case m.Text("msg") == "sub":
		l.subscribe(c, m)
	case m.Text("msg") == "unsub":
		c.unsubscribe(m.Text("id"))
	}
	return 0, ""
}

func (l *legacy) connect(c *conn, m *ejson.Object) {
	if m.Text("version") != "1" {
		c.send(failedFrame())
		return
	}
	l.connected = true
	c.send(ejson.NewObject("msg", "connected", "session", newUUID()))
}

func failedFrame() *ejson.Object { return ejson.NewObject("msg", "failed", "version", "1") }

// subscribe answers with ready; who may not gets the error as if of a call.
func (l *legacy) subscribe(c *conn, m *ejson.Object) {
	id := m.Text("id")
	if !c.subscribe(id, m.Text("name")) {
		c.send(legacyError(m.Get("id"), rules.EACCES, "Not authorized", nil, nil, nil))
		return
	}
	c.send(ejson.NewObject("msg", "ready", "subs", []any{id}))
}

func (*legacy) result(r *request, result any) *ejson.Object {
	return ejson.NewObject("msg", "result", "id", r.id, "result", result)
}

// fault gives validation errors errno 11, and a single one its own.
func (*legacy) fault(c *conn, r *request, err error) *ejson.Object {
	f := rules.AsFault(err)
	errno, kind := f.Errno, any(nil)
	if f.Code == rules.CodeInvalidParams {
		errno, kind = rules.EAGAIN, "VALIDATION"
		if f.Class != "ValidationErrors" {
			errno, kind = rules.ENOENT, nil
		}
	}
	return legacyError(r.id, errno, f.Reason, kind, c.server.faultData(f).Get("trace"), f.Extra)
}

func (*legacy) unknown(_ *conn, r *request) *ejson.Object {
	i := strings.LastIndex(r.method, ".")
	if i < 0 {
		return legacyError(r.id, rules.EBADMSG, "[EBADMSG] Invalid method name", nil, nil, nil)
	}
	f := noMethod(r.method)
	return legacyError(r.id, f.Errno, f.Reason, nil, nil, nil)
}

func (*legacy) tooMany(_ *conn, r *request) *ejson.Object {
	return legacyError(r.id, rules.ETOOMANYREFS, "Maximum number of concurrent calls (20) has exceeded.", nil, nil, nil)
}

func (*legacy) event(msg, collection string, id int, fields *ejson.Object) *ejson.Object {
	return ejson.NewObject("msg", msg, "collection", collection, "id", id, "fields", fields)
}

func (*legacy) ended(collection string, ids []string, problem *ejson.Object) []*ejson.Object {
	frames := []*ejson.Object{}
	for _, id := range ids {
		frame := ejson.NewObject("msg", "nosub", "collection", collection, "id", id)
		if problem != nil {
			frame.Set("error", problem)
		}
		frames = append(frames, frame)
	}
	return frames
}

func legacyError(id any, errno int, reason string, kind, trace, extra any) *ejson.Object {
	return ejson.NewObject("msg", "result", "id", id, "error", ejson.NewObject(
		"error", errno, "errname", rules.Errname(errno), "type", kind, "reason", reason, "trace", trace, "extra", extra,
	))
}

// noMethod is the server's answer for a method that is not there, outside of
// JSON-RPC's own.
func noMethod(name string) *rules.Fault {
	i := strings.LastIndex(name, ".")
	return rules.CallFault(rules.ENOMETHOD, fmt.Sprintf("Method %s not found in %s", rules.PyRepr(name[i+1:]), rules.PyRepr(name[:i])), nil)
}

// shorten fits a text into the reason of a close frame.
func shorten(text string) string {
	const limit = 100
	if len(text) > limit {
		return strings.ToValidUTF8(text[:limit], "")
	}
	return text
}

func pythonType(v any) string {
	switch v.(type) {
	case nil:
		return "NoneType"
	case string:
		return "str"
	case bool:
		return "bool"
	case []any:
		return "list"
	}
	return "int"
}
