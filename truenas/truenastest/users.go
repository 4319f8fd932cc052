package truenastest

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

type user struct {
	name     string
	uid      int
	password string
	roles    []string
}

type apiKey struct {
	id      int
	user    *user
	secret  string
	expired bool
	revoked bool
}

// session is a login. It belongs to one connection.
type session struct {
	user    *user
	kind    string // API_KEY, LOGIN_PASSWORD, TOKEN
	loginID string
	at      time.Time
	key     *apiKey
}

// loginToken is what auth.generate_token gives out.
type loginToken struct {
	user      *user
	expires   time.Time
	ttl       time.Duration
	attrs     bool // bound to a purpose: cannot log in
	singleUse bool
}

// AddUser creates a user who can log in with a password, or changes the
// password and roles of an existing one. Without roles it is a full admin. An
// unknown role panics.
func (s *Server) AddUser(name, password string, roles ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addUser(name, roles).password = password
}

// APIKey creates a key of the user and returns its wire form
// "<id>-<64 characters>". The user is created if need be; roles, if given,
// replace the user's, and a new user without any is a full admin. An unknown
// role panics.
func (s *Server) APIKey(username string, roles ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := &apiKey{id: len(s.keys) + 1, user: s.addUser(username, roles), secret: randomText(64)}
	s.keys = append(s.keys, k)
	return k.String()
}

// ExpireKey makes a key answer EXPIRED, as one past its date does. An unknown
// key panics.
func (s *Server) ExpireKey(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustFindKey(key).expired = true
}

// RevokeKey makes a key answer AUTH_ERR. An unknown key panics.
func (s *Server) RevokeKey(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustFindKey(key).revoked = true
}

// KeyRevoked reports whether the key was revoked, by [Server.RevokeKey] or
// because it arrived over a transport that is not secure. An unknown key panics.
func (s *Server) KeyRevoked(key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mustFindKey(key).revoked
}

func (s *Server) addUser(name string, roles []string) *user {
	u := s.users[name]
	if u == nil {
		u = &user{name: name, uid: 3000 + len(s.users)}
		if name == "root" {
			u.uid = 0
		}
		if len(roles) == 0 {
			roles = []string{RoleFullAdmin}
		}
		s.users[name] = u
	}
	if len(roles) > 0 {
		u.roles = expandRoles(roles)
	}
	return u
}

// String is the wire form of the key.
func (k *apiKey) String() string { return fmt.Sprintf("%d-%s", k.id, k.secret) }

// findKey splits at the first dash.
func (s *Server) findKey(wire string) *apiKey {
	head, secret, _ := strings.Cut(wire, "-")
	id, err := strconv.Atoi(head)
	if err != nil || id < 1 || id > len(s.keys) || s.keys[id-1].secret != secret {
		return nil
	}
	return s.keys[id-1]
}

func (s *Server) mustFindKey(wire string) *apiKey {
	k := s.findKey(wire)
	if k == nil {
		panic("truenastest: no such API key; use one that Server.APIKey returned")
	}
	return k
}

// info is the user as auth.me and user_info show it. The caller holds the lock.
func (u *user) info(kind string) *ejson.Object {
	roles, allowlist := []any{}, []any{}
	for _, r := range u.roles {
		roles = append(roles, r)
	}
	if u.fullAdmin() {
		allowlist = append(allowlist, ejson.NewObject("method", "*", "resource", "*"))
	}
	return ejson.NewObject(
		"pw_name", u.name, "pw_gecos", u.name, "pw_dir", "/home/"+u.name, "pw_shell", "/usr/bin/zsh",
		"pw_uid", u.uid, "pw_gid", u.uid, "grouplist", nil, "sid", nil, "source", "LOCAL", "local", true,
		"attributes", ejson.NewObject(),
		"two_factor_config", ejson.NewObject("provisioning_uri", nil, "secret_configured", false, "interval", 30, "otp_digits", 6),
		"privilege", ejson.NewObject("roles", ejson.Extended{Raw: ejson.NewObject("$set", roles)}, "allowlist", allowlist,
			"web_shell", u.fullAdmin(), "webui_access", true),
		"account_attributes", []any{"LOCAL", kind},
	)
}

// credentials is the session as a job shows it.
func (s *session) credentials() *ejson.Object {
	data := ejson.NewObject("username", s.user.name, "login_id", s.loginID, "login_at", ejson.Date(s.at))
	if s.key != nil {
		data.Set("api_key", ejson.NewObject("id", s.key.id, "name", fmt.Sprintf("key-%d", s.key.id)))
	}
	return ejson.NewObject("type", s.kind, "data", data)
}

// randomText is n letters and digits.
func randomText(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return strings.NewReplacer("+", "x", "/", "y").Replace(base64.StdEncoding.EncodeToString(b))[:n]
}

func newUUID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
