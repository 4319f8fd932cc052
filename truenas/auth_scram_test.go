package truenas_test

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestSCRAMLogin(t *testing.T) {
	server := newSCRAMServer(t, testKey)
	script := server.script(nil)
	require.NoError(t, truenas.SCRAM(" svc\n", rawSCRAMKey(t)).Login(t.Context(), script))
	require.Len(t, script.calls, 2)
	for _, sent := range script.calls {
		require.Contains(t, sent, `"rfc_str":`)
		require.NotContains(t, sent, testKey[2:], "the key is not sent")
		require.NotContains(t, sent, "login_options", "TrueNAS would refuse them")
	}
}

// Precomputed keys log in without the raw one, and take no time to derive.
func TestSCRAMWithPrecomputedKeys(t *testing.T) {
	server := newSCRAMServer(t, testKey)
	auth := truenas.SCRAM("svc", testSCRAMKey(t))
	derived := truenas.CountDerivations(auth)
	require.NoError(t, auth.Login(t.Context(), server.script(nil)))
	require.Zero(t, *derived)
}

// The keys are derived once for one salt and count, also by logins at the same
// time, and every login has a nonce of its own.
func TestSCRAMDerivesOnce(t *testing.T) {
	server := newSCRAMServer(t, testKey)
	auth := truenas.SCRAM("svc", rawSCRAMKey(t))
	derived := truenas.CountDerivations(auth)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := auth.Login(t.Context(), server.script(nil)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	require.NoError(t, auth.Login(t.Context(), server.script(nil)))
	require.Equal(t, 1, *derived)
	require.Len(t, server.nonces, 9)
	different := map[string]bool{}
	for _, nonce := range server.nonces {
		different[nonce] = true
	}
	require.Len(t, different, 9)

	// TrueNAS hands out another salt once the key was changed there.
	other := newSCRAMServer(t, testKey)
	other.salt = []byte("another salt")
	loginFailure(t, auth, other.script(nil)) // it is still the old key there
	require.Equal(t, 2, *derived)
}

// A server that does not know the key, or does not follow the protocol.
func TestSCRAMServerThatCannotBeTrusted(t *testing.T) {
	spoil := func(s string) string {
		first := "A"
		if s[2] == 'A' {
			first = "B"
		}
		return "v=" + first + s[3:]
	}
	replace := func(text string) func(string) string { return func(string) string { return text } }
	key := testSCRAMKey(t)
	for _, test := range []struct {
		name         string
		first, final func(string) string
		calls        int
		out          int
		text         string
	}{
		{name: "no answer to the first", first: replace(""), calls: 1, text: "want the attributes r, s, i"},
		{name: "an error", first: replace("e=unknown-user"), calls: 1, text: "reports an error"},
		{name: "an extension", first: func(s string) string { return s + ",x=y" }, calls: 1, text: "want the attributes"},
		{name: "a wrong signature", final: spoil, calls: 3, out: 1, text: "signature is wrong"},
		{name: "no signature", final: replace("v="), calls: 3, out: 1, text: "signature is wrong"},
		{name: "an error at the end", final: replace("e=other-error"), calls: 3, out: 1, text: "reports an error"},
		{name: "an extension at the end", final: func(s string) string { return s + ",x=y" }, calls: 3, out: 1, text: "want the attributes v"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := newSCRAMServer(t, testKey)
			server.first, server.final = test.first, test.final
			script := server.script(nil)
			refused := loginFailure(t, truenas.SCRAM("svc", key), script)
			require.Equal(t, "SCRAM_RESPONSE", refused.ResponseType)
			require.Contains(t, refused.Remedy, "certificate of the NAS")
			require.ErrorContains(t, refused.Err, test.text)
			require.Len(t, script.calls, test.calls)
			require.Equal(t, test.out, server.loggedOut)
		})
	}
}

// Messages of an earlier login are worth nothing.
func TestSCRAMReplay(t *testing.T) {
	key := testSCRAMKey(t)
	auth := truenas.SCRAM("svc", key)
	server := newSCRAMServer(t, testKey)
	var first, final string
	server.first = func(s string) string { first = s; return s }
	server.final = func(s string) string { final = s; return s }
	earlier := server.script(nil)
	require.NoError(t, auth.Login(t.Context(), earlier))

	oldFirst, oldFinal := first, final
	server.first = func(string) string { return oldFirst }
	require.ErrorContains(t, auth.Login(t.Context(), server.script(nil)), "does not begin with the one that was sent")
	server.first = nil
	server.final = func(string) string { return oldFinal }
	require.ErrorContains(t, auth.Login(t.Context(), server.script(nil)), "signature is wrong")

	// And the other way round: the server does not take the old proof.
	server.final = nil
	answer := server.connection()
	_, err := answer("auth.login_ex", []byte(earlier.calls[0][len("auth.login_ex "):]))
	require.NoError(t, err)
	server.serverEnd[0]++
	answer = server.connection()
	_, err = answer("auth.login_ex", []byte(earlier.calls[0][len("auth.login_ex "):]))
	require.NoError(t, err)
	got, err := answer("auth.login_ex", []byte(earlier.calls[1][len("auth.login_ex "):]))
	require.NoError(t, err)
	require.JSONEq(t, `{"response_type":"AUTH_ERR"}`, got)
}

