package truenas

import (
	"context"
	"crypto/tls"
)

// Caller calls methods of TrueNAS. [*Client] implements it, safe for
// concurrent use. Bring your own to [NewTaskService] and its siblings: a
// decorator around the calls of a client, or a fake for a test.
//
// A decorator that embeds its *Client keeps all of it: services know its
// protocol, and jobs follow its events, which the client itself asks for. Behind
// any other Caller a credential has the shape of [JSONRPC], unless the Caller has
// the method
//
//	Protocol() Protocol
//
// and jobs are asked for every five seconds, through the Caller. A [Job.Watch]
// then ends with the first error but [ErrConnectionLost], [ErrBusy] and
// [context.DeadlineExceeded], and [Job.Log] is [errors.ErrUnsupported]. The errors
// of a Caller should be those of [Client.Call].
type Caller interface {
	// Call sends params, one per parameter of the method, and decodes the
	// answer into result; a nil result ignores the answer.
	Call(ctx context.Context, method string, params []any, result any) error
}

// Auth logs in. [APIKey], [SCRAM], [Password], [Token] and [Local] make one;
// bring your own for another way. Those of this package are safe for concurrent
// use, on any number of connections, and print no secret.
type Auth interface {
	// Login is called once per connection, before any other call, and must not
	// keep session. A message is limited to 8,192 characters until it returns nil.
	//
	// It must return soon after ctx ends, which it also does when the connection is
	// lost or the client closed: [Dial] and [Client.Close] wait for it.
	//
	// TrueNAS takes 20 logins a minute from one address. A call of session that is
	// refused for that is repeated until TrueNAS takes it or ctx ends.
	Login(ctx context.Context, session LoginSession) error
}

// LoginSession is a connection on which an [Auth] logs in.
type LoginSession interface {
	Caller
	// Protocol is what the connection speaks: a login differs between the two.
	Protocol() Protocol
	// TLS is the state of the TLS connection to the NAS; nil where there is no
	// TLS, as on a Unix socket.
	TLS() *tls.ConnectionState
}

// Protocol is a protocol of the TrueNAS API.
type Protocol string

// The protocols of the TrueNAS API.
const (
	// JSONRPC is JSON-RPC 2.0 at /api/current: TrueNAS 25.04 and newer.
	JSONRPC Protocol = "json-rpc"
	// LegacyProtocol is the older one at /websocket: the only one of TrueNAS 24.10.
	LegacyProtocol Protocol = "legacy"
)
