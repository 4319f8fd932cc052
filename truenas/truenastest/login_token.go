package truenastest

import (
	"time"

	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// loginToken is what auth.generate_token gives out.
type loginToken struct {
	user      *user
	expires   time.Time
	ttl       time.Duration
	attrs     bool   // bound to a purpose: cannot log in
	host      string // where it is good, "" for anywhere
	singleUse bool
}

const defaultTTL = 600 // seconds

func generateToken(c *call) (any, error) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.session.kind == kindOnetime {
		return nil, rules.CallFault(rules.EOPNOTSUPP, "Cannot generate a token with credentials of a one-time password.", nil)
	}
	ttl := defaultTTL
	if c.params[0] != nil {
		ttl = c.first()
	}
	t := &loginToken{user: c.session.user, ttl: time.Duration(ttl) * time.Second, attrs: len(c.object(1).Keys()) > 0}
	if c.params[2].(bool) {
		t.host = c.conn.origin.host
	}
	t.singleUse = len(c.params) > 3 && c.params[3].(bool)
	return s.keepLoginToken(t), nil
}

func (s *Server) keepLoginToken(t *loginToken) string {
	t.expires = s.now().Add(t.ttl)
	token := randomText(64)
	s.tokens[token] = t
	return token
}

// tryToken logs in with a token. Each use begins its time anew.
func (s *Server) tryToken(c *conn, token string) string {
	t := s.tokens[token]
	switch {
	case t == nil, t.attrs, s.now().After(t.expires), t.host != "" && t.host != c.origin.host:
		return authErr
	case !t.user.mayUseAPI():
		return s.denied()
	}
	t.expires = s.now().Add(t.ttl)
	if t.singleUse {
		delete(s.tokens, token)
	}
	c.login(t.user, kindToken, nil)
	return success
}

func loginWithToken(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.server.tryToken(c.conn, c.params[0].(string)) == success, nil
}
