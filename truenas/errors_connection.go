package truenas

import "fmt"

// MessageTooLargeError is a call that is longer than TrueNAS takes: 8,192
// characters before login, 65,536 after. Nothing was sent. Is matches
// [ErrMessageTooLarge].
type MessageTooLargeError struct {
	Method string
	// Size and Limit are in characters.
	Size, Limit int
}

func (e *MessageTooLargeError) Error() string {
	return fmt.Sprintf("truenas: %s: message too large: %d characters, TrueNAS takes %d; shorten scripts, filters or secrets",
		e.Method, e.Size, e.Limit)
}

// Is reports whether target is [ErrMessageTooLarge].
func (e *MessageTooLargeError) Is(target error) bool { return target == ErrMessageTooLarge }

// CertificateError is a TLS certificate that could not be trusted; nothing was
// sent. TrueNAS creates a self-signed one at installation.
type CertificateError struct {
	Host string
	// Fingerprint is the SHA-256 of the certificate the host showed, in hex as
	// [WithPinnedCertificate] takes it. Compare it with the NAS's own view
	// (Credentials > Certificates) before you trust it.
	Fingerprint string
	// Err is what was wrong with the certificate.
	Err error
}

func (e *CertificateError) Error() string {
	return fmt.Sprintf("truenas: %s: certificate not trusted: %v; its SHA-256 fingerprint is %s: if that is the NAS's, "+
		"use WithPinnedCertificate with it, or WithRootCAs with the authority that signed it", e.Host, e.Err, e.Fingerprint)
}

// Unwrap returns what was wrong.
func (e *CertificateError) Unwrap() error { return e.Err }
