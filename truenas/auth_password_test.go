package truenas_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

const (
	askForOTP     = `{"response_type":"OTP_REQUIRED","username":"svc"}`
	sentPassword  = `auth.login_ex [{"login_options":{"user_info":false},"mechanism":"PASSWORD_PLAIN","password":" secret ","username":"svc"}]`
	sentOTPPrefix = `auth.login_ex_continue [{"login_options":{"user_info":false},"mechanism":"OTP_TOKEN","otp_token":"`
)

func passwordLogin(otp func(context.Context) (string, error)) truenas.Auth {
	return truenas.Password(" svc ", truenas.NewSecret(" secret "), otp)
}

func TestPasswordLogin(t *testing.T) {
	script := &loginScript{answers: []any{`{"response_type":"SUCCESS"}`}}
	require.NoError(t, passwordLogin(func(context.Context) (string, error) {
		t.Error("nobody asked for a one-time password")
		return "", nil
	}).Login(t.Context(), script))
	require.Equal(t, []string{sentPassword}, script.calls, "the blanks belong to the password")
}

func TestPasswordWithOTP(t *testing.T) {
	type key struct{}
	ctx := context.WithValue(t.Context(), key{}, "mine")
	codes := []string{"111111", " 222222\n", "333333"}
	asked := 0
	auth := passwordLogin(func(ctx context.Context) (string, error) {
		require.Equal(t, "mine", ctx.Value(key{}))
		asked++
		return codes[asked-1], nil
	})
	script := &loginScript{answers: []any{askForOTP, askForOTP, `{"response_type":"SUCCESS"}`}}
	require.NoError(t, auth.Login(ctx, script))
	require.Equal(t, []string{sentPassword, sentOTPPrefix + `111111"}]`, sentOTPPrefix + `222222"}]`}, script.calls)
}

func TestPasswordWithOTPRefused(t *testing.T) {
	stop := errors.New("no authenticator at hand")
	for _, test := range []struct {
		name     string
		answers  []any
		otp      func(context.Context) (string, error)
		calls    int
		response string
		text     string
	}{
		{"three wrong ones", []any{askForOTP, askForOTP, askForOTP, askForOTP}, oneTimePassword("1"), 4, "OTP_REQUIRED", "3 one-time passwords in a row were refused"},
		{"refused", []any{askForOTP, `{"response_type":"AUTH_ERR"}`}, oneTimePassword("1"), 2, "AUTH_ERR", "one-time password was refused"},
		{"forgotten", []any{askForOTP, errNoOTP}, oneTimePassword("1"), 2, "", "log in again"},
		{"empty", []any{askForOTP}, oneTimePassword(" "), 1, "", "is empty"},
		{"standby", []any{askForOTP, `{"response_type":"REDIRECT","urls":["https://a.example"]}`}, oneTimePassword("1"), 2, "REDIRECT", "https://a.example"},
	} {
		t.Run(test.name, func(t *testing.T) {
			script := &loginScript{answers: test.answers}
			refused := loginFailure(t, passwordLogin(test.otp), script)
			require.Equal(t, "OTP_TOKEN", refused.Method)
			require.Equal(t, test.response, refused.ResponseType)
			require.Contains(t, refused.Remedy, test.text)
			require.Len(t, script.calls, test.calls)
		})
	}
	err := passwordLogin(func(context.Context) (string, error) { return "", stop }).Login(t.Context(), &loginScript{answers: []any{askForOTP}})
	require.ErrorIs(t, err, stop)
	require.NotErrorIs(t, err, truenas.ErrNotAuthenticated)
}

func TestPasswordLegacyLogin(t *testing.T) {
	legacy := func(answers ...any) *loginScript {
		return &loginScript{protocol: truenas.LegacyProtocol, answers: answers}
	}
	const plain, withOTP = `auth.login ["svc"," secret "]`, `auth.login ["svc"," secret ","123456"]`
	never := func(context.Context) (string, error) {
		t.Error("no one-time password was needed")
		return "", nil
	}

	script := legacy(`true`)
	require.NoError(t, passwordLogin(never).Login(t.Context(), script))
	require.Equal(t, []string{plain}, script.calls)

	script = legacy(`false`, `true`)
	require.NoError(t, passwordLogin(oneTimePassword("123456")).Login(t.Context(), script))
	require.Equal(t, []string{plain, withOTP}, script.calls)

	refused := loginFailure(t, passwordLogin(nil), legacy(`false`))
	require.Equal(t, "AUTH_ERR", refused.ResponseType)
	require.Equal(t, "PASSWORD_PLAIN", refused.Method)

	refused = loginFailure(t, passwordLogin(oneTimePassword("123456")), legacy(`false`, `false`))
	require.Equal(t, "AUTH_ERR", refused.ResponseType)
	require.Contains(t, refused.Remedy, "and the one-time password")

	refused = loginFailure(t, passwordLogin(never), legacy(errUnsupported))
	require.Empty(t, refused.ResponseType)

	boom := errors.New("boom")
	err := passwordLogin(func(context.Context) (string, error) { return "", boom }).Login(t.Context(), legacy(`false`))
	require.ErrorIs(t, err, boom)
}

// A message before login may have 8,192 characters. The client says so; TrueNAS
// would only cut the connection.
func TestCredentialsTooLong(t *testing.T) {
	address := standIn(t, func(p *peer) { p.drain() })
	long := truenas.NewSecret("1-" + strings.Repeat("x", 8200))
	key, err := truenas.ParseKey([]byte(long.Reveal()))
	require.NoError(t, err)
	for _, auth := range []truenas.Auth{
		truenas.APIKey("svc", long), truenas.Password("svc", long, nil), truenas.Token(long), truenas.SCRAM(strings.Repeat("x", 8200), key),
	} {
		_, err := truenas.Dial(t.Context(), address, auth)
		require.ErrorIs(t, err, truenas.ErrMessageTooLarge)
		require.NotErrorIs(t, err, truenas.ErrNotAuthenticated)
		require.NotContains(t, err.Error(), "xxxx")
	}
}
