package truenastest

import (
	"time"

	"github.com/nasphotos/nasphotos/truenas"
)

// How long the web server in front of the API lets a connection be on which
// the NAS sends nothing.
const (
	idleLimit       = time.Minute
	idleLimitFrom26 = time.Hour
)

// Advance moves the clock of the NAS on by d, as if the time had passed:
// sessions, tokens and downloads end, and connections on which the NAS sent
// nothing for a minute (an hour from 26.0 on) are cut. Engines and delays keep
// to the real time.
func (s *Server) Advance(d time.Duration) {
	s.ahead.Add(int64(d))
	for _, c := range s.connections() {
		c.cutIdle()
	}
}

// now is the time on the NAS. It takes no lock.
func (s *Server) now() time.Time {
	return s.config.Now().Add(time.Duration(s.ahead.Load()))
}

func (s *Server) idleLimit() time.Duration {
	if s.config.Release >= truenas.V26 {
		return idleLimitFrom26
	}
	return idleLimit
}

// spoken notes that the server sent something; an answer to a ping counts.
func (c *conn) spoken() { c.spoke.Store(c.server.now().UnixNano()) }

// cutIdle drops the connection if the server was silent for too long, and
// looks again later if not. Nothing is in front of the unix socket.
func (c *conn) cutIdle() {
	if c.origin.unix {
		return
	}
	left := c.server.idleLimit() - c.server.now().Sub(time.Unix(0, c.spoke.Load()))
	if left <= 0 {
		c.drop()
		return
	}
	c.idle.Reset(left)
}
