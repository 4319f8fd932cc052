package truenastest_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func keyLogin(username, key string) map[string]any {
	return map[string]any{"mechanism": "API_KEY_PLAIN", "username": username, "api_key": key}
}

func (c *client) loginEx(data map[string]any) string {
	c.t.Helper()
	var result map[string]any
	c.must(&result, "auth.login_ex", data)
	return result["response_type"].(string)
}

func TestAPIKeyLogin(t *testing.T) {
	s := start(t, truenastest.Config{})
	key := s.APIKey("svc")
	require.Regexp(t, `^1-[A-Za-z0-9]{64}$`, key)
	c := dial(t, s)
	require.Equal(t, "AUTH_ERR", c.loginEx(keyLogin("svc", "1-wrong")))
	require.Equal(t, "AUTH_ERR", c.loginEx(keyLogin("other", key)))
	require.Equal(t, "AUTH_ERR", c.loginEx(keyLogin("svc", "nonsense")))
	require.Equal(t, 207, c.fails("auth.me").Data.Error)
	require.Equal(t, "SUCCESS", c.loginEx(keyLogin("svc", key)))
	var me map[string]any
	c.must(&me, "auth.me")
	require.Equal(t, "svc", me["pw_name"])
	c.must(nil, "auth.logout")
	require.Equal(t, "ENOTAUTHENTICATED", c.fails("auth.me").Data.Errname)

	s.ExpireKey(key)
	require.Equal(t, "EXPIRED", c.loginEx(keyLogin("svc", key)))
	s.RevokeKey(key)
	require.Equal(t, "AUTH_ERR", c.loginEx(keyLogin("svc", key)))
	require.Panics(t, func() { s.RevokeKey("9-none") })
}

func TestInsecureTransportRevokes(t *testing.T) {
	s := start(t, truenastest.Config{Insecure: true})
	key := s.APIKey("svc")
	c := dial(t, s)
	require.False(t, s.KeyRevoked(key))
	require.Equal(t, "EXPIRED", c.loginEx(keyLogin("svc", key)))
	require.True(t, s.KeyRevoked(key))
	require.Equal(t, "AUTH_ERR", c.loginEx(keyLogin("svc", key)))
}

func TestPasswordAndToken(t *testing.T) {
	s := start(t, truenastest.Config{})
	s.AddUser("admin", "pw")
	c := dial(t, s)
	password := map[string]any{"mechanism": "PASSWORD_PLAIN", "username": "admin", "password": "no"}
	require.Equal(t, "AUTH_ERR", c.loginEx(password))
	password["password"] = "pw"
	require.Equal(t, "SUCCESS", c.loginEx(password))
	var once, bound string
	c.must(&once, "auth.generate_token", 300, map[string]any{}, true, true)
	c.must(&bound, "auth.generate_token", nil, map[string]any{"for": "x"})

	other := dial(t, s)
	require.Equal(t, "AUTH_ERR", other.loginEx(map[string]any{"mechanism": "TOKEN_PLAIN", "token": bound}))
	require.Equal(t, "SUCCESS", other.loginEx(map[string]any{"mechanism": "TOKEN_PLAIN", "token": once}))
	var again bool
	dial(t, s).must(&again, "auth.login_with_token", once)
	require.False(t, again, "single use")
	for method, params := range map[string][]any{
		"auth.login": {"admin", "pw"}, "auth.login_with_api_key": {s.APIKey("admin")},
	} {
		var ok bool
		dial(t, s).must(&ok, method, params...)
		require.True(t, ok, method)
	}
}

func TestFailLogins(t *testing.T) {
	s := start(t, truenastest.Config{})
	key := s.APIKey("svc")
	for _, answer := range []string{"AUTH_ERR", "EXPIRED", "OTP_REQUIRED", "REDIRECT"} {
		s.FailLogins(answer)
		require.Equal(t, answer, dial(t, s).loginEx(keyLogin("svc", key)))
	}
	s.FailLogins("")
	require.Equal(t, "SUCCESS", dial(t, s).loginEx(keyLogin("svc", key)))
	require.Panics(t, func() { s.FailLogins("DENIED") }, "not on this release")
}

func TestMechanismChoicesBug(t *testing.T) {
	s := start(t, truenastest.Config{})
	require.Contains(t, dial(t, s).fails("auth.mechanism_choices").Data.Reason, "may_create_auth_token")
	login(t, s, "root").must(nil, "auth.mechanism_choices")
}

func TestRoles(t *testing.T) {
	s := start(t, truenastest.Config{Engine: newGate()})
	require.Panics(t, func() { s.APIKey("x", "NO_SUCH_ROLE") })
	root := login(t, s, "root")
	id := root.credential("gp", photos())
	reader := login(t, s, "reader", truenastest.RoleCloudSyncRead)
	writer := login(t, s, "writer", truenastest.RoleCloudSyncWrite)

	for _, method := range []string{
		"cloudsync.credentials.create", "cloudsync.credentials.verify", "cloudsync.create", "cloudsync.update", "cloudsync.delete",
		"cloudsync.sync", "cloudsync.sync_onetime", "cloudsync.abort", "cloudsync.restore", "cloudsync.list_directory",
		"system.info",
	} {
		require.Equal(t, 13, reader.fails(method).Data.Error, method)
	}
	require.Equal(t, -32001, writer.fails("system.info").Code)
	root.must(nil, "system.info")
	reader.must(nil, "system.version_short")

	provider := func(c *client) map[string]any {
		var entry struct {
			Provider map[string]any `json:"provider"`
		}
		c.must(&entry, "cloudsync.credentials.get_instance", id)
		return entry.Provider
	}
	require.Equal(t, photos(), provider(root))
	require.Equal(t, photos(), provider(writer))
	require.Equal(t, map[string]any{
		"type": "GOOGLE_PHOTOS", "client_id": "********", "client_secret": "********", "token": "********",
	}, provider(reader))
}

// The race detector looks on: users change while their sessions call.
func TestUsersChangeWhileTheyCall(t *testing.T) {
	s := start(t, truenastest.Config{})
	c := login(t, s, "svc", truenastest.RoleCloudSyncWrite)
	gp := c.credential("gp", photos())
	stop := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				s.AddUser("svc", "pw", truenastest.RoleCloudSyncWrite)
			}
		}
	})
	defer all.Wait()
	defer close(stop)
	for range 100 {
		c.must(nil, "cloudsync.providers")
		c.must(nil, "auth.me")
		c.task(gp)
	}
}
