package truenastest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// token makes one and returns the login with it.
func (c *client) token(params ...any) map[string]any {
	c.t.Helper()
	var text string
	c.must(&text, "auth.generate_token", params...)
	return map[string]any{"mechanism": "TOKEN_PLAIN", "token": text}
}

// A session that a token opened ends with the token's time, which every message
// begins anew.
func TestTokenSessionsEnd(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V26})
	login(t, s, "root")
	short := login(t, s, "root").token(30)
	c := dial(t, s)
	require.Equal(t, "SUCCESS", c.loginEx(short))
	for range 3 {
		s.Advance(29 * time.Second)
		c.must(nil, "auth.me")
	}
	s.Advance(30 * time.Second)
	require.Equal(t, 207, c.fails("auth.me").Data.Error)
	require.Equal(t, "AUTH_ERR", c.loginEx(short))
}

// A token is gone with the first session that it opened, not with the one that
// made it.
func TestTokensEndWithSessions(t *testing.T) {
	s := start(t, truenastest.Config{})
	maker := login(t, s, "root")
	token, second := maker.token(), maker.token()
	maker.must(nil, "auth.logout")
	user := dial(t, s)
	require.Equal(t, "SUCCESS", user.loginEx(token))
	require.Equal(t, "SUCCESS", dial(t, s).loginEx(token), "good for more than one")
	user.must(nil, "auth.logout")
	require.Equal(t, "AUTH_ERR", dial(t, s).loginEx(token))

	require.Equal(t, "SUCCESS", user.loginEx(second))
	grandchild := user.token()
	var sessions []struct {
		ID      string `json:"id"`
		Current bool   `json:"current"`
		Data    map[string]any
	}
	user.must(&sessions, "auth.sessions", []any{[]any{"current", "=", true}})
	login(t, s, "root").must(nil, "auth.terminate_session", sessions[0].ID)
	user.closed()
	require.Equal(t, "AUTH_ERR", dial(t, s).loginEx(second))
	require.Equal(t, "SUCCESS", dial(t, s).loginEx(grandchild), "it stands for the session of the maker")

	maker = login(t, s, "root")
	token = maker.token()
	login(t, s, "root").must(nil, "auth.terminate_other_sessions")
	maker.closed()
	require.Equal(t, "AUTH_ERR", dial(t, s).loginEx(token))
}

// A job shows who made the token.
func TestTokenCredentials(t *testing.T) {
	for release, id := range map[truenas.Release]bool{truenas.V25_04: false, truenas.V25_10: true} {
		s := start(t, truenastest.Config{Release: release})
		c := login(t, s, "root")
		task := c.task(c.credential("gp", photos()))
		user := dial(t, s)
		require.Equal(t, "SUCCESS", user.loginEx(c.token()))
		var me map[string]any
		user.must(&me, "auth.me")
		require.Equal(t, []any{"LOCAL", "API_KEY"}, me["account_attributes"])
		job := user.sync(task)
		var row struct {
			Credentials struct {
				Type string         `json:"type"`
				Data map[string]any `json:"data"`
			} `json:"credentials"`
		}
		user.must(&row, "core.get_jobs", []any{[]any{"id", "=", job}}, map[string]any{"get": true})
		require.Equal(t, "TOKEN", row.Credentials.Type)
		require.Equal(t, "root", row.Credentials.Data["username"])
		parent := row.Credentials.Data["parent"].(map[string]any)
		require.Equal(t, "API_KEY", parent["credentials"])
		require.Equal(t, id, row.Credentials.Data["login_id"] != nil)
		require.Equal(t, id, parent["credentials_data"].(map[string]any)["login_id"] != nil)
	}
}

func TestTokensThatCannotBeHad(t *testing.T) {
	s := start(t, truenastest.Config{Engine: instant{}})
	c := login(t, s, "root")
	run := c.sync(c.task(c.credential("gp", photos())))
	for job, reason := range map[int]string{
		99: "[EFAULT] 99: job does not exist.", run: "[EFAULT] 1: job is not suitable for download token",
	} {
		require.Equal(t, reason, c.fails("auth.generate_token", 300, map[string]any{"job": job}).Data.Reason)
	}
	other := login(t, s, "other", truenastest.RoleCloudSyncWrite)
	require.Equal(t, "[EFAULT] 1: Job is not owned by current session",
		other.fails("auth.generate_token", 300, map[string]any{"job": run}).Data.Reason)

	var once string
	s.AddUser("ann", "pw")
	c.must(&once, "auth.generate_onetime_password", map[string]any{"username": "ann"})
	ann := dial(t, s)
	require.Equal(t, "SUCCESS", ann.loginEx(map[string]any{"mechanism": "PASSWORD_PLAIN", "username": "ann", "password": once}))
	require.Equal(t, "[EOPNOTSUPP] LOGIN_ONETIME_PASSWORD: the current session type does not support creation of authentication tokens.",
		ann.fails("auth.generate_token").Data.Reason)
	var choices []string
	ann.must(&choices, "auth.mechanism_choices")
	require.NotContains(t, choices, "TOKEN_PLAIN")

	s = start(t, truenastest.Config{STIG: true})
	s.AddUser("ann", "pw")
	s.SetOTP("ann", func() string { return "1" })
	ann = dial(t, s)
	ann.must(nil, "auth.login", "ann", "pw", "1")
	require.Equal(t, "EOPNOTSUPP", ann.fails("auth.generate_token").Data.Errname)
	ann.must(nil, "auth.generate_token", 300, map[string]any{}, true, true)
}

// Another login in place of the second factor gives the first one up, also one
// that is refused.
func TestSecondFactorIsGivenUp(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V26, STIG: true})
	s.AddUser("ann", "pw")
	s.SetOTP("ann", func() string { return "1" })
	c := dial(t, s)
	require.Equal(t, "OTP_REQUIRED", c.loginEx(map[string]any{"mechanism": "PASSWORD_PLAIN", "username": "ann", "password": "pw"}))
	require.Equal(t, "EOPNOTSUPP", c.fails("auth.login_ex", keyLogin("ann", s.APIKey("ann"))).Data.Errname)
	e := c.fails("auth.login_ex_continue", map[string]any{"mechanism": "OTP_TOKEN", "otp_token": "1"})
	require.Equal(t, "[EINVAL] OTP_TOKEN: no authentication in progress", e.Data.Reason)
}
