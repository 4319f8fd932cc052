package truenastest

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// How long a login lasts, and how long it may be idle at the level of STIG.
const (
	sessionAge       = 30 * 24 * time.Hour
	sessionAgeLevel2 = 12 * time.Hour
	sessionIdle      = 30 * time.Minute
)

// Kinds of a session.
const (
	kindKey      = "API_KEY"
	kindPassword = "LOGIN_PASSWORD"
	kindFactor   = "LOGIN_TWOFACTOR"
	kindOnetime  = "LOGIN_ONETIME_PASSWORD"
	kindToken    = "TOKEN"
	kindUnix     = "UNIX_SOCKET"
)

// session is a login. It belongs to one connection.
type session struct {
	user    *user
	kind    string
	loginID string
	at      time.Time
	used    time.Time
	key     *apiKey
	token   *loginToken // of kindToken
}

// login makes the connection the user's. The caller holds the lock.
func (c *conn) login(u *user, kind string, k *apiKey) {
	now := c.server.now()
	c.session = &session{user: u, kind: kind, loginID: newUUID(), at: now, used: now, key: k}
	c.continuing, c.scram = nil, nil
}

// heard takes note of a message: it ends a session that is over, and gives the
// others and their tokens new time. It reports whether there is a login.
func (c *conn) heard() bool {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.session == nil {
		return false
	}
	if c.sessionOver() {
		c.endSession()
		return false
	}
	c.session.used = c.server.now()
	if t := c.session.token; t != nil {
		t.expires = c.session.used.Add(t.ttl)
	}
	return true
}

// sessionOver reports whether the session is too old, or its token, or was not
// used for too long. The caller holds the lock.
func (c *conn) sessionOver() bool {
	now, s, root := c.server.now(), c.session, c.session
	if s.token != nil {
		root = s.token.parent
		if !now.Before(s.token.expires) {
			return true
		}
	}
	if c.server.config.STIG {
		return now.Sub(root.at) >= sessionAgeLevel2 || now.Sub(s.used) >= sessionIdle
	}
	return now.Sub(root.at) >= sessionAge
}

// endSession logs out. A token ends with the first session that it opened. The
// caller holds the lock.
func (c *conn) endSession() {
	if s := c.session; s != nil && s.token != nil {
		delete(c.server.tokens, s.token.text)
	}
	c.session = nil
}

// resume looks again who calls, after a call waited for its turn.
func (c *call) resume() {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.session = c.conn.session
	c.expired = c.session != nil && c.conn.sessionOver()
}

// credentials is the session as a job shows it. Before 25.10 there is no id of
// the login.
func (s *session) credentials(release truenas.Release) *ejson.Object {
	if s.token != nil {
		parent := s.token.parent.credentials(release)
		data := ejson.NewObject("parent", ejson.NewObject("credentials", parent.Get("type"), "credentials_data", parent.Get("data")),
			"login_id", s.loginID, "username", s.user.name)
		return shownLogin(s.kind, data, release)
	}
	data := ejson.NewObject("username", s.user.name, "login_id", s.loginID, "login_at", ejson.Date(s.at))
	if s.key != nil {
		data.Set("api_key", ejson.NewObject("id", s.key.id, "name", s.key.name))
	}
	return shownLogin(s.kind, data, release)
}

func shownLogin(kind string, data *ejson.Object, release truenas.Release) *ejson.Object {
	if release < truenas.V25_10 {
		data.Delete("login_id")
	}
	return ejson.NewObject("type", kind, "data", data)
}

func sessionMethods() []method {
	admin := []string{RoleFullAdmin}
	return []method{
		{name: "auth.sessions", roles: []string{RoleReadonlyAdmin}, call: listSessions},
		{name: "auth.terminate_session", roles: admin, call: terminateSession},
		{name: "auth.terminate_other_sessions", roles: admin, call: terminateOthers},
	}
}

func listSessions(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	var conns []*conn
	for other := range c.server.conns {
		if other.session != nil {
			conns = append(conns, other)
		}
	}
	slices.SortFunc(conns, func(a, b *conn) int {
		return cmp.Or(a.session.at.Compare(b.session.at), strings.Compare(a.session.loginID, b.session.loginID))
	})
	rows := make([]*ejson.Object, len(conns))
	for i, other := range conns {
		s := other.session
		shown := s.credentials(c.server.config.Release)
		rows[i] = ejson.NewObject(
			"id", s.loginID, "current", s == c.session, "internal", s.kind == kindUnix, "origin", other.origin.String(),
			"credentials", shown.Get("type"), "credentials_data", shown.Get("data"), "created_at", ejson.Date(s.at),
			"secure_transport", other.origin.secure,
		)
	}
	return runQuery(rows, c.params[0].([]any), c.object(1), asIs)
}

// terminateSession closes the connection of the session.
func terminateSession(c *call) (any, error) {
	return c.server.terminate(func(s *session) bool { return s.loginID == c.params[0].(string) }), nil
}

func terminateOthers(c *call) (any, error) {
	c.server.terminate(func(s *session) bool { return s != c.session && s.kind != kindUnix })
	return true, nil
}

// terminate reports whether there was a session to end. Its tokens end with
// it: those it made, and those that opened it.
func (s *Server) terminate(which func(*session) bool) bool {
	s.mu.Lock()
	ended := []*conn{}
	for c := range s.conns {
		if c.session != nil && which(c.session) {
			maps.DeleteFunc(s.tokens, func(_ string, t *loginToken) bool { return t.parent == c.session || t == c.session.token })
			c.endSession()
			ended = append(ended, c)
		}
	}
	s.mu.Unlock()
	for _, c := range ended {
		c.end(websocket.StatusNormalClosure, "")
	}
	return len(ended) > 0
}
