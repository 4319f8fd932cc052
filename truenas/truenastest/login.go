package truenastest

import (
	"fmt"
	"slices"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// Values of response_type.
const (
	success     = "SUCCESS"
	authErr     = "AUTH_ERR"
	otpRequired = "OTP_REQUIRED"
	redirect    = "REDIRECT"
)

// reconnectTTL is how long a reconnect token can be used for the first time.
const reconnectTTL = 10 * time.Minute

// FailLogins makes every auth.login_ex answer with the given response_type
// whatever it is sent: AUTH_ERR, EXPIRED, OTP_REQUIRED, REDIRECT or, from 26.0
// on, DENIED. urls are the other node's that a REDIRECT names. "" restores
// normal logins; anything else panics.
func (s *Server) FailLogins(responseType string, urls ...string) {
	known := []string{"", authErr, "EXPIRED", otpRequired, redirect}
	if s.config.Release >= truenas.V26 {
		known = append(known, "DENIED")
	}
	if !slices.Contains(known, responseType) {
		panic(fmt.Sprintf("truenastest: no login is refused with %q on %s; use one of %q", responseType, s.config.Release, known))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failLogins, s.redirects = responseType, []any{"https://192.0.2.1"}
	if len(urls) > 0 {
		s.redirects = nil
	}
	for _, u := range urls {
		s.redirects = append(s.redirects, u)
	}
}

func loginMethods(release truenas.Release) []method {
	methods := slices.Concat(sessionMethods(), apiKeyMethods(), []method{
		{name: "auth.login", anonymous: true, call: loginPassword},
		{name: "auth.login_with_api_key", anonymous: true, call: loginKey},
		{name: "auth.login_with_token", anonymous: true, call: loginWithToken},
		{name: "auth.generate_token", call: generateToken},
		{name: "auth.me", call: me},
		{name: "auth.logout", call: logout},
	})
	if release < truenas.V25_04 {
		return append(methods,
			method{name: "auth.token", anonymous: true, call: loginWithToken},
			method{name: "auth.two_factor_auth", anonymous: true, call: twoFactorAuth},
		)
	}
	return append(methods,
		method{name: "auth.login_ex", anonymous: true, call: loginEx},
		method{name: "auth.login_ex_continue", anonymous: true, call: continueLogin},
		method{name: "auth.mechanism_choices", anonymous: true, call: mechanismChoices},
		method{name: "auth.generate_onetime_password", roles: []string{RoleFullAdmin}, call: onetimePassword},
	)
}

func loginEx(c *call) (any, error) {
	data, s := c.object(0), c.server
	mechanism := data.Text("mechanism")
	if mechanism == "OTP_TOKEN" {
		return continueLogin(c)
	}
	s.mu.Lock()
	c.conn.continuing = nil // whatever comes instead of the code
	s.mu.Unlock()
	switch {
	case s.config.STIG && mechanism != "PASSWORD_PLAIN":
		return nil, rules.CallFault(rules.EOPNOTSUPP, mechanism+": mechanism is not supported at current authenticator level.", nil)
	case mechanism == "SCRAM":
		return loginScram(c)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	answer := s.failLogins
	if answer == "" {
		switch mechanism {
		case "API_KEY_PLAIN":
			answer = s.tryKey(c.conn, data.Text("api_key"), data.Get("username"))
		case "PASSWORD_PLAIN":
			answer = s.tryPassword(c.conn, data.Text("username"), data.Text("password"))
		case "TOKEN_PLAIN":
			answer = s.tryToken(c.conn, data.Text("token"))
		}
	}
	return s.loginResult(c.conn, answer, data.Text("username"), data.Obj("login_options")), nil
}

// loginResult is the answer to a login that ended so. The caller holds the lock.
func (s *Server) loginResult(c *conn, answer, username string, options *ejson.Object) *ejson.Object {
	result := ejson.NewObject("response_type", answer)
	switch answer {
	case success:
		var info, token any
		if options.Flag("user_info") {
			info = c.session.info()
		}
		level := "LEVEL_1"
		if s.config.STIG {
			level = "LEVEL_2"
		}
		result.Set("user_info", info)
		result.Set("authenticator", level)
		if s.config.Release >= truenas.V26 {
			if options.Flag("reconnect_token") {
				token = s.keepLoginToken(&loginToken{ttl: reconnectTTL, host: c.origin.host, singleUse: true}, c.session)
			}
			result.Set("reconnect_token", token)
		}
	case otpRequired:
		result.Set("username", username)
	case redirect:
		result.Set("urls", slices.Clone(s.redirects))
	}
	return result
}

func loginKey(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return !c.server.config.STIG && c.server.tryKey(c.conn, c.params[0].(string), nil) == success, nil
}

// tryKey logs in with a key; username nil asks for none. From 25.04 on, a
// correct key that arrives over an insecure transport is revoked for good.
func (s *Server) tryKey(c *conn, wire string, username any) string {
	k := s.findKey(wire)
	switch {
	case k == nil, k.revoked, username != nil && username != k.user.name:
		return authErr
	case k.expired(s.now()):
		return "EXPIRED"
	case !c.origin.secure && s.config.Release >= truenas.V25_04:
		k.revoked, k.reason = true, "Attempt to use over an insecure transport"
		return "EXPIRED"
	case !k.user.mayUseAPI():
		return s.denied()
	}
	c.login(k.user, kindKey, k)
	return success
}

// denied is the answer for a valid account that may not use the API.
func (s *Server) denied() string {
	if s.config.Release >= truenas.V26 {
		return "DENIED"
	}
	return authErr
}

// mechanismChoices has a bug on 25.04 and 25.10: it fails for who is not
// logged in.
func mechanismChoices(c *call) (any, error) {
	release := c.server.config.Release
	switch {
	case c.session == nil && release < truenas.V26:
		return nil, rules.ExceptionFault("AttributeError", "'NoneType' object has no attribute 'may_create_auth_token'")
	case c.server.config.STIG:
		return []any{"PASSWORD_PLAIN"}, nil
	}
	choices := []any{"API_KEY_PLAIN", "TOKEN_PLAIN", "PASSWORD_PLAIN"}
	if c.session != nil && c.session.kind == kindOnetime {
		choices = []any{"API_KEY_PLAIN", "PASSWORD_PLAIN"} // it can make no tokens
	}
	if release >= truenas.V26 {
		choices = append(choices, "SCRAM")
	}
	return choices, nil
}

// info is the user of a session: for a token, as the one who made it logged in.
func (s *session) info() *ejson.Object {
	if s.token != nil {
		s = s.token.parent
	}
	return s.user.info(s.kind)
}

func me(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.session.info(), nil
}

func logout(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.conn.unfollow()
	c.conn.endSession()
	return true, nil
}
