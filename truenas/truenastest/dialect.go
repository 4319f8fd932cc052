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
	// result, fault, unknown and tooMany are answers to a call.
	result(r *request, result any) *ejson.Object
	fault(c *conn, r *request, err error) *ejson.Object
	unknown(c *conn, r *request) *ejson.Object
	tooMany(c *conn, r *request) *ejson.Object
	// event is a change of an object; fields nil leaves them out.
	event(msg, collection string, id int, fields *ejson.Object) *ejson.Object
	// ended tells that a subscription is over; ids are its names.
	ended(collection string, ids []string, problem *ejson.Object) []*ejson.Object
}

// request is one valid call. Without an id it is a notification: it runs, and
// nothing is sent back.
type request struct {
	id     any
	hasID  bool
	method string
	params []any
}
