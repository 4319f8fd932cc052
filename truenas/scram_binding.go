package truenas

import (
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
)

// serverEndPoint is the channel binding tls-server-end-point of RFC 5929,
// section 4.1: a hash of the certificate that the server showed. Whoever sits in
// between with another certificate, even a trusted one, changes it.
func serverEndPoint(state *tls.ConnectionState) ([]byte, error) {
	if len(state.PeerCertificates) == 0 {
		return nil, errors.New("the server showed no certificate")
	}
	certificate := state.PeerCertificates[0]
	// The hash is that of the signature; MD5 and SHA-1 are replaced.
	switch certificate.SignatureAlgorithm {
	case x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1,
		x509.SHA256WithRSA, x509.SHA256WithRSAPSS, x509.DSAWithSHA256, x509.ECDSAWithSHA256:
		sum := sha256.Sum256(certificate.Raw)
		return sum[:], nil
	case x509.SHA384WithRSA, x509.SHA384WithRSAPSS, x509.ECDSAWithSHA384:
		sum := sha512.Sum384(certificate.Raw)
		return sum[:], nil
	case x509.SHA512WithRSA, x509.SHA512WithRSAPSS, x509.ECDSAWithSHA512:
		sum := sha512.Sum512(certificate.Raw)
		return sum[:], nil
	}
	return nil, fmt.Errorf("no channel binding exists for a certificate signed with %s", certificate.SignatureAlgorithm)
}
