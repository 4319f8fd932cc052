package truenastest

import (
	"fmt"
	"slices"
	"strings"
	"time"

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
	kindOnetime  = "ONETIME_PASSWORD"
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
}

// login makes the connection the user's. The caller holds the lock.
func (c *conn) login(u *user, kind string, k *apiKey) {
	now := c.server.now()
	c.session = &session{user: u, kind: kind, loginID: newUUID(), at: now, used: now, key: k}
	c.continuing, c.scram = nil, nil
}

// expire ends a session that is too old, and reports that. The caller holds
// the lock.
func (c *conn) expire() bool {
	s := c.session
	if s == nil {
		return false
	}
	now, age := c.server.now(), sessionAge
	over := false
	if c.server.config.STIG {
		age, over = sessionAgeLevel2, now.Sub(s.used) >= sessionIdle
	}
	s.used = now
	if over || now.Sub(s.at) >= age {
		c.session = nil
		return true
	}
	return false
}

// credentials is the session as a job shows it.
func (s *session) credentials() *ejson.Object {
	data := ejson.NewObject("username", s.user.name, "login_id", s.loginID, "login_at", ejson.Date(s.at))
	if s.key != nil {
		data.Set("api_key", ejson.NewObject("id", s.key.id, "name", s.key.name))
	}
	return ejson.NewObject("type", s.kind, "data", data)
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
	rows := []*ejson.Object{}
	for other := range c.server.conns {
		if s := other.session; s != nil {
			shown := s.credentials()
			rows = append(rows, ejson.NewObject(
				"id", s.loginID, "current", s == c.session, "internal", s.kind == kindUnix, "origin", other.origin.host,
				"credentials", shown.Get("type"), "credentials_data", shown.Get("data"), "created_at", ejson.Date(s.at),
				"secure_transport", other.origin.secure,
			))
		}
	}
	slices.SortFunc(rows, func(a, b *ejson.Object) int { return strings.Compare(fmt.Sprint(a.Get("id")), fmt.Sprint(b.Get("id"))) })
	return runQuery(rows, c.params[0].([]any), c.object(1), asIs)
}

// terminateSession cuts the connection of the session.
func terminateSession(c *call) (any, error) {
	return c.server.terminate(func(s *session) bool { return s.loginID == c.params[0].(string) }), nil
}

func terminateOthers(c *call) (any, error) {
	c.server.terminate(func(s *session) bool { return s != c.session && s.kind != kindUnix })
	return nil, nil
}

// terminate reports whether there was a session to end.
func (s *Server) terminate(which func(*session) bool) bool {
	s.mu.Lock()
	ended := []*conn{}
	for c := range s.conns {
		if c.session != nil && which(c.session) {
			c.session = nil
			ended = append(ended, c)
		}
	}
	s.mu.Unlock()
	for _, c := range ended {
		c.drop()
	}
	return len(ended) > 0
}
