package truenas

import (
	"errors"
	"fmt"
)

// CloseError is a connection that TrueNAS closed with a WebSocket code. Is
// matches [ErrConnectionLost], and [ErrMessageTooLarge] where a limit was the
// reason.
type CloseError struct {
	// Code is 1008 for an address that is not allowed, 1007 and 1009 for a
	// message that is malformed or too large, 1011 for trouble in TrueNAS, 1001
	// and 1012 for a NAS that goes down.
	Code int
	// Reason is TrueNAS's text.
	Reason string
}

// Close codes of WebSockets.
const (
	closeNormal        = 1000
	closeInvalid       = 1007
	closePolicy        = 1008
	closeTooLarge      = 1009
	closeInternalError = 1011
)

func (e *CloseError) Error() string {
	text := fmt.Sprintf("TrueNAS closed the connection with code %d %q", e.Code, e.Reason)
	switch {
	case e.Code == closePolicy:
		return text + ": this address is not on the list of addresses that may use the web interface; add it in TrueNAS under System > General > GUI"
	case e.Is(ErrMessageTooLarge):
		return text + ": shorten scripts, filters or secrets"
	case e.Code == closeInternalError:
		return text + ": look at TrueNAS's log /var/log/middlewared.log"
	}
	return text
}

// blamesCall reports whether TrueNAS closed the connection because of a call.
func (e *CloseError) blamesCall() bool { return e.Code == closeInternalError || e.Code == closeInvalid }

// Is reports whether the error stands for target.
func (e *CloseError) Is(target error) bool {
	switch {
	case errors.Is(target, ErrConnectionLost):
		return true
	case errors.Is(target, ErrMessageTooLarge):
		return e.Code == closeTooLarge || e.Code == closeInvalid && isSizeReason(e.Reason)
	}
	return false
}

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
