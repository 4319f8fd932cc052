package truenas_test

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

var discardLog = log.New(io.Discard, "", 0)

func TestAPIKeyLogin(t *testing.T) {
	address := standIn(t, func(p *peer) {
		c, ok := p.next()
		if !ok {
			return
		}
		if want := `[{"api_key":"` + testKey + `","login_options":{"user_info":false},"mechanism":"API_KEY_PLAIN","username":"svc"}]`; c.Method != "auth.login_ex" || !json.Valid([]byte(c.raw)) || string(mustJSON(c.Params)) != want {
			t.Errorf("got %s %s", c.Method, mustJSON(c.Params))
		}
		p.answer(c, `{"response_type":"SUCCESS"}`)
		p.drain()
	})
	client, err := truenas.Dial(t.Context(), address, truenas.APIKey(" svc\n", truenas.NewSecret("\t"+testKey+"\n")))
	require.NoError(t, err)
	require.NoError(t, client.Close())
}

func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

func TestLoginRefused(t *testing.T) {
	for _, test := range []struct{ response, text string }{
		{`{"response_type":"AUTH_ERR"}`, `user "svc"`},
		{`{"response_type":"EXPIRED"}`, "create a new key"},
		{`{"response_type":"DENIED"}`, "role"},
		{`{"response_type":"OTP_REQUIRED","username":"svc"}`, "second factor"},
		{`{"response_type":"REDIRECT","urls":["https://active.example"]}`, "https://active.example"},
		{`{"response_type":"SCRAM_RESPONSE"}`, "newer version"},
		{`{"response_type":"TOMORROW"}`, "newer version"},
		{`{}`, "newer version"},
	} {
		address := standIn(t, func(p *peer) {
			if c, ok := p.next(); ok {
				p.answer(c, test.response)
			}
			p.drain()
		})
		_, err := truenas.Dial(t.Context(), address, testAuth())
		refused, ok := errors.AsType[*truenas.AuthError](err)
		require.True(t, ok, err)
		require.Contains(t, test.response, refused.ResponseType)
		require.Contains(t, refused.Remedy, test.text)
		require.ErrorIs(t, err, truenas.ErrNotAuthenticated)
		require.NotContains(t, err.Error(), testKey)
	}
}

func TestLoginThatTrueNASCannotAnswerIsNoRefusal(t *testing.T) {
	address := standIn(t, func(p *peer) {
		if c, ok := p.next(); ok {
			p.fail(c, `{"code":-32001,"message":"Method call error","data":{"error":16,"errname":"EBUSY","reason":"[EBUSY] Rate Limit Exceeded","extra":null}}`)
		}
		p.drain()
	})
	_, err := truenas.Dial(t.Context(), address, testAuth())
	require.ErrorIs(t, err, truenas.ErrBusy)
	require.NotErrorIs(t, err, truenas.ErrNotAuthenticated)
}

func TestKeysThatCannotBeRight(t *testing.T) {
	for _, test := range []struct{ username, key, text string }{
		{"svc", "", "empty"},
		{"svc", "********", "placeholder"},
		{"svc", "[redacted]", "placeholder"},
		{"svc", "hunter2", "must look like"},
		{"svc", "x-hunter2", "must look like"},
		{"svc", "1-hunter 2", "must look like"},
		{"", "1-hunter2", "name the user"},
	} {
		// No server: nothing may be dialed.
		_, err := truenas.Dial(t.Context(), "ws://192.0.2.1", truenas.APIKey(test.username, truenas.NewSecret(test.key)))
		refused, ok := errors.AsType[*truenas.AuthError](err)
		require.True(t, ok, err)
		require.Empty(t, refused.ResponseType)
		require.ErrorContains(t, err, test.text)
		require.NotContains(t, err.Error(), "hunter2")
	}
}
