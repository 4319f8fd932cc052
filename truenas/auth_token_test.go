package truenas_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestTokenLogin(t *testing.T) {
	auth := truenas.Token(truenas.NewSecret(" abc_DEF-1\n"))
	script := &loginScript{answers: []any{`{"response_type":"SUCCESS"}`}}
	require.NoError(t, auth.Login(t.Context(), script))
	require.Equal(t, []string{`auth.login_ex [{"login_options":{"user_info":false},"mechanism":"TOKEN_PLAIN","token":"abc_DEF-1"}]`}, script.calls)

	script = &loginScript{protocol: truenas.LegacyProtocol, answers: []any{`true`}}
	require.NoError(t, auth.Login(t.Context(), script))
	require.Equal(t, []string{`auth.login_with_token ["abc_DEF-1"]`}, script.calls)

	refused := loginFailure(t, auth, &loginScript{protocol: truenas.LegacyProtocol, answers: []any{`false`}})
	require.Equal(t, "AUTH_ERR", refused.ResponseType)
	require.Contains(t, refused.Remedy, "auth.generate_token")
}

// On the Unix socket the process is logged in already.
func TestLocalLogin(t *testing.T) {
	for _, protocol := range []truenas.Protocol{truenas.JSONRPC, truenas.LegacyProtocol} {
		script := &loginScript{protocol: protocol, answers: []any{`{"pw_name":"root"}`}}
		require.NoError(t, truenas.Local().Login(t.Context(), script))
		require.Equal(t, []string{`auth.me []`}, script.calls)

		refused := loginFailure(t, truenas.Local(), &loginScript{protocol: protocol, answers: []any{errAnonymous}})
		require.Contains(t, refused.Remedy, "Unix socket of the NAS as root")
		require.Equal(t, errAnonymous, refused.Err)
	}
}
