package truenastest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func passwordLogin(name, password string) map[string]any {
	return map[string]any{"mechanism": "PASSWORD_PLAIN", "username": name, "password": password}
}

func TestLoginMethodsByRelease(t *testing.T) {
	missing := map[truenas.Release][]string{
		truenas.V24_10: {"auth.login_ex", "auth.login_ex_continue", "auth.mechanism_choices", "auth.generate_onetime_password", "api_key.convert_raw_key"},
		truenas.V25_04: {"auth.token", "auth.two_factor_auth", "api_key.convert_raw_key"},
		truenas.V25_10: {"auth.token", "auth.two_factor_auth", "api_key.convert_raw_key"},
		truenas.V26:    {"auth.token", "auth.two_factor_auth"},
		truenas.V27:    {"auth.token", "auth.two_factor_auth"},
	}
	for _, release := range truenas.Releases() {
		c := loginOld(t, start(t, truenastest.Config{Release: release}), "root")
		for _, method := range missing[release] {
			require.Equal(t, 201, c.call(method).Error.Errno, "%s on %s", method, release)
		}
		for _, method := range []string{"auth.login", "auth.login_with_token", "auth.generate_token", "auth.sessions", "api_key.create"} {
			if e := c.call(method).Error; e != nil {
				require.NotEqual(t, 201, e.Errno, "%s on %s", method, release)
			}
		}
	}
}

func TestMechanismChoices(t *testing.T) {
	plain := []any{"API_KEY_PLAIN", "TOKEN_PLAIN", "PASSWORD_PLAIN"}
	for release, want := range map[truenas.Release][]any{
		truenas.V25_04: plain, truenas.V25_10: plain, truenas.V26: append(plain, "SCRAM"), truenas.V27: append(plain, "SCRAM"),
	} {
		s := start(t, truenastest.Config{Release: release})
		var got []any
		login(t, s, "root").must(&got, "auth.mechanism_choices")
		require.Equal(t, want, got, release)
		f := dial(t, s).call("auth.mechanism_choices")
		require.Equal(t, release < truenas.V26, f.Error != nil, "the bug, on %s", release)
	}
}

func TestSecondFactor(t *testing.T) {
	s := start(t, truenastest.Config{})
	s.AddUser("ann", "pw")
	s.SetOTP("ann", func() string { return "123456" })
	require.Panics(t, func() { s.SetOTP("nobody", nil) })
	c := dial(t, s)
	code := func(code string) string {
		var result map[string]any
		c.must(&result, "auth.login_ex_continue", map[string]any{"mechanism": "OTP_TOKEN", "otp_token": code})
		return result["response_type"].(string)
	}
	var result map[string]any
	c.must(&result, "auth.login_ex", passwordLogin("ann", "pw"))
	require.Equal(t, map[string]any{"response_type": "OTP_REQUIRED", "username": "ann"}, result)
	require.Equal(t, 207, c.fails("auth.me").Data.Error, "not yet")
	require.Equal(t, "OTP_REQUIRED", code("000000"))
	require.Equal(t, "SUCCESS", code("123456"))
	c.must(nil, "auth.me")

	c = dial(t, s)
	require.Equal(t, "OTP_REQUIRED", c.loginEx(passwordLogin("ann", "pw")))
	require.Equal(t, "OTP_REQUIRED", code("1"))
	require.Equal(t, "OTP_REQUIRED", code("2"))
	require.Equal(t, "AUTH_ERR", code("3"), "enough")
	require.Contains(t, c.fails("auth.login_ex_continue", map[string]any{"mechanism": "OTP_TOKEN", "otp_token": "123456"}).Data.Reason,
		"no authentication in progress")
	require.Equal(t, "SUCCESS", c.loginEx(keyLogin("ann", s.APIKey("ann"))), "keys ask for no code")

	for _, test := range []struct {
		params []any
		ok     bool
	}{{[]any{"ann", "pw"}, false}, {[]any{"ann", "pw", "0"}, false}, {[]any{"ann", "pw", "123456"}, true}} {
		var ok bool
		dial(t, s).must(&ok, "auth.login", test.params...)
		require.Equal(t, test.ok, ok, test.params)
	}
	s.SetOTP("ann", nil)
	require.Equal(t, "SUCCESS", dial(t, s).loginEx(passwordLogin("ann", "pw")))
}

