package truenastest

import (
	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// dialect is a protocol: what the frames of one connection look like.
type dialect interface {
	// receive handles a text frame: it starts calls with conn.start and
	// answers what is no call. A code other than 0 closes the connection.
	receive(c *conn, message string) (code websocket.StatusCode, reason string)
	// refuse is the answer to a call that is refused before it counts as one
	// of the connection's, nil for one that is not. m is nil for a method that
	// does not exist.
	refuse(r *request, call *call, m *method) *ejson.Object
	// result, fault and tooMany are answers to a call.
	result(r *request, result any) *ejson.Object
	fault(c *conn, r *request, err error) *ejson.Object
	tooMany(c *conn, r *request) *ejson.Object
	// event is a change of an object; fields nil leaves them out.
	event(msg, collection string, id int, fields *ejson.Object) *ejson.Object
	// ended tells that a subscription is over, and why: problem is nil for no
	// reason.
	ended(collection string, problem *ejson.Object) *ejson.Object
}

// request is one valid call. Without an id it is a notification: it runs, and
// nothing is sent back.
type request struct {
	id     any
	hasID  bool
	method string
	params []any
	// malformed says that params were not a list.
	malformed bool
}
