package truenas

import (
	"errors"
	"fmt"
	"time"
)

// minSession is the age from which on a session may have ended of old age. A call
// that is refused for other reasons must not cut each connection.
const minSession = time.Minute

// errSessionEnded is why a connection ends whose session TrueNAS has ended.
var errSessionEnded = fmt.Errorf("%w: TrueNAS ended its session", ErrConnectionLost)

// renew ends the connection of a call that TrueNAS refused because the session is
// too old: 30 days, or 12 hours and half an hour without a call where it is strict.
// Nothing was executed, so the call goes over the next connection, which logs in.
// False leaves it as it is.
func (c *Client) renew(r *request, err error) bool {
	refused, ok := errors.AsType[*rpcError](err)
	if !ok || r.renewed || c.settings.once || !errors.Is(refused.forMethod(r.method), ErrNotAuthenticated) {
		return false
	}
	if time.Since(r.conn.since) < minSession {
		return false
	}
	r.renewed = true
	r.conn.fail(errSessionEnded)
	return true
}