func TestTwoFactorAuth(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V24_10})
	s.AddUser("ann", "pw")
	c := dialOld(t, s)
	c.connect()
	for _, test := range []struct {
		password, want string
		otp            func() string
	}{
		{"pw", "false", nil},
		{"pw", "true", func() string { return "1" }},
		{"no", "false", func() string { return "1" }},
	} {
		s.SetOTP("ann", test.otp)
		require.Equal(t, test.want, string(c.call("auth.two_factor_auth", "ann", test.password).Result))
	}
	require.Equal(t, "true", string(c.call("auth.login", "ann", "pw", "1").Result))
}

func TestUsersWithoutPrivilege(t *testing.T) {
	for _, release := range []truenas.Release{truenas.V25_10, truenas.V26} {
		want := map[truenas.Release]string{truenas.V25_10: "AUTH_ERR", truenas.V26: "DENIED"}[release]
		s := start(t, truenastest.Config{Release: release})
		key := s.APIKey("guest", truenastest.RoleNone)
		s.AddUser("guest", "pw")
		require.Equal(t, want, dial(t, s).loginEx(keyLogin("guest", key)))
		require.Equal(t, want, dial(t, s).loginEx(passwordLogin("guest", "pw")))
	}
}

func TestRedirect(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V26})
	s.FailLogins("REDIRECT", "https://a.example", "https://b.example")
	var result map[string]any
	dial(t, s).must(&result, "auth.login_ex", passwordLogin("x", "y"))
	require.Equal(t, []any{"https://a.example", "https://b.example"}, result["urls"])
	s.FailLogins("DENIED")
	require.Equal(t, "DENIED", dial(t, s).loginEx(passwordLogin("x", "y")))
}

func TestSTIG(t *testing.T) {
	s := start(t, truenastest.Config{STIG: true})
	s.AddUser("ann", "pw")
	c := dial(t, s)
	e := c.fails("auth.login_ex", keyLogin("ann", s.APIKey("ann")))
	require.Equal(t, "EOPNOTSUPP", e.Data.Errname)
	require.Equal(t, "[EOPNOTSUPP] API_KEY_PLAIN: mechanism is not supported at current authenticator level.", e.Data.Reason)
	require.Equal(t, "AUTH_ERR", c.loginEx(passwordLogin("ann", "pw")), "no second factor")
	s.SetOTP("ann", func() string { return "1" })
	require.Equal(t, "OTP_REQUIRED", c.loginEx(passwordLogin("ann", "pw")))
	var result map[string]any
	c.must(&result, "auth.login_ex", map[string]any{"mechanism": "OTP_TOKEN", "otp_token": "1"})
	require.Equal(t, "LEVEL_2", result["authenticator"])
	var choices []string
	c.must(&choices, "auth.mechanism_choices")
	require.Equal(t, []string{"PASSWORD_PLAIN"}, choices)
}

func TestOldReleaseDoesNotRevoke(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V24_10, Insecure: true})
	key := s.APIKey("svc")
	c := dialOld(t, s)
	c.connect()
	require.Equal(t, "true", string(c.call("auth.login_with_api_key", key).Result))
	require.False(t, s.KeyRevoked(key))
}

func TestOnetimePassword(t *testing.T) {
	s := start(t, truenastest.Config{})
	s.AddUser("ann", "pw")
	root := login(t, s, "root")
	require.Equal(t, "ENOENT", root.fails("auth.generate_onetime_password", map[string]any{"username": "no"}).Data.Errname)
	var once string
	root.must(&once, "auth.generate_onetime_password", map[string]any{"username": "ann"})
	c := dial(t, s)
	require.Equal(t, "SUCCESS", c.loginEx(passwordLogin("ann", once)))
	require.Equal(t, "EOPNOTSUPP", c.fails("auth.generate_token").Data.Errname)
	require.Equal(t, "AUTH_ERR", dial(t, s).loginEx(passwordLogin("ann", once)))
}

func TestReconnectToken(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V26})
	s.AddUser("ann", "pw")
	data := passwordLogin("ann", "pw")
	data["login_options"] = map[string]any{"user_info": false, "reconnect_token": true}
	var result struct {
		Token string `json:"reconnect_token"`
	}
	dial(t, s).must(&result, "auth.login_ex", data)
	require.Equal(t, "SUCCESS", dial(t, s).loginEx(map[string]any{"mechanism": "TOKEN_PLAIN", "token": result.Token}))
	require.Equal(t, "AUTH_ERR", dial(t, s).loginEx(map[string]any{"mechanism": "TOKEN_PLAIN", "token": result.Token}), "once")
}
