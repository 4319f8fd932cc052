package truenastest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// legacy is the protocol of /websocket: the only one of 24.10, and still there
// in every release after it.
type legacy struct{ connected bool } // only the reader looks at it

func (l *legacy) receive(c *conn, message string) (websocket.StatusCode, string) {
	m, err := parseObject(message)
	switch {
	case err != nil:
		return websocket.StatusInvalidFramePayloadData, shorten(err.Error())
	case tooLarge(message):
		return websocket.StatusMessageTooBig, largeReason
	case !m.Has("msg"):
		return missing("msg")
	case m.Text("msg") == "connect":
		l.connect(c, m)
	case !l.connected:
		c.send(failedFrame())
	case m.Text("msg") == "method":
		return l.call(c, m)
	case m.Text("msg") == "ping" && c.server.config.Release < truenas.V25_04:
		pong := ejson.NewObject("msg", "pong")
		if m.Has("id") {
			pong.Set("id", m.Get("id"))
		}
		c.send(pong)
	case m.Text("msg") == "sub":
		return l.subscribe(c, m)
	case m.Text("msg") == "unsub" && !m.Has("id"):
		return missing("id")
	case m.Text("msg") == "unsub":
		c.unsubscribe(m.Text("id"))
	}
	return 0, ""
}

// missing is how a message without a member ends the connection: with the text
// of Python's KeyError.
func missing(member string) (websocket.StatusCode, string) {
	return websocket.StatusInternalError, "'" + member + "'"
}

// call starts a call. One without an id runs, and nothing is sent back.
func (l *legacy) call(c *conn, m *ejson.Object) (websocket.StatusCode, string) {
	if !m.Has("method") {
		if !m.Has("id") {
			return missing("id")
		}
		c.send(legacyError(m.Get("id"), rules.EINVAL, "Message is malformed: 'method' is absent.", nil, nil, nil))
		return 0, ""
	}
	r := &request{id: m.Get("id"), hasID: m.Has("id"), method: m.Text("method"), params: []any{}}
	switch params := m.Get("params").(type) {
	case []any:
		r.params = params
	default:
		r.malformed = !falsy(params)
	}
	if !c.start(r) && !r.hasID {
		return missing("id")
	}
	return 0, ""
}

// falsy reports whether Python takes the value for false.
func falsy(v any) bool {
	switch v := v.(type) {
	case *ejson.Object:
		return len(v.Keys()) == 0
	case json.Number:
		n, err := v.Float64()
		return err == nil && n == 0
	}
	return v == nil || v == false || v == ""
}

// refuse does what the real one does before it counts a call, too: it looks
// whether the caller may. 24.10 has no exception for that, so no trace.
func (l *legacy) refuse(r *request, call *call, m *method) *ejson.Object {
	if m == nil {
		return l.fault(call.conn, r, call.server.lookupFault(r.method))
	}
	err := m.authorize(call)
	switch {
	case err == nil && r.malformed:
		return legacyError(r.id, rules.EINVAL, "`params` must be a list.", nil, nil, nil)
	case err == nil:
		return nil
	case call.server.config.Release >= truenas.V25_04:
		return l.fault(call.conn, r, err)
	}
	f := rules.AsFault(err)
	return legacyError(r.id, f.Errno, strings.TrimPrefix(f.Reason, "["+rules.Errname(f.Errno)+"] "), nil, nil, nil)
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
func (l *legacy) subscribe(c *conn, m *ejson.Object) (websocket.StatusCode, string) {
	switch {
	case !m.Has("name"):
		return missing("name")
	case !m.Has("id"):
		return missing("id")
	}
	id := m.Text("id")
	if c.subscribe(id, m.Text("name"), func() { c.send(ejson.NewObject("msg", "ready", "subs", []any{id})) }) {
		return 0, ""
	}
	c.send(legacyError(m.Get("id"), rules.EACCES, "Not authorized", nil, nil, nil))
	return 0, ""
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
			errno = rules.ENOENT
		}
	}
	return legacyError(r.id, errno, f.Reason, kind, c.server.faultData(f).Get("trace"), f.Extra)
}

func (*legacy) tooMany(_ *conn, r *request) *ejson.Object {
	return legacyError(r.id, rules.ETOOMANYREFS, "Maximum number of concurrent calls (20) has exceeded.", nil, nil, nil)
}

func (*legacy) event(msg, collection string, id int, fields *ejson.Object) *ejson.Object {
	return ejson.NewObject("msg", msg, "collection", collection, "id", id, "fields", fields)
}

func (*legacy) ended(collection string, problem *ejson.Object) *ejson.Object {
	frame := ejson.NewObject("msg", "nosub", "collection", collection)
	if problem != nil {
		frame.Set("error", ejson.NewObject("error", problem.Get("error"), "errname", problem.Get("errname"), "type", nil,
			"reason", problem.Get("reason"), "trace", nil, "extra", problem.Get("extra")))
	}
	return frame
}

func legacyError(id any, errno int, reason string, kind, trace, extra any) *ejson.Object {
	return ejson.NewObject("msg", "result", "id", id, "error", ejson.NewObject(
		"error", errno, "errname", rules.Errname(errno), "type", kind, "reason", reason, "trace", trace, "extra", extra,
	))
}

// lookupFault is why a method is not found.
func (s *Server) lookupFault(method string) *rules.Fault {
	i := strings.LastIndex(method, ".")
	if i < 0 {
		return rules.CallFault(rules.EBADMSG, "Invalid method name", nil)
	}
	for name := range s.methods {
		if strings.HasPrefix(name, method[:i+1]) && strings.LastIndex(name, ".") == i {
			return noMethod(method)
		}
	}
	return rules.CallFault(rules.ENOMETHOD, "Service "+rules.PyRepr(method[:i])+" not found", nil)
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
