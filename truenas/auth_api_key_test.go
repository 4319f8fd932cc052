package truenas_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestAPIKeyLogin(t *testing.T) {
	script := &loginScript{answers: []any{`{"response_type":"SUCCESS"}`}}
	require.NoError(t, truenas.APIKey(" svc\n", truenas.NewSecret("\t"+testKey+"\n")).Login(t.Context(), script))
	require.Equal(t, []string{
		`auth.login_ex [{"api_key":"` + testKey + `","login_options":{"user_info":false},"mechanism":"API_KEY_PLAIN","username":"svc"}]`,
	}, script.calls)
}

// The legacy protocol knows the user by the key.
func TestAPIKeyLegacyLogin(t *testing.T) {
	for _, user := range []string{"", "svc"} {
		auth := truenas.APIKey(user, truenas.NewSecret(testKey))
		script := &loginScript{protocol: truenas.LegacyProtocol, answers: []any{`true`}}
		require.NoError(t, auth.Login(t.Context(), script))
		require.Equal(t, []string{`auth.login_with_api_key ["` + testKey + `"]`}, script.calls)

		refused := loginFailure(t, auth, &loginScript{protocol: truenas.LegacyProtocol, answers: []any{`false`}})
		require.Equal(t, "AUTH_ERR", refused.ResponseType)
		require.Contains(t, refused.Remedy, "neither expired nor revoked")
	}
}

func TestAPIKeyNeedsItsUserOnNewerReleases(t *testing.T) {
	script := &loginScript{}
	refused := loginFailure(t, truenas.APIKey("", truenas.NewSecret(testKey)), script)
	require.Contains(t, refused.Remedy, "name the user")
	require.Empty(t, refused.ResponseType)
	require.Empty(t, script.calls, "nothing is sent")
}
