package truenastest

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

type user struct {
	name     string
	uid      int
	password string
	roles    []string
	otp      func() string // the second factor, nil without one
	onetime  string        // auth.generate_onetime_password
}

// AddUser creates a user who can log in with a password, or changes the
// password and roles of an existing one. Without roles it is a full admin. An
// unknown role panics.
func (s *Server) AddUser(name, password string, roles ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addUser(name, roles).password = password
}

// SetOTP gives the user a second factor: a login with a password then also
// asks for what code returns at that time. nil takes it away. An unknown user
// panics.
func (s *Server) SetOTP(name string, code func() string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[name]
	if u == nil {
		panic("truenastest: no such user; use Server.AddUser first")
	}
	u.otp = code
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

// info is the user as auth.me and user_info show it. The caller holds the lock.
func (u *user) info(kind string) *ejson.Object {
	roles, allowlist := []any{}, []any{}
	for _, r := range u.roles {
		roles = append(roles, r)
	}
	if u.fullAdmin() {
		allowlist = append(allowlist, ejson.NewObject("method", "*", "resource", "*"))
	}
	attributes := []any{"LOCAL"}
	switch kind {
	case kindKey:
		attributes = append(attributes, "API_KEY")
	case kindOnetime:
		attributes = append(attributes, "OTPW")
	case kindFactor:
		attributes = append(attributes, "2FA")
	}
	return ejson.NewObject(
		"pw_name", u.name, "pw_gecos", u.name, "pw_dir", "/home/"+u.name, "pw_shell", "/usr/bin/zsh",
		"pw_uid", u.uid, "pw_gid", u.uid, "grouplist", nil, "sid", nil, "source", "LOCAL", "local", true,
		"attributes", ejson.NewObject(),
		"two_factor_config", ejson.NewObject("provisioning_uri", nil, "secret_configured", u.otp != nil, "interval", 30, "otp_digits", 6),
		"privilege", ejson.NewObject("roles", ejson.Extended{Raw: ejson.NewObject("$set", roles)}, "allowlist", allowlist,
			"web_shell", u.fullAdmin(), "webui_access", true),
		"account_attributes", attributes,
	)
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
