package truenas

import (
	"context"
	"crypto/tls"
	"fmt"
)

// Caller calls methods of TrueNAS. [*Client] implements it, safe for
// concurrent use.
type Caller interface {
	// Call sends params, one per parameter of the method, and decodes the
	// answer into result; a nil result ignores the answer.
	Call(ctx context.Context, method string, params []any, result any) error
}

// Auth logs in. [APIKey] makes one; bring your own for another way.
type Auth interface {
	// Login is called once per connection, before any other call, and must not
	// keep session. A message is limited to 8,192 characters until it returns nil.
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

// AuthError is a login that TrueNAS refused. Is matches [ErrNotAuthenticated].
type AuthError struct {
	// ResponseType is TrueNAS's answer, as "AUTH_ERR" or "EXPIRED"; "" when
	// the credential was refused here and nothing was sent.
	ResponseType string
	// Method is the mechanism, as "API_KEY_PLAIN".
	Method string
	// Remedy says what to do.
	Remedy string
}

func (e *AuthError) Error() string {
	if e.ResponseType == "" {
		return fmt.Sprintf("truenas: login with %s: %s", e.Method, e.Remedy)
	}
	return fmt.Sprintf("truenas: login with %s refused (%s): %s", e.Method, e.ResponseType, e.Remedy)
}

// Is reports whether target is [ErrNotAuthenticated].
func (e *AuthError) Is(target error) bool { return target == ErrNotAuthenticated }
