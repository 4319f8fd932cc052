package googleapis

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
)

// Ended is the end of ctx, with its cause if it has one of its own.
func Ended(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(err, cause) {
		return err
	}
	return fmt.Errorf("%w: %w", err, cause)
}

// refusal is what a token endpoint answers, as *credentials.OAuthError, which
// knows itself whether asking again helps.
type refusal interface {
	error
	Remedy() string
	Temporary() bool
}

// Passing reports whether err, which is no answer of an API, is a fault of the
// network, be it on the way to the API or to the token endpoint: asking again may
// help.
func Passing(err error) bool {
	if _, foreign := errors.AsType[*tls.CertificateVerificationError](err); foreign {
		return false // somebody else answers, and will again
	}
	if e, ok := errors.AsType[refusal](err); ok {
		return e.Temporary()
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	if _, ok := errors.AsType[syscall.Errno](err); ok {
		return true
	}
	// net/http exports no type for faults of HTTP/2.
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "http2: ") || strings.Contains(err.Error(), "stream error: ")
}

// unsent reports whether a request without a body ended before it was written:
// there was no connection, or no access token.
func unsent(err error) bool {
	if e, ok := errors.AsType[*net.OpError](err); ok && (e.Op == "dial" || e.Op == "proxyconnect") {
		return true
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	_, ok := errors.AsType[refusal](err)
	return ok
}

// withoutURL takes the address out of a message: a base URL opens the photo to
// whoever has it.
func withoutURL(err error) error {
	wrapped, ok := errors.AsType[*url.Error](err)
	switch {
	case !ok:
		return err
	case strings.Contains(wrapped.Err.Error(), "Location header"):
		return errLocation // net/http repeats it
	}
	return wrapped.Err
}

var errLocation = errors.New("the server redirects to what is no address")
