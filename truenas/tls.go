package truenas

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

var errNotPinned = errors.New("it is not the pinned certificate")

// tlsConfig returns the TLS settings of a connection to host.
func (s settings) tlsConfig(host string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: s.rootCAs, ServerName: host}
	switch {
	case s.pin != "":
		// The comparison below replaces the verification: name, authority and
		// expiry say nothing about a certificate that is known byte by byte.
		config.InsecureSkipVerify = true
		config.VerifyConnection = func(state tls.ConnectionState) error {
			if len(state.PeerCertificates) == 0 {
				return errNotPinned
			}
			leaf := state.PeerCertificates[0]
			if got := fingerprint(leaf); got != s.pin {
				return &CertificateError{Host: host, Fingerprint: got, Err: errNotPinned}
			}
			return nil
		}
	case s.insecureSkipVerify:
		config.InsecureSkipVerify = true
	}
	return config
}

// fingerprint returns the SHA-256 of a certificate in hex.
func fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return hex.EncodeToString(sum[:])
}

// parsePin reads a fingerprint as browsers and openssl print it.
func parsePin(text string) (string, error) {
	pin := strings.ToLower(strings.NewReplacer(":", "", " ", "").Replace(text))
	if raw, err := hex.DecodeString(pin); err != nil || len(raw) != sha256.Size {
		return "", fmt.Errorf("truenas: WithPinnedCertificate: want the SHA-256 fingerprint, 64 hex digits")
	}
	return pin, nil
}

// certificateError finds the certificate that was not trusted in the error of
// a handshake.
func certificateError(host string, err error) (*CertificateError, bool) {
	if pinned, ok := errors.AsType[*CertificateError](err); ok {
		return pinned, true
	}
	failed, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if !ok || len(failed.UnverifiedCertificates) == 0 {
		return nil, false
	}
	return &CertificateError{
		Host: host, Fingerprint: fingerprint(failed.UnverifiedCertificates[0]), Err: failed.Err,
	}, true
}
