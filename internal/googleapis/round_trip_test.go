package googleapis_test

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/api/googleapi"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

// serve returns a caller of a real server.
func serve(t *testing.T, handler http.HandlerFunc) googleapis.Caller {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client := server.Client()
	t.Cleanup(client.CloseIdleConnections)
	return googleapis.Caller{
		Package: "pkg", HTTP: client, BaseURL: server.URL, Retry: googleapis.Retry{Attempts: 1},
		Fail: func(_ string, err error) error { return err },
	}
}

var ask = googleapis.Request{Op: "ask", Method: http.MethodGet, Path: "/v1/x"}

func TestCompressedAnswers(t *testing.T) {
	var asked http.Header
	caller := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header
		w.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(w)
		_, _ = io.WriteString(packed, `{"ok":true}`)
		if r.URL.Path == "/v1/flood" {
			_, _ = io.WriteString(packed, strings.Repeat(" ", 17<<20))
		}
		_ = packed.Close()
	})
	var result struct{ OK bool }
	require.NoError(t, caller.Call(t.Context(), ask, nil, &result))
	require.True(t, result.OK)
	require.Equal(t, "gzip", asked.Get("Accept-Encoding"))
	require.Contains(t, asked.Get("User-Agent"), "nasphotos")
	require.Contains(t, asked.Get("User-Agent"), "gzip", "some servers of Google want it here too")
	flood := ask
	flood.Path = "/v1/flood"
	require.ErrorContains(t, caller.Call(t.Context(), flood, nil, &result), "over 16777216 bytes", "however little was sent")
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	asked := 0
	caller := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	})
	err := caller.Call(t.Context(), ask, nil, &struct{}{})
	answer, ok := errors.AsType[*googleapi.Error](err)
	require.True(t, ok)
	require.Equal(t, http.StatusTemporaryRedirect, answer.Code)
	require.Equal(t, 1, asked)
}

func TestLongErrors(t *testing.T) {
	caller := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, strings.Repeat("x", 2<<20))
	})
	answer, ok := errors.AsType[*googleapi.Error](caller.Call(t.Context(), ask, nil, &struct{}{}))
	require.True(t, ok)
	require.Len(t, answer.Body, 1<<20)
}

func TestTheStatusCounts(t *testing.T) {
	caller := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = io.WriteString(w, `{"error":{"code":8,"message":"slow down"}}`)
	})
	answer, ok := errors.AsType[*googleapi.Error](caller.Call(t.Context(), ask, nil, &struct{}{}))
	require.True(t, ok)
	require.Equal(t, http.StatusTooManyRequests, answer.Code)
	require.Equal(t, "slow down", answer.Message)
}

// Half of an error says more than its status.
func TestErrorsThatAreCutOff(t *testing.T) {
	caller := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "500")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"error":{"code":403,"message":"half a`)
	})
	answer, ok := errors.AsType[*googleapi.Error](caller.Call(t.Context(), ask, nil, &struct{}{}))
	require.True(t, ok)
	require.Equal(t, http.StatusForbidden, answer.Code)
	require.Contains(t, answer.Body, "half a")
}

func TestAddressesAreNotTold(t *testing.T) {
	caller := serve(t, nil)
	request := ask
	request.URL = "https://127.0.0.1:1/capability"
	err := caller.Call(t.Context(), request, nil, &struct{}{})
	require.ErrorContains(t, err, "pkg: ask: ")
	require.NotContains(t, err.Error(), "capability")
	request.URL = "https://[/capability"
	err = caller.Call(t.Context(), request, nil, &struct{}{})
	require.ErrorContains(t, err, "not a URL")
	require.NotContains(t, err.Error(), "capability")
}

func TestOwnHeaders(t *testing.T) {
	var asked http.Header
	caller := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked = r.Header
		w.Header().Set("X-Told", "yes")
		_, _ = io.WriteString(w, "{}")
	})
	own := http.Header{"User-Agent": {"mine"}}
	request := googleapis.Request{Op: "ask", Method: http.MethodPost, Path: "/v1/x", Header: own}
	require.NoError(t, caller.Call(t.Context(), request, "x", &struct{}{}))
	require.Equal(t, "mine", asked.Get("User-Agent"))
	require.Equal(t, "application/json", asked.Get("Content-Type"))
	require.Len(t, own, 1, "it belongs to somebody else")
	own.Set("Content-Type", "application/json")
	answer, err := caller.Exchange(t.Context(), request)
	require.NoError(t, err)
	require.Equal(t, "yes", answer.Header.Get("X-Told"))
	require.Equal(t, "{}", string(answer.Body))
}

// flood is a body without an end.
type flood struct{ read int }

func (f *flood) Read(data []byte) (int, error) {
	f.read += len(data)
	if f.read > 64<<20 {
		return 0, io.EOF
	}
	return len(data), nil
}

func (*flood) Close() error { return nil }

func TestAnswersWithoutAnEnd(t *testing.T) {
	for status, most := range map[int]int{http.StatusOK: 16 << 20, http.StatusForbidden: 1 << 20} {
		body := &flood{}
		caller := serve(t, nil)
		caller.HTTP = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Request: r, Header: http.Header{}, Body: body}, nil
		})}
		_, err := caller.Send(t.Context(), ask)
		require.Error(t, err)
		require.LessOrEqual(t, body.read, 2*most)
	}
}
