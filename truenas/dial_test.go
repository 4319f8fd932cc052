package truenas_test

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestInsecureIsRefusedBeforeDialing(t *testing.T) {
	for _, address := range []string{"ws://192.0.2.1", "http://nas.local", "ws://nas.local/api/current", "ws://localhost.evil.example", "ws://[2001:db8::1]"} {
		_, err := truenas.Dial(t.Context(), address, testAuth(),
			truenas.WithDialContext(func(context.Context, string, string) (net.Conn, error) {
				t.Error("dialed " + address)
				return nil, errors.New("no")
			}))
		require.ErrorIs(t, err, truenas.ErrInsecure, address)
		require.ErrorContains(t, err, "wss://")
	}
}

func TestLocalhostElsewhereIsRefused(t *testing.T) {
	near, far := net.Pipe() // its address is not loopback
	defer func() { _ = far.Close() }()
	_, err := truenas.Dial(t.Context(), "ws://localhost", testAuth(),
		truenas.WithDialContext(func(context.Context, string, string) (net.Conn, error) { return near, nil }))
	require.ErrorIs(t, err, truenas.ErrInsecure)
	n, err := far.Read(make([]byte, 1))
	require.Zero(t, n)
	require.Error(t, err, "closed without a byte")
}

// tlsStandIn serves a self-signed certificate for example.com and 127.0.0.1.
func tlsStandIn(t *testing.T) (*httptest.Server, string) {
	server := httptest.NewUnstartedServer(handler(t, func(p *peer) {
		p.each(func(c call) { p.answer(c, `"pong"`) })
	}))
	server.Config.ErrorLog = discardLog
	server.StartTLS()
	t.Cleanup(server.Close)
	sum := sha256.Sum256(server.Certificate().Raw)
	return server, hex.EncodeToString(sum[:])
}

func TestCertificates(t *testing.T) {
	server, fingerprint := tlsStandIn(t)
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	require.NoError(t, err)
	byName := "https://localhost:" + port // not a name in the certificate
	other := strings.Repeat("ab", 32)
	colons := strings.ToUpper(fingerprint[:2] + ":" + fingerprint[2:])

	for _, test := range []struct {
		name    string
		address string
		opts    []truenas.Option
		trusted bool
	}{
		{"unknown authority", server.URL, nil, false},
		{"known authority", server.URL, []truenas.Option{truenas.WithRootCAs(pool)}, true},
		{"known authority, other name", byName, []truenas.Option{truenas.WithRootCAs(pool)}, false},
		{"pinned", server.URL, []truenas.Option{truenas.WithPinnedCertificate(fingerprint)}, true},
		{"pinned, other name", byName, []truenas.Option{truenas.WithPinnedCertificate(colons)}, true},
		{"another one pinned", server.URL, []truenas.Option{truenas.WithPinnedCertificate(other)}, false},
		{"another one pinned, known authority", server.URL, []truenas.Option{truenas.WithRootCAs(pool), truenas.WithPinnedCertificate(other)}, false},
		{"another one pinned, insecure", server.URL, []truenas.Option{truenas.WithInsecureSkipVerify(), truenas.WithPinnedCertificate(other)}, false},
		{"insecure", byName, []truenas.Option{truenas.WithInsecureSkipVerify()}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			client, err := truenas.Dial(t.Context(), test.address, testAuth(), test.opts...)
			if test.trusted {
				require.NoError(t, err)
				require.NoError(t, client.Close())
				return
			}
			untrusted, ok := errors.AsType[*truenas.CertificateError](err)
			require.True(t, ok, err)
			require.Equal(t, fingerprint, untrusted.Fingerprint)
			require.NotEmpty(t, untrusted.Host)
			require.ErrorContains(t, err, "WithPinnedCertificate")
		})
	}
	_, err = truenas.Dial(t.Context(), server.URL, testAuth(), truenas.WithPinnedCertificate("abc"))
	require.ErrorContains(t, err, "64 hex digits")
}

func TestHandshakeRefused(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("a redirect was followed")
	}))
	defer target.Close()
	for _, test := range []struct {
		status int
		text   string
	}{
		{http.StatusFound, "redirects to"},
		{http.StatusPermanentRedirect, "redirects to"},
		{http.StatusNotFound, "no TrueNAS"},
		{http.StatusBadGateway, "try again"},
		{http.StatusOK, "is this a TrueNAS"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", target.URL+"/api/current?x=1")
			w.WriteHeader(test.status)
		}))
		_, err := truenas.Dial(t.Context(), server.URL, testAuth())
		require.ErrorContains(t, err, test.text)
		server.Close()
	}
}

func TestStalledLogin(t *testing.T) {
	address := standIn(t, func(p *peer) { p.drain() })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := truenas.Dial(ctx, address, testAuth())
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotErrorIs(t, err, truenas.ErrUncertain)
}

func TestStalledHandshake(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = truenas.Dial(ctx, "ws://"+listener.Addr().String(), testAuth())
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestDroppedDuringLogin(t *testing.T) {
	address := standIn(t, func(p *peer) {
		p.next()
		p.drop()
	})
	_, err := truenas.Dial(t.Context(), address, testAuth())
	require.ErrorIs(t, err, truenas.ErrConnectionLost)
	require.NotErrorIs(t, err, truenas.ErrUncertain)
}

func TestDialNeedsALogin(t *testing.T) {
	_, err := truenas.Dial(t.Context(), "nas.local", nil)
	require.ErrorContains(t, err, "APIKey")
}

func TestOptionsAreChecked(t *testing.T) {
	for _, opt := range []truenas.Option{truenas.WithCallTimeout(0), truenas.WithPingInterval(-1), truenas.WithPinnedCertificate("")} {
		_, err := truenas.Dial(t.Context(), "nas.local", testAuth(), opt)
		require.ErrorContains(t, err, "truenas: With")
	}
}
