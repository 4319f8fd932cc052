package truenas_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// A certificate that cannot be bound to is refused before anything is sent.
func TestSCRAMNeedsACertificateToBindTo(t *testing.T) {
	key := testSCRAMKey(t)
	for _, state := range []*tls.ConnectionState{{}, certified([]byte("a certificate"), x509.PureEd25519)} {
		script := &loginScript{state: state}
		refused := loginFailure(t, truenas.SCRAM("svc", key), script)
		require.Contains(t, refused.Remedy, "SCRAMWithoutChannelBinding")
		require.Error(t, refused.Err)
		require.Empty(t, script.calls)

		server := newSCRAMServer(t, testKey)
		require.NoError(t, truenas.SCRAMWithoutChannelBinding("svc", key).Login(t.Context(), server.script(&loginScript{state: state})))
	}
}

// serve is a NAS with TLS whose logins the server answers.
func (s *scramServer) serve(t *testing.T) *httptest.Server {
	nas := httptest.NewUnstartedServer(handler(t, func(p *peer) {
		answer := s.connection()
		for {
			c, ok := p.next()
			if !ok {
				return
			}
			if result, err := answer(c.Method, mustJSON(c.Params)); err != nil {
				t.Error(err)
			} else {
				p.answer(c, result)
			}
		}
	}))
	nas.Config.ErrorLog = discardLog
	nas.StartTLS()
	t.Cleanup(nas.Close)
	s.certificate = nas.Certificate().Raw
	return nas
}

func TestSCRAMOverTLS(t *testing.T) {
	server := newSCRAMServer(t, testKey)
	nas := server.serve(t)
	trust := x509.NewCertPool()
	trust.AddCert(nas.Certificate())
	dial := func(auth truenas.Auth) error {
		client, err := truenas.Dial(t.Context(), nas.URL, auth, truenas.WithRootCAs(trust))
		if err == nil {
			require.NoError(t, client.Close())
		}
		return err
	}
	key := testSCRAMKey(t)
	auth := truenas.SCRAM("svc", rawSCRAMKey(t))
	derived := truenas.CountDerivations(auth)
	for range 3 {
		require.NoError(t, dial(auth))
	}
	require.Equal(t, 1, *derived, "connecting again derives no keys again")
	require.NoError(t, dial(truenas.SCRAMWithoutChannelBinding("svc", key)))

	// Somebody with another certificate that the client trusts passes the
	// messages on: the NAS does not know what the client saw.
	server.certificate = []byte("the certificate of the NAS")
	err := dial(truenas.SCRAM("svc", key))
	refused, ok := errors.AsType[*truenas.AuthError](err)
	require.True(t, ok, err)
	require.Equal(t, "AUTH_ERR", refused.ResponseType)
	require.Contains(t, refused.Remedy, "proxy")
	// That is what the other one gives up.
	require.NoError(t, dial(truenas.SCRAMWithoutChannelBinding("svc", key)))
}
