package secret_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/internal/secret"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const text = "GOCSPX-hunter2"

type holder struct {
	Public  secret.String
	private secret.String
	Pointer *secret.String
	Map     map[string]secret.String
}

func newHolder() holder {
	s := secret.New(text)
	return holder{Public: s, private: s, Pointer: &s, Map: map[string]secret.String{"k": s}}
}

func TestNothingPrintsIt(t *testing.T) {
	h := newHolder()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%t"} {
		for _, value := range []any{h, &h, h.Public, &h.Public, []secret.String{h.Public}, h.private} {
			require.NotContains(t, fmt.Sprintf(verb, value), text, verb)
			require.NotContains(t, fmt.Sprintf(verb, value), fmt.Sprintf("%x", text), verb)
		}
	}
	for _, handler := range []func(*bytes.Buffer) slog.Handler{
		func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var out bytes.Buffer
		slog.New(handler(&out)).Info("m", "secret", h.Public, "holder", h, "pointer", &h)
		require.NotContains(t, out.String(), text)
	}
	asJSON, err := json.Marshal(h)
	require.NoError(t, err)
	require.NotContains(t, string(asJSON), text)
	asXML, err := xml.Marshal(h.Public)
	require.NoError(t, err)
	require.NotContains(t, string(asXML), text)
	require.NotContains(t, fmt.Errorf("wrapped: %w, %v", fmt.Errorf("%s", h.Public), h).Error(), text)
}

func TestRoundTrip(t *testing.T) {
	require.Equal(t, text, secret.New(text).Reveal())
	require.True(t, secret.New("").IsZero())
	require.Equal(t, secret.String{}, secret.New(""))
	require.Empty(t, fmt.Sprint(secret.String{}))

	var got secret.String
	require.NoError(t, json.Unmarshal([]byte(`"`+text+`"`), &got))
	require.Equal(t, text, got.Reveal())
	require.True(t, got.Equal(secret.New(text)))
	require.False(t, got.Equal(secret.New("x")))
	require.NoError(t, json.Unmarshal([]byte(`null`), &got))
	require.True(t, got.IsZero())

	err := json.Unmarshal([]byte(`{"a":"`+text+`"}`), &got)
	require.Error(t, err)
	require.NotContains(t, err.Error(), text)
}

func TestOmitZero(t *testing.T) {
	out, err := json.Marshal(struct {
		S secret.String `json:"s,omitzero"`
	}{})
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(out))
}

func ExampleString() {
	token := secret.New("1//refresh")
	fmt.Println(token, token.Reveal())
	// Output: [redacted] 1//refresh
}
