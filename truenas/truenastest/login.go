package truenastest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// loginResponses are the refusals that [Server.FailLogins] can give.
var loginResponses = []string{"AUTH_ERR", "EXPIRED", "OTP_REQUIRED", "REDIRECT"}

// FailLogins makes every auth.login_ex answer with the given response_type
// whatever it is sent: AUTH_ERR, EXPIRED, OTP_REQUIRED or REDIRECT. ""
// restores normal logins; anything else panics.
func (s *Server) FailLogins(responseType string) {
	if responseType != "" && !slices.Contains(loginResponses, responseType) {
		panic(fmt.Sprintf("truenastest: no login is refused with %q; use one of %q", responseType, loginResponses))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failLogins = responseType
}

func loginMethods(release truenas.Release) []method {
	common := model{name: "AuthCommonOptions", fields: []field{optional("user_info", boolean{}, true)}}
	options := optional("login_options", common, common.defaults())
	mechanism := func(name string, fields ...field) option {
		all := append([]field{required("mechanism", oneOf(name))}, fields...)
		return option{name, model{name: "Auth", fields: append(all, options)}}
	}
	otp := mechanism("OTP_TOKEN", required("otp_token", plainText))
	data := tagged{key: "mechanism", show: func(tag string) string { return "<AuthMech." + tag + ": '" + tag + "'>" }, options: []option{
		mechanism("API_KEY_PLAIN", required("username", plainText), required("api_key", plainText)),
		mechanism("PASSWORD_PLAIN", required("username", plainText), required("password", plainText)),
		mechanism("TOKEN_PLAIN", required("token", plainText)),
		otp,
	}}
	attrs := optional("attrs", dictionary{}, ejson.NewObject())
	methods := []method{
		{name: "auth.login_ex", anonymous: true, params: []field{required("login_data", data)}, call: loginEx},
		{name: "auth.login_ex_continue", anonymous: true, params: []field{required("login_data", otp.model)}, call: noOTP},
		{name: "auth.login", anonymous: true, call: loginPassword, params: []field{
			required("username", plainText), required("password", plainText), optional("otp_token", nullable{plainText}, nil),
		}},
		{name: "auth.login_with_api_key", anonymous: true, call: loginKey, params: []field{required("api_key", plainText)}},
		{name: "auth.login_with_token", anonymous: true, call: loginWithToken, params: []field{required("token", plainText)}},
		{name: "auth.mechanism_choices", anonymous: true, call: mechanismChoices},
		{name: "auth.me", call: me},
		{name: "auth.logout", call: logout},
		{name: "auth.generate_token", call: generateToken, params: []field{
			optional("ttl", nullable{integer{}}, 600), attrs,
			optional("match_origin", boolean{}, true), optional("single_use", boolean{}, false),
		}},
	}
	if release < truenas.V25_04 {
		methods = slices.DeleteFunc(methods, func(m method) bool {
			return strings.HasPrefix(m.name, "auth.login_ex") || m.name == "auth.mechanism_choices"
		})
	}
	return methods
}

func loginEx(c *call) (any, error) {
	data := c.object(0)
	mechanism := data.Text("mechanism")
	if mechanism == "OTP_TOKEN" {
		return noOTP(c)
	}
	s := c.server
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
	result := ejson.NewObject("response_type", answer)
	switch answer {
	case "SUCCESS":
		var info any
		if session := c.conn.session; data.Obj("login_options").Flag("user_info") {
			info = session.user.info(session.kind)
		}
		result.Set("user_info", info)
		result.Set("authenticator", "LEVEL_1")
	case "OTP_REQUIRED":
		result.Set("username", data.Text("username"))
	case "REDIRECT":
		result.Set("urls", []any{"https://192.0.2.1"})
	}
	return result, nil
}

func noOTP(*call) (any, error) {
	return nil, rules.CallFault(rules.EINVAL, "OTP_TOKEN: no authentication in progress", nil)
}

func loginPassword(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.server.tryPassword(c.conn, c.params[0].(string), c.params[1].(string)) == "SUCCESS", nil
}

func loginKey(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.server.tryKey(c.conn, c.params[0].(string), nil) == "SUCCESS", nil
}

func loginWithToken(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.server.tryToken(c.conn, c.params[0].(string)) == "SUCCESS", nil
}

// tryKey logs in with a key; username nil asks for none. A correct key that
// arrives over an insecure transport is revoked for good.
func (s *Server) tryKey(c *conn, wire string, username any) string {
	k := s.findKey(wire)
	switch {
	case k == nil, k.revoked, username != nil && username != k.user.name:
		return "AUTH_ERR"
	case k.expired:
		return "EXPIRED"
	case s.config.Insecure:
		k.revoked = true
		return "EXPIRED"
	}
	c.login(k.user, "API_KEY", k)
	return "SUCCESS"
}

func (s *Server) tryPassword(c *conn, name, password string) string {
	u := s.users[name]
	if u == nil || u.password == "" || u.password != password {
		return "AUTH_ERR"
	}
	c.login(u, "LOGIN_PASSWORD", nil)
	return "SUCCESS"
}

func (s *Server) tryToken(c *conn, token string) string {
	t := s.tokens[token]
	if t == nil || t.attrs || s.now().After(t.expires) {
		return "AUTH_ERR"
	}
	t.expires = s.now().Add(t.ttl)
	if t.singleUse {
		delete(s.tokens, token)
	}
	c.login(t.user, "TOKEN", nil)
	return "SUCCESS"
}

func (c *conn) login(u *user, kind string, k *apiKey) {
	c.session = &session{user: u, kind: kind, loginID: newUUID(), at: c.server.now(), key: k}
}

// mechanismChoices has the real bug: it fails for who is not logged in.
func mechanismChoices(c *call) (any, error) {
	if c.session == nil {
		return nil, rules.ExceptionFault("AttributeError", "'NoneType' object has no attribute 'may_create_auth_token'")
	}
	return []any{"API_KEY_PLAIN", "TOKEN_PLAIN", "PASSWORD_PLAIN"}, nil
}

func me(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.session.user.info(c.session.kind), nil
}

func logout(c *call) (any, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.conn.session = nil
	return true, nil
}

func generateToken(c *call) (any, error) {
	ttl := 600
	if c.params[0] != nil {
		ttl = c.first()
	}
	t := &loginToken{
		user: c.session.user, ttl: time.Duration(ttl) * time.Second,
		attrs: len(c.object(1).Keys()) > 0, singleUse: c.params[3].(bool),
	}
	t.expires = c.server.now().Add(t.ttl)
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	token := randomText(64)
	c.server.tokens[token] = t
	return token, nil
}
