package truenas_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestProtocolIsFoundOut(t *testing.T) {
	text := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	for _, test := range []struct {
		name     string
		versions http.HandlerFunc
		path     string
		protocol truenas.Protocol
		failure  string
	}{
		{name: "a list", versions: text(200, `["v25.04.0"]`), path: "/api/current", protocol: truenas.JSONRPC},
		{name: "an empty list", versions: text(200, `[]`), path: "/api/current", protocol: truenas.JSONRPC},
		{name: "not found", versions: text(404, "404: Not Found"), path: "/websocket", protocol: truenas.LegacyProtocol},
		{name: "a page", versions: text(200, "<!doctype html>"), path: "/websocket", protocol: truenas.LegacyProtocol},
		{name: "an object", versions: text(200, `{}`), path: "/websocket", protocol: truenas.LegacyProtocol},
		{name: "a long page", versions: text(200, `["`+strings.Repeat("x", 1<<17)+`"]`), path: "/websocket", protocol: truenas.LegacyProtocol},
		{name: "on to a page", versions: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/ui/", http.StatusFound)
		}, path: "/websocket", protocol: truenas.LegacyProtocol},
		{name: "on to another host", versions: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example/", http.StatusFound)
		}, failure: "redirects to"},
		{name: "starting", versions: text(502, ""), failure: "try again"},
		{name: "forbidden", versions: text(403, ""), failure: "in front of the NAS"},
		{name: "cut off", versions: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte(`["v25`))
		}, failure: "reading its API versions"},
	} {
		t.Run(test.name, func(t *testing.T) {
			serve := answering(`"pong"`)
			if test.protocol == truenas.LegacyProtocol {
				serve = func(p *peer) { p.eachLegacy(func(c legacyCall) { p.result(c, `"pong"`) }) }
			}
			server := httptest.NewServer(site(t, test.path, test.versions, serve))
			defer server.Close()
			client, err := truenas.Dial(t.Context(), server.URL, anyAuth)
			if test.failure != "" {
				require.ErrorContains(t, err, test.failure)
				return
			}
			require.NoError(t, err)
			require.Equal(t, test.protocol, client.Protocol())
			require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
			require.NoError(t, client.Close())
		})
	}
}

// anyAuth logs in over both protocols.
var anyAuth = loginFunc(func(ctx context.Context, c truenas.Caller) error {
	return c.Call(ctx, "auth.login_ex", []any{map[string]any{}}, nil)
})

func TestPathPinsTheAPI(t *testing.T) {
	for path, protocol := range map[string]truenas.Protocol{
		"/api/current": truenas.JSONRPC, "/api/v25.10.0": truenas.JSONRPC, "/nas/api/v26.0.0": truenas.JSONRPC,
		"/websocket": truenas.LegacyProtocol,
	} {
		serve := answering("null")
		if protocol == truenas.LegacyProtocol {
			serve = func(p *peer) { p.eachLegacy(func(c legacyCall) { p.result(c, "null") }) }
		}
		server := httptest.NewServer(site(t, path, func(_ http.ResponseWriter, r *http.Request) {
			t.Errorf("asked for %s", r.URL.Path)
		}, serve))
		client, err := truenas.Dial(t.Context(), server.URL+path, anyAuth)
		require.NoError(t, err, path)
		require.Equal(t, protocol, client.Protocol())
		require.NoError(t, client.Close())
		server.Close()
	}
}

func TestUnixSocket(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", socket)
	require.NoError(t, err)
	server := &http.Server{Handler: handler(t, answering(`"pong"`))}
	go func() { _ = server.Serve(listener) }()
	defer func() { _ = server.Close() }()
	for _, address := range []string{"unix://" + socket, "ws+unix://" + socket} {
		client, err := truenas.Dial(t.Context(), address, testAuth())
		require.NoError(t, err)
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
		require.NoError(t, client.Close())
	}
	_, err = truenas.Dial(t.Context(), "unix://"+socket+"-not", testAuth())
	require.ErrorContains(t, err, socket)
}

func TestStalledDiscovery(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer server.Close()
	defer close(release)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := truenas.Dial(ctx, server.URL, testAuth())
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestDiscoveryTrustsNoOtherCertificate(t *testing.T) {
	server, fingerprint := tlsStandIn(t)
	asked := false
	server.Config.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true })
	_, err := truenas.Dial(t.Context(), server.URL, testAuth())
	var untrusted *truenas.CertificateError
	require.ErrorAs(t, err, &untrusted)
	require.Equal(t, fingerprint, untrusted.Fingerprint)
	require.False(t, asked)
}
