package truenas_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// The hashes of "a certificate", computed with Python's hashlib.
const (
	certificateSHA256 = "81acd762140fa692a142822d2fbe4dc6f54bcaa501f68ab37e5aeed0bafe4d99"
	certificateSHA384 = "36f6bfde68a9fb8e384dc0bedb500b9f1bc4b8999319a0b2fef6fe0145fcecc3bc46a21da2979665927189033a0ac456"
	certificateSHA512 = "db819b5cbf393ade5b8d3dd23fb202a49a6acbd5a3102e79ee70c5b24d87ebcda146b1bbdc7f1380ba7b3b2c6616a98f91e2452035c9f75fb7748c9227d0189c"
)

func TestServerEndPoint(t *testing.T) {
	for algorithm, want := range map[x509.SignatureAlgorithm]string{
		x509.MD5WithRSA: certificateSHA256, x509.SHA1WithRSA: certificateSHA256, x509.ECDSAWithSHA1: certificateSHA256, x509.DSAWithSHA1: certificateSHA256,
		x509.SHA256WithRSA: certificateSHA256, x509.SHA256WithRSAPSS: certificateSHA256, x509.ECDSAWithSHA256: certificateSHA256, x509.DSAWithSHA256: certificateSHA256,
		x509.SHA384WithRSA: certificateSHA384, x509.SHA384WithRSAPSS: certificateSHA384, x509.ECDSAWithSHA384: certificateSHA384,
		x509.SHA512WithRSA: certificateSHA512, x509.SHA512WithRSAPSS: certificateSHA512, x509.ECDSAWithSHA512: certificateSHA512,
	} {
		got, err := truenas.ServerEndPoint(certified([]byte("a certificate"), algorithm))
		require.NoError(t, err, algorithm)
		require.Equal(t, want, hex.EncodeToString(got), algorithm)
	}
	for _, algorithm := range []x509.SignatureAlgorithm{x509.PureEd25519, x509.UnknownSignatureAlgorithm, x509.MD2WithRSA} {
		_, err := truenas.ServerEndPoint(certified([]byte("a certificate"), algorithm))
		require.ErrorContains(t, err, algorithm.String())
	}
	_, err := truenas.ServerEndPoint(&tls.ConnectionState{})
	require.ErrorContains(t, err, "no certificate")
}

// certified is a connection on which the server showed a certificate, and the
// authority behind it.
func certified(raw []byte, algorithm x509.SignatureAlgorithm) *tls.ConnectionState {
	return &tls.ConnectionState{PeerCertificates: []*x509.Certificate{
		{Raw: raw, SignatureAlgorithm: algorithm}, {Raw: []byte("an authority"), SignatureAlgorithm: x509.SHA512WithRSA},
	}}
}
