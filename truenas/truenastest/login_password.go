package truenastest

import (
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// halfLogin is a password that was right, and waits for the second factor. It
// belongs to one connection.
type halfLogin struct {
	user  *user
	tries int
}

// otpTries are the wrong codes after which the login is over.
const otpTries = 3

// tryPassword logs in, or asks for the second factor.
func (s *Server) tryPassword(c *conn, name, password string) string {
	u := s.users[name]
	switch {
	case u == nil || password == "":
		return authErr
	case u.onetime != "" && u.onetime == password:
		u.onetime = ""
		c.login(u, kindOnetime, nil)
		return success
	case u.password != password, s.config.STIG && u.otp == nil:
		return authErr
	case !u.mayUseAPI():
		return s.denied()
	case u.otp != nil:
		c.continuing = &halfLogin{user: u}
		return otpRequired
	}
	c.login(u, kindPassword, nil)
	return success
}

// tryOTP ends what tryPassword began.
func (s *Server) tryOTP(c *conn, code string) string {
	half := c.continuing
	switch {
	case half.user.otp != nil && half.user.otp() == code:
		c.login(half.user, kindFactor, nil)
		return success
	case half.tries+1 >= otpTries:
		c.continuing = nil
		return authErr
	}
	half.tries++
	return otpRequired
}

// continueLogin is auth.login_ex_continue, and auth.login_ex with OTP_TOKEN.
func continueLogin(c *call) (any, error) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	half := c.conn.continuing
	if half == nil {
		return nil, rules.CallFault(rules.EINVAL, "OTP_TOKEN: no authentication in progress", nil)
	}
	answer := s.tryOTP(c.conn, c.object(0).Text("otp_token"))
	return s.loginResult(c.conn, answer, half.user.name, c.object(0).Obj("login_options")), nil
}

// loginPassword is auth.login: the code is its third parameter.
func loginPassword(c *call) (any, error) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	answer := s.tryPassword(c.conn, c.params[0].(string), c.params[1].(string))
	if answer == otpRequired {
		code, _ := c.params[2].(string)
		answer = s.tryOTP(c.conn, code)
		c.conn.continuing = nil
	}
	return answer == success, nil
}

// twoFactorAuth tells whether the login needs a code; 24.10 only.
func twoFactorAuth(c *call) (any, error) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[c.params[0].(string)]
	return u != nil && u.password == c.params[1].(string) && u.otp != nil, nil
}

// onetimePassword makes one; it does for a single login.
func onetimePassword(c *call) (any, error) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[c.object(0).Text("username")]
	if u == nil {
		return nil, rules.CallFault(rules.ENOENT, "User does not exist.", nil)
	}
	u.onetime = randomText(24)
	return u.onetime, nil
}
