package googleapis_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type answers func(*http.Request) (int, string, error)

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body, err := a(r)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: status, Request: r, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1,
		Header: http.Header{"Location": {"https://example.com/"}},
	}, nil
}

func TestCall(t *testing.T) {
	refused := errors.New("refused")
	request := googleapis.Request{Op: "ask", Method: http.MethodPost, Path: "/v1/x", Query: map[string][]string{"secret": {"s"}}}
	tests := map[string]struct {
		status int
		answer string
		err    error
		want   string // of the error; empty: none
	}{
		"success":  {200, `{"ok":true}`, nil, ""},
		"partial":  {207, `{"ok":true}`, nil, ""},
		"refusal":  {403, `{"error":{"code":403}}`, nil, "ask: refused: googleapi: got HTTP response code 403"},
		"redirect": {302, ``, nil, "ask: refused: googleapi: got HTTP response code 302"},
		"portal":   {200, `<html>`, nil, "pkg: ask: the answer is not the JSON of this API"},
		"no line":  {0, ``, errors.New("cable cut"), "pkg: ask: cable cut"},
		"flood":    {200, strings.Repeat(" ", 17<<20), nil, "pkg: ask: the answer is over 16777216 bytes"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			sent := 0
			caller := googleapis.Caller{
				Package: "pkg", BaseURL: "https://api.example",
				HTTP: &http.Client{Transport: answers(func(r *http.Request) (int, string, error) {
					sent++
					body, _ := io.ReadAll(r.Body)
					require.JSONEq(t, `{"a":1}`, string(body))
					require.Equal(t, "application/json", r.Header.Get("Content-Type"))
					require.Equal(t, "https://api.example/v1/x?secret=s", r.URL.String())
					return test.status, test.answer, test.err
				})},
				Fail: func(op string, err error) error { return fmt.Errorf("%s: %w: %w", op, refused, err) },
			}
			var result struct{ OK bool }
			err := caller.Call(t.Context(), request, map[string]int{"a": 1}, &result)
			require.Equal(t, 1, sent, "never again, and never elsewhere")
			if test.want == "" {
				require.NoError(t, err)
				require.True(t, result.OK)
				return
			}
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "secret")
		})
	}
	err := googleapis.Caller{Package: "pkg"}.Call(t.Context(), request, nil, nil)
	require.ErrorContains(t, err, "pkg: ask: Client.HTTP is nil")
	err = googleapis.Caller{Package: "pkg"}.Call(t.Context(), request, func() {}, nil)
	require.ErrorContains(t, err, "pkg: ask: encode the request")
	err = googleapis.Caller{Package: "pkg", BaseURL: "\n"}.Call(t.Context(), request, nil, nil)
	require.ErrorContains(t, err, "BaseURL is not a URL")
}

func FuzzWire(f *testing.F) {
	for _, text := range []string{`"12"`, `12`, `null`, `""`, `"5s"`, `"0.001s"`, `"1m"`, `1e3`, `"\u0031"`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var n googleapis.Number
		if err := json.Unmarshal([]byte(text), &n); err == nil {
			var again googleapis.Number
			if err := json.Unmarshal(fmt.Appendf(nil, "%q", fmt.Sprint(int64(n))), &again); err != nil || again != n {
				t.Errorf("%s is %d, and then %d: %v", text, n, again, err)
			}
		}
		var s googleapis.Seconds
		if err := json.Unmarshal([]byte(text), &s); err == nil {
			var again googleapis.Seconds
			if err := json.Unmarshal(fmt.Appendf(nil, "%q", time.Duration(s).String()), &again); err != nil || again != s {
				t.Errorf("%s is %d, and then %d: %v", text, s, again, err)
			}
		}
	})
}
