package truenastest

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

type apiKey struct {
	id      int
	name    string
	user    *user
	secret  string
	created time.Time
	expires time.Time // zero: never
	revoked bool
	reason  string // of the revocation
	scram   *scramSecret
}

// APIKey creates a key of the user and returns its wire form
// "<id>-<64 characters>". The user is created if need be; roles, if given,
// replace the user's, and a new user without any is a full admin. An unknown
// role panics.
func (s *Server) APIKey(username string, roles ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newKey(s.addUser(username, roles), "").wire()
}

// ExpireKey makes a key answer EXPIRED, as one past its date does. An unknown
// key panics.
func (s *Server) ExpireKey(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mustFindKey(key).expires = s.now()
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

// newKey makes a key; its name defaults to one with its number.
func (s *Server) newKey(u *user, name string) *apiKey {
	k := &apiKey{id: len(s.keys) + 1, name: name, user: u, secret: randomText(64), created: s.now()}
	if name == "" {
		k.name = fmt.Sprintf("key-%d", k.id)
	}
	k.scram = &scramSecret{password: k.secret, rounds: s.config.ScramRounds, salt: []byte(randomText(16))}
	s.keys = append(s.keys, k)
	return k
}

// wire is the key as clients hold it.
func (k *apiKey) wire() string { return fmt.Sprintf("%d-%s", k.id, k.secret) }

func (k *apiKey) expired(now time.Time) bool { return !k.expires.IsZero() && !now.Before(k.expires) }

// findKey splits at the first dash.
func (s *Server) findKey(wire string) *apiKey {
	head, secret, _ := strings.Cut(wire, "-")
	id, err := strconv.Atoi(head)
	if k := s.keyByID(id); err == nil && k != nil && k.secret == secret {
		return k
	}
	return nil
}

func (s *Server) keyByID(id int) *apiKey {
	if id < 1 || id > len(s.keys) {
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

func apiKeyMethods() []method {
	admin := []string{RoleFullAdmin}
	return []method{
		{name: "api_key.create", roles: admin, call: createKey},
		{name: "api_key.convert_raw_key", roles: admin, call: convertKey},
	}
}

// createKey is the one time that a key is shown.
func createKey(c *call) (any, error) {
	s, in := c.server, c.object(0)
	s.mu.Lock()
	u := c.session.user
	if name := in.Text("username"); name != "" {
		u = s.users[name]
	}
	if u == nil {
		s.mu.Unlock()
		return nil, rules.CallFault(rules.ENOENT, in.Text("username")+": user does not exist.", nil)
	}
	k := s.newKey(u, in.Text("name"))
	if end, ok := in.Get("expires_at").(ejson.Extended); ok {
		k.expires = time.UnixMilli(int64(end.Raw.Number("$date")))
	}
	s.mu.Unlock()
	return s.keyEntry(k), nil
}

func (s *Server) keyEntry(k *apiKey) *ejson.Object {
	entry := ejson.NewObject("id", k.id, "name", k.name)
	if s.config.Release < truenas.V25_04 {
		entry.Set("created_at", ejson.Date(k.created))
		entry.Set("allowlist", []any{ejson.NewObject("method", "*", "resource", "*")})
		entry.Set("key", k.wire())
		return entry
	}
	entry.Set("username", k.user.name)
	entry.Set("user_identifier", k.user.uid)
	entry.Set("keyhash", hiddenText)
	entry.Set("created_at", ejson.Date(k.created))
	entry.Set("expires_at", ejson.Date(k.expires))
	entry.Set("local", true)
	entry.Set("revoked", k.revoked)
	if s.config.Release >= truenas.V25_10 {
		entry.Set("revoked_reason", nil)
	}
	if s.config.Release >= truenas.V26 {
		for _, name := range []string{"iterations", "salt", "stored_key", "server_key", "client_key"} {
			entry.Set(name, k.scram.fields().Get(name))
		}
	}
	entry.Set("key", k.wire())
	return entry
}

// convertKey gives what a client can keep in place of the key.
func convertKey(c *call) (any, error) {
	c.server.mu.Lock()
	k := c.server.findKey(c.params[0].(string))
	c.server.mu.Unlock()
	if k == nil {
		return nil, rules.CallFault(rules.EINVAL, "Not a valid API key", nil)
	}
	out := k.scram.fields()
	out.Set("api_key_id", k.id)
	return out, nil
}

func b64(data []byte) string { return base64.StdEncoding.EncodeToString(data) }
