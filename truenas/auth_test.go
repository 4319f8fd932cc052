package truenas_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

var discardLog = log.New(io.Discard, "", 0)

func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

// loginMarker is in every secret of these tests.
const loginMarker = "hunter2"

func oneTimePassword(code string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return code, nil }
}

// Every answer of every login is an error of its own, with a remedy.
func TestLoginRefused(t *testing.T) {
	secret := truenas.NewSecret("1-" + loginMarker)
	auths := map[string]truenas.Auth{
		"API_KEY_PLAIN":  truenas.APIKey("svc", secret),
		"PASSWORD_PLAIN": truenas.Password("svc", secret, nil),
		"TOKEN_PLAIN":    truenas.Token(secret),
		"SCRAM":          truenas.SCRAM("svc", testSCRAMKey(t)),
	}
	for _, test := range []struct {
		answer  string
		remedy  map[string]string // by mechanism; "" for the others
		address []string
	}{
		{`{"response_type":"AUTH_ERR"}`, map[string]string{
			"API_KEY_PLAIN": `belongs to user "svc"`, "PASSWORD_PLAIN": `password of user "svc"`, "TOKEN_PLAIN": "make a new one",
			"SCRAM": "behind a proxy that ends TLS use SCRAMWithoutChannelBinding",
		}, nil},
		{`{"response_type":"EXPIRED"}`, map[string]string{
			"API_KEY_PLAIN": "without TLS; create a new key", "PASSWORD_PLAIN": "account of user", "TOKEN_PLAIN": "make a new token", "SCRAM": "create a new key",
		}, nil},
		{`{"response_type":"DENIED"}`, map[string]string{"": "role"}, nil},
		{`{"response_type":"OTP_REQUIRED","username":"svc"}`, map[string]string{"PASSWORD_PLAIN": "a function that returns one-time passwords", "": "second factor"}, nil},
		{`{"response_type":"REDIRECT","urls":["https://a.example","https://b.example"]}`, map[string]string{"": "dial the active one https://a.example https://b.example"}, []string{"https://a.example", "https://b.example"}},
		{`{"response_type":"REDIRECT","urls":7}`, map[string]string{"": "dial the active one"}, nil},
		{`{"response_type":"SCRAM_RESPONSE","scram_type":"SERVER_FINAL_RESPONSE","rfc_str":"v=AA=="}`, map[string]string{"": `step "SERVER_FINAL_RESPONSE" of a SCRAM login that is not expected`}, nil},
		{`{"response_type":"TOMORROW"}`, map[string]string{"": "newer version"}, nil},
		{`{}`, map[string]string{"": "newer version"}, nil},
		{`null`, map[string]string{"": "newer version"}, nil},
	} {
		for name, auth := range auths {
			t.Run(name+test.answer, func(t *testing.T) {
				refused := loginFailure(t, auth, &loginScript{answers: []any{test.answer}})
				require.Equal(t, name, refused.Method)
				require.Contains(t, test.answer, refused.ResponseType)
				require.Equal(t, strings.Contains(test.answer, "response_type"), refused.ResponseType != "")
				remedy, own := test.remedy[name]
				if !own {
					remedy = test.remedy[""]
				}
				require.NotEmpty(t, remedy)
				require.Contains(t, refused.Remedy, remedy)
				require.Equal(t, strings.TrimSpace(refused.Remedy), refused.Remedy)
				require.Equal(t, test.address, refused.URLs)
				require.NotContains(t, refused.Error(), loginMarker)
			})
		}
	}
}

// Some refusals come as errors of the call.
func TestLoginRefusedWithAnError(t *testing.T) {
	scram := truenas.SCRAM("svc", testSCRAMKey(t))
	for _, test := range []struct {
		auth   truenas.Auth
		err    error
		remedy string
	}{
		{testAuth(), errUnsupported, "use Password with a one-time password"},
		{truenas.Token(truenas.NewSecret("t")), errUnsupported, "use Password with a one-time password"},
		{scram, errUnsupported, "use Password with a one-time password"},
		{scram, errNoSCRAM, "log in again"},
		{scram, errMechanism2504, "this TrueNAS has no SCRAM"},
		{scram, errMechanism2510, "this TrueNAS has no SCRAM"},
		{testAuth(), errMechanism2510, "update TrueNAS"},
	} {
		refused := loginFailure(t, test.auth, &loginScript{answers: []any{test.err}})
		require.Contains(t, refused.Remedy, test.remedy)
		require.Empty(t, refused.ResponseType)
		require.ErrorIs(t, refused, test.err, "the error of the call can be found")
		if errors.Is(test.err, errMechanism2504) || errors.Is(test.err, errMechanism2510) {
			require.ErrorIs(t, refused, errors.ErrUnsupported, "another login may do")
			require.NotContains(t, refused.Error(), test.err.Error(), "a list of all mechanisms helps nobody")
			continue
		}
		require.Equal(t, test.err, refused.Err)
		require.ErrorContains(t, refused, test.err.Error())
	}
}

