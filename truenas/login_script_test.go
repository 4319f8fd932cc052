package truenas_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// loginScript is a connection to a TrueNAS that answers a login with the given
// answers, one per call: the JSON of a result, or an error.
type loginScript struct {
	protocol truenas.Protocol // JSONRPC when empty
	state    *tls.ConnectionState
	answers  []any
	answer   func(method string, params []byte) (string, error) // in place of answers

	mu    sync.Mutex
	calls []string // method and params, as sent
}

func (s *loginScript) Protocol() truenas.Protocol {
	if s.protocol == "" {
		return truenas.JSONRPC
	}
	return s.protocol
}

func (s *loginScript) TLS() *tls.ConnectionState { return s.state }

func (s *loginScript) Call(_ context.Context, method string, params []any, result any) error {
	if params == nil {
		params = []any{}
	}
	sent, err := json.Marshal(params)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.calls = append(s.calls, method+" "+string(sent))
	n := len(s.calls)
	s.mu.Unlock()
	var text string
	switch {
	case s.answer != nil:
		text, err = s.answer(method, sent)
	case n > len(s.answers):
		return errors.New("one call too many: " + method)
	default:
		text, _ = s.answers[n-1].(string)
		err, _ = s.answers[n-1].(error)
	}
	if err != nil || result == nil {
		return err
	}
	return json.Unmarshal([]byte(text), result)
}

// loginFailure is what a login returns that got these answers.
func loginFailure(t *testing.T, auth truenas.Auth, script *loginScript) *truenas.AuthError {
	t.Helper()
	err := auth.Login(t.Context(), script)
	refused, ok := errors.AsType[*truenas.AuthError](err)
	require.True(t, ok, "%v", err)
	require.ErrorIs(t, err, truenas.ErrNotAuthenticated)
	return refused
}

// Errors of TrueNAS as they were recorded, shortened.
var (
	errUnsupported = truenas.ServerError("auth.login_ex", -32001, "Method call error",
		[]byte(`{"error":95,"errname":"EOPNOTSUPP","reason":"[EOPNOTSUPP] API_KEY_PLAIN: mechanism is not supported at current authenticator level.","extra":null}`))
	errNoOTP = truenas.ServerError("auth.login_ex_continue", -32001, "Method call error",
		[]byte(`{"error":22,"errname":"EINVAL","reason":"[EINVAL] OTP_TOKEN: no authentication in progress","extra":null}`))
	errNoSCRAM = truenas.ServerError("auth.login_ex", -32001, "Method call error",
		[]byte(`{"error":14,"errname":"EFAULT","reason":"[EFAULT] SCRAM authentication is not in progress","extra":null}`))
	errMechanism2504 = truenas.ServerError("auth.login_ex", -32602, "Invalid params", []byte(`{"error":22,"extra":[
		["login_data.AuthApiKeyPlain.mechanism","Input should be <AuthMech.API_KEY_PLAIN: 'API_KEY_PLAIN'>",22],
		["login_data.AuthApiKeyPlain.api_key","Field required",22]]}`))
	errMechanism2510 = truenas.ServerError("auth.login_ex", -32602, "Invalid params", []byte(`{"error":22,"extra":[
		["login_data","Input tag 'SCRAM' found using 'mechanism' does not match any of the expected tags: <AuthMech.API_KEY_PLAIN: 'API_KEY_PLAIN'>",22]]}`))
	errTooLong = truenas.ServerError("auth.login_ex", -32602, "Invalid params", []byte(`{"error":22,"extra":[
		["login_data.API_KEY_PLAIN.api_key","String should have at most 1024 characters",22]]}`))
	errLoginLimit = truenas.ServerError("auth.login_ex", -32001, "Method call error",
		[]byte(`{"error":16,"errname":"EBUSY","reason":"[EBUSY] Rate Limit Exceeded","extra":null}`))
	errAnonymous = truenas.ServerError("auth.me", -32001, "Method call error",
		[]byte(`{"error":207,"errname":"ENOTAUTHENTICATED","reason":"[ENOTAUTHENTICATED] Not authenticated","extra":null}`))
)
