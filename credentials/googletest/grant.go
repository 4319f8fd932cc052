package googletest

import (
	"slices"
	"strings"
	"time"
)

// Lifetimes of Google's tokens.
const (
	codeLifetime      = 10 * time.Minute
	testingLifetime   = 604799 * time.Second
	unusedLifetime    = 183 * 24 * time.Hour // "six months"
	liveRefreshTokens = 100                  // per account and client
)

// grant is what a user allowed a client, once. Access tokens come from it.
type grant struct {
	account *account
	client  *client
	library *client // whose things the grant opens, see [Server.clientOf]
	scopes  []string
	nonce   string
	refresh string // empty: the client got none
	issued  time.Time
	used    time.Time
	ends    time.Time // of the refresh token; zero: no known end
	revoked bool
}

type accessToken struct {
	grant   *grant
	scopes  []string
	expires time.Time
}

type authCode struct {
	request authorization
	scopes  []string
	issued  time.Time
}

// dead reports whether the refresh token no longer works, for any of the
// reasons that Google answers with the same words.
func (s *Server) dead(g *grant) bool {
	now := s.now()
	if g.revoked || now.Sub(g.used) > unusedLifetime {
		return true
	}
	return !g.ends.IsZero() && !now.Before(g.ends)
}

// newGrant stores a grant and evicts the oldest beyond the limit. In Testing its
// end is fixed from the start, whatever becomes of the app; scopes that only
// tell who the user is are exempt.
func (s *Server) newGrant(user *account, c *client, scopes []string, offline bool) *grant {
	g := &grant{account: user, client: c, library: s.clientOf(user, c), scopes: scopes, issued: s.now(), used: s.now()}
	if offline {
		g.refresh = "1//0" + s.ids.next("refresh", 96)
	}
	if c.project.audience == Testing && slices.ContainsFunc(scopes, func(scope string) bool { return !identityScope(scope) }) {
		g.ends = g.issued.Add(testingLifetime)
	}
	s.grants = append(s.grants, g)
	live := 0
	for _, other := range slices.Backward(s.grants) {
		if other.account != user || other.client != c || other.refresh == "" || s.dead(other) {
			continue
		}
		if live++; live > liveRefreshTokens {
			other.ends = s.now() // its access tokens live on
		}
	}
	return g
}

func (s *Server) newAccessToken(g *grant, scopes []string) string {
	token := "ya29.a0" + s.ids.next("access", 180)
	s.access[token] = &accessToken{grant: g, scopes: scopes, expires: s.now().Add(s.accessTTL)}
	return token
}

// live returns the access token, or nil if it is not valid now.
func (s *Server) live(token string) *accessToken {
	a := s.access[token]
	if a == nil || a.grant.revoked || !s.now().Before(a.expires) {
		return nil
	}
	return a
}

// granted returns the scopes that the user has allowed the client so far.
func (s *Server) granted(user *account, c *client) []string {
	var scopes []string
	for _, g := range s.grants {
		if g.account == user && g.client == c && !s.dead(g) {
			scopes = append(scopes, g.scopes...)
		}
	}
	return scopes
}

// revokeProject ends a user's every grant of every client of a project: that is
// what one revocation does.
func (s *Server) revokeProject(user *account, p *project) {
	for _, g := range s.grants {
		if g.account == user && g.client.project == p {
			g.revoked = true
		}
	}
}

// RevokeAccess removes the app as the user does at
// myaccount.google.com/permissions: every token of the Desktop client's project
// is dead.
func (s *Server) RevokeAccess() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revokeProject(s.owner(), s.desktop.project)
}

// Tokens is what a consent ends with.
type Tokens struct {
	AccessToken  Secret
	RefreshToken Secret
	Scopes       []string
	Expiry       time.Time
}

// Issue returns tokens of the Desktop client without the consent flow, for tests
// that start after it. Scopes default to the three live scopes of the Library
// API with openid and email; an unknown scope panics.
func (s *Server) Issue(scopes ...string) Tokens {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.issue(s.owner(), s.desktop, scopes)
}

func (s *Server) issue(user *account, c *client, scopes []string) Tokens {
	if len(scopes) == 0 {
		scopes = []string{scopeAppend, scopeRead, scopeEdit, scopeOpenID, scopeEmail}
	}
	known, unknown := parseScopes(strings.Join(scopes, " "))
	if len(unknown) > 0 {
		panic("googletest: unknown scope " + unknown[0])
	}
	g := s.newGrant(user, c, known, true)
	token := s.newAccessToken(g, known)
	return Tokens{
		AccessToken:  newSecret(token),
		RefreshToken: newSecret(g.refresh),
		Scopes:       slices.Clone(known),
		Expiry:       s.access[token].expires,
	}
}