// What says nothing about the login is passed on.
func TestLoginThatFailedOtherwise(t *testing.T) {
	boom := errors.New("boom")
	for _, auth := range []truenas.Auth{
		testAuth(), truenas.Token(truenas.NewSecret("t")), truenas.Password("svc", truenas.NewSecret("p"), nil),
		truenas.SCRAM("svc", testSCRAMKey(t)), truenas.Local(),
	} {
		for _, failure := range []error{boom, errTooLong, errLoginLimit} {
			for _, protocol := range []truenas.Protocol{truenas.JSONRPC, truenas.LegacyProtocol} {
				err := auth.Login(t.Context(), &loginScript{protocol: protocol, answers: []any{failure}})
				if _, ok := errors.AsType[*truenas.AuthError](err); ok {
					require.ErrorContains(t, err, "has no SCRAM") // nothing was asked
					continue
				}
				require.Equal(t, failure, err)
			}
		}
	}
}

// A login that cannot be right is refused before anything is dialed.
func TestCredentialsThatCannotBeRight(t *testing.T) {
	secret := truenas.NewSecret
	key := testSCRAMKey(t)
	for _, test := range []struct {
		auth truenas.Auth
		text string
	}{
		{truenas.APIKey("svc", secret("")), "empty"},
		{truenas.APIKey("svc", secret(" \n")), "empty"},
		{truenas.APIKey("svc", secret("********")), "placeholder"},
		{truenas.APIKey("svc", secret("[redacted]")), "placeholder"},
		{truenas.APIKey("svc", secret("hunter2")), "must look like"},
		{truenas.APIKey("svc", secret("x-hunter2")), "must look like"},
		{truenas.APIKey("svc", secret("1-hunter 2")), "must look like"},
		{truenas.Password(" ", secret("hunter2"), nil), "name the user"},
		{truenas.Password("svc", secret(""), nil), "empty"},
		{truenas.Password("svc", secret("********"), nil), "placeholder"},
		{truenas.Token(secret("\n")), "empty"},
		{truenas.Token(secret("[redacted]")), "placeholder"},
		{truenas.SCRAM("svc", truenas.Key{}), "ParseKey"},
		{truenas.SCRAM("", key), "name the user"},
		{truenas.SCRAM("a,b", key), "comma"},
		{truenas.SCRAM("a=b", key), "comma"},
		{truenas.SCRAM("a:b", key), "comma"},
		{truenas.SCRAM("Jürgen", key), "ASCII"},
		{truenas.SCRAM("a\x00b", key), "ASCII"},
		{truenas.SCRAMWithoutChannelBinding("", key), "name the user"},
	} {
		_, err := truenas.Dial(t.Context(), "ws://192.0.2.1", test.auth)
		refused, ok := errors.AsType[*truenas.AuthError](err)
		require.True(t, ok, err)
		require.Empty(t, refused.ResponseType)
		require.ErrorContains(t, err, test.text)
		require.NotContains(t, err.Error(), loginMarker)
		require.Equal(t, err, test.auth.Login(t.Context(), &loginScript{}), "and by whoever calls Login")
	}
}

// Whatever prints a login prints no secret.
func TestLoginsPrintNoSecret(t *testing.T) {
	secret := truenas.NewSecret("1-" + loginMarker)
	key, err := truenas.ParseKey([]byte("1-" + loginMarker))
	require.NoError(t, err)
	scram := truenas.SCRAM("svc", key)
	// The keys derived from it are secrets too: have them kept.
	server := newSCRAMServer(t, "1-"+loginMarker)
	require.NoError(t, scram.Login(t.Context(), server.script(nil)))
	for _, auth := range []truenas.Auth{
		truenas.APIKey("svc", secret), truenas.Password("svc", secret, oneTimePassword(loginMarker)), truenas.Token(secret), scram,
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			text := fmt.Sprintf(verb, auth) + fmt.Sprintf(verb, []truenas.Auth{auth}) + fmt.Sprintf(verb, struct{ A truenas.Auth }{auth})
			require.NotContains(t, text, loginMarker, verb)
			require.NotContains(t, text, fmt.Sprintf("%x", loginMarker), verb)
			require.NotContains(t, text, strings.Trim(fmt.Sprintf("%d", []byte(loginMarker)), "[]"), verb)
			for _, derived := range server.secrets() {
				require.NotContains(t, text, strings.Trim(fmt.Sprintf("%d", derived), "[]"), verb)
				require.NotContains(t, text, fmt.Sprintf("%x", derived), verb)
			}
		}
	}
}
