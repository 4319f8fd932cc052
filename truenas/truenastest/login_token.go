package truenastest

import (
	"time"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// loginToken is what auth.generate_token gives out.
type loginToken struct {
	text      string
	user      *user
	parent    *session // that it stands for: never one that a token opened
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
	once := len(c.params) > 3 && c.params[3].(bool)
	if err := s.refuseToken(c, once); err != nil {
		return nil, err
	}
	ttl := defaultTTL
	if c.params[0] != nil {
		ttl = c.first()
	}
	t := &loginToken{ttl: time.Duration(ttl) * time.Second, attrs: len(c.object(1).Keys()) > 0, singleUse: once}
	if c.params[2].(bool) {
		t.host = c.conn.origin.host
	}
	return s.keepLoginToken(t, c.session), nil
}

// refuseToken refuses tokens that cannot be had: more than single ones at the
// level of STIG, any for who came with a one-time password, and those for a job
// that has nothing to download, which no job here has.
func (s *Server) refuseToken(c *call, once bool) error {
	release := s.config.Release
	if s.config.STIG && !once && release >= truenas.V25_04 {
		return rules.CallFault(rules.EOPNOTSUPP, "Multi-use authentication tokens are not supported at current authenticator level.", nil)
	}
	if c.session.kind == kindOnetime {
		return rules.CallFault(rules.EOPNOTSUPP, kindOnetime+": the current session type does not support creation of authentication tokens.", nil)
	}
	id := c.object(1).Get("job")
	if id == nil {
		return nil
	}
	j := s.findJob(ejson.ToInt(id))
	switch {
	case j == nil:
		return rules.CallFault(rules.EFAULT, rules.PyStr(id)+": job does not exist.", nil)
	case !c.session.owns(j):
		return rules.CallFault(rules.EFAULT, rules.PyStr(id)+": "+j.notOwned(), nil)
	}
	return rules.CallFault(rules.EFAULT, rules.PyStr(id)+": job is not suitable for download token", nil)
}

// keepLoginToken makes a token that stands for a session, or for the one that
// the session's own token stands for.
func (s *Server) keepLoginToken(t *loginToken, parent *session) string {
	if parent.token != nil {
		parent = parent.token.parent
	}
	t.parent, t.user = parent, parent.user
	t.expires = s.now().Add(t.ttl)
	t.text = randomText(64)
	s.tokens[t.text] = t
	return t.text
}

// tryToken logs in with a token. Each use begins its time anew.
func (s *Server) tryToken(c *conn, token string) string {
	t := s.tokens[token]
	switch {
	case t == nil, t.attrs, !s.now().Before(t.expires), t.host != "" && t.host != c.origin.host:
		return authErr
	case !t.user.mayUseAPI():
		return s.denied()
	}
	t.expires = s.now().Add(t.ttl)
	if t.singleUse {
		delete(s.tokens, token)
	}
	c.login(t.user, kindToken, nil)
	c.session.token = t
	return success
}

func loginWithToken(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.server.tryToken(c.conn, c.params[0].(string)) == success, nil
}
