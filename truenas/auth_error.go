package truenas

import (
	"errors"
	"fmt"
	"strings"
)

// AuthError is a login that was refused, here or by TrueNAS. Is matches
// [ErrNotAuthenticated]. Trying the same again does not help.
type AuthError struct {
	// ResponseType is TrueNAS's answer, as "AUTH_ERR" or "EXPIRED". It is "" when
	// the login was refused here, and when TrueNAS answered with an error, which
	// is Err then. TrueNAS 24.10 only says no, which is "AUTH_ERR" here.
	ResponseType string
	// Method is the mechanism, as "API_KEY_PLAIN".
	Method string
	// Remedy says what to do.
	Remedy string
	// URLs are the addresses of the active node when ResponseType is "REDIRECT".
	URLs []string
	// Err is what was wrong in detail; nil when ResponseType says it all. It
	// is [errors.ErrUnsupported] when the release does not have the mechanism.
	Err error
}

func (e *AuthError) Error() string {
	text := "truenas: login with " + e.Method
	if e.ResponseType != "" {
		text += fmt.Sprintf(" refused (%s)", e.ResponseType)
	}
	text += ": " + e.Remedy
	if e.Err != nil && !errors.Is(e.Err, errors.ErrUnsupported) {
		text += fmt.Sprintf(" (%v)", e.Err)
	}
	return text
}

// Is reports whether target is [ErrNotAuthenticated].
func (e *AuthError) Is(target error) bool { return target == ErrNotAuthenticated }

// Unwrap returns Err.
func (e *AuthError) Unwrap() error { return e.Err }

// mechanism is a way to log in, and what to do when TrueNAS refuses it.
type mechanism struct {
	name    string
	wrong   string // AUTH_ERR
	expired string // EXPIRED
	denied  string // DENIED
	otp     string // OTP_REQUIRED
	missing string // TrueNAS does not know the mechanism
}

// refused is the error of an answer that is no success.
func (m mechanism) refused(a loginAnswer) error {
	e := &AuthError{ResponseType: a.response, Method: m.name}
	switch a.response {
	case responseWrong:
		e.Remedy = m.wrong
	case responseExpired:
		e.Remedy = m.expired
	case responseDenied:
		e.Remedy = m.denied
	case responseOTP:
		e.Remedy = m.otp
	case responseRedirect:
		e.URLs = a.urls
		e.Remedy = strings.TrimSpace("this is the standby node; dial the active one " + strings.Join(a.urls, " "))
	case responseSCRAM:
		e.Remedy = fmt.Sprintf("TrueNAS answered with step %q of a SCRAM login that is not expected here; "+
			"make sure that nothing changes what is sent between here and the NAS, or use a newer version of this package", a.step)
	default:
		e.Remedy = "this answer is not known here; use a newer version of this package"
	}
	return e
}

// errnoNotSupported is Linux's EOPNOTSUPP.
const errnoNotSupported = 95

// failed is the error of a call that got no answer, or an error as an answer.
// One that does not speak of the login itself is returned as it is.
func (m mechanism) failed(err error) error {
	call, isCall := errors.AsType[*CallError](err)
	invalid, isInvalid := errors.AsType[*ValidationError](err)
	var remedy string
	switch {
	case isCall && call.Errno == errnoNotSupported:
		remedy = "the security settings of this TrueNAS (General Purpose OS STIG) do not allow it; " +
			"use Password with a one-time password"
	case isCall && isForgottenLoginReason(call.Reason):
		remedy = "TrueNAS has forgotten the first step of this login; log in again"
	case isInvalid && unknownMechanism(invalid):
		// TrueNAS's own text lists the fields of all the mechanisms it knows.
		remedy, err = m.missing, errors.Join(errors.ErrUnsupported, err)
	default:
		return err
	}
	return &AuthError{Method: m.name, Remedy: remedy, Err: err}
}

// unknownMechanism reports whether TrueNAS did not choose one of its
// mechanisms: 25.04 then complains about the mechanism of each, newer releases
// about the whole.
func unknownMechanism(e *ValidationError) bool {
	for _, f := range e.Fields {
		if f.Attribute == "login_data" || strings.HasSuffix(f.Attribute, ".mechanism") {
			return true
		}
	}
	return false
}