// A plain yes would spare the server its proof: it is refused at both steps.
func TestSCRAMTakesNoPlainYes(t *testing.T) {
	auth := truenas.SCRAM("svc", testSCRAMKey(t))
	script := &loginScript{answers: []any{`{"response_type":"SUCCESS"}`, `true`}}
	refused := loginFailure(t, auth, script)
	require.Equal(t, "SUCCESS", refused.ResponseType)
	require.ErrorContains(t, refused, "without proving")
	require.Equal(t, "auth.logout []", script.calls[1])

	server := newSCRAMServer(t, testKey)
	server.final = func(s string) string { server.response = "SUCCESS"; return s }
	refused = loginFailure(t, auth, server.script(nil))
	require.Equal(t, "SUCCESS", refused.ResponseType)
	require.Equal(t, 1, server.loggedOut)
}

// The steps come in their order.
func TestSCRAMStepsInOrder(t *testing.T) {
	auth := truenas.SCRAM("svc", testSCRAMKey(t))
	script := &loginScript{answers: []any{`{"response_type":"SCRAM_RESPONSE","scram_type":"SERVER_FINAL_RESPONSE","rfc_str":"v=AA=="}`}}
	require.Contains(t, loginFailure(t, auth, script).Remedy, "not expected")
	require.Len(t, script.calls, 1)
}

// Wrong keys and users are TrueNAS's to refuse.
func TestSCRAMWrongKey(t *testing.T) {
	server := newSCRAMServer(t, testKey)
	wrong, err := truenas.ParseKey([]byte("1-" + loginMarker))
	require.NoError(t, err)
	other, err := truenas.ParseKey([]byte("2" + testKey[1:]))
	require.NoError(t, err)
	for name, test := range map[string]struct {
		auth  truenas.Auth
		calls int
	}{
		"key": {truenas.SCRAM("svc", wrong), 2}, "number": {truenas.SCRAM("svc", other), 1}, "user": {truenas.SCRAM("root", testSCRAMKey(t)), 1},
	} {
		script := server.script(nil)
		refused := loginFailure(t, test.auth, script)
		require.Equal(t, "AUTH_ERR", refused.ResponseType, name)
		require.Len(t, script.calls, test.calls, name)
		require.NotContains(t, refused.Error(), loginMarker)
	}
}

// A release without SCRAM never gets the key instead.
func TestSCRAMIsNotDowngraded(t *testing.T) {
	for _, auth := range []truenas.Auth{truenas.SCRAM("svc", rawSCRAMKey(t)), truenas.SCRAMWithoutChannelBinding("svc", rawSCRAMKey(t))} {
		for _, refusal := range []any{
			errMechanism2504, errMechanism2510, errUnsupported, `{"response_type":"AUTH_ERR"}`, `{"response_type":"EXPIRED"}`, `{"response_type":"TOMORROW"}`,
		} {
			script := &loginScript{answers: []any{refusal}}
			loginFailure(t, auth, script)
			require.Len(t, script.calls, 1)
			require.NotContains(t, script.calls[0], testKey[2:])
		}
		script := &loginScript{protocol: truenas.LegacyProtocol}
		require.Contains(t, loginFailure(t, auth, script).Remedy, "came with 26.0")
		require.Empty(t, script.calls)
	}
}

// On a TLS connection the binding is always there, and says so in the first
// message, which the proof covers.
func TestSCRAMBindsWhereItCan(t *testing.T) {
	state := certified([]byte("a certificate"), x509.SHA256WithRSA)
	server := newSCRAMServer(t, testKey)
	server.certificate = []byte("a certificate")
	for _, test := range []struct {
		auth   truenas.Auth
		header string
	}{
		{truenas.SCRAM("svc", testSCRAMKey(t)), "p=tls-server-end-point,,n=svc:1,r="},
		{truenas.SCRAMWithoutChannelBinding("svc", testSCRAMKey(t)), "n,,n=svc:1,r="},
	} {
		script := server.script(&loginScript{state: state})
		require.NoError(t, test.auth.Login(t.Context(), script))
		var sent []map[string]string
		require.NoError(t, json.Unmarshal([]byte(script.calls[0][len("auth.login_ex "):]), &sent))
		require.Contains(t, sent[0]["rfc_str"], test.header)
	}
}

// A context that has ended spares the work of deriving keys.
func TestSCRAMStopsWithItsContext(t *testing.T) {
	auth := truenas.SCRAM("svc", rawSCRAMKey(t))
	derived := truenas.CountDerivations(auth)
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("the user has left")
	server := newSCRAMServer(t, testKey)
	server.first = func(s string) string { cancel(gone); return s }
	err := auth.Login(ctx, server.script(nil))
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, gone)
	require.Zero(t, *derived)
}
