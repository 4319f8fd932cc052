package truenas

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

const (
	mechanismPassword = "PASSWORD_PLAIN"
	mechanismOTP      = "OTP_TOKEN"
	// maxOTPs is how often a login asks for a one-time password.
	maxOTPs = 3
)

// Password logs in with a user's password, and with a one-time password when
// TrueNAS asks for one (two-factor authentication). White space around username
// is ignored.
//
// otp is called for each one-time password that is needed, with the context of
// the login: at most three times per login, as TrueNAS allows to try again. On
// TrueNAS 24.10, which does not say what it misses, it is called once, after a
// login without it was refused. The error of otp ends the login. otp may be nil
// for a user without a second factor; a client that reconnects calls it again, so
// [APIKey] and [SCRAM] suit programs better. Concurrent logins call it
// concurrently.
//
// The password itself is sent (PASSWORD_PLAIN), which [Dial] does over TLS only.
func Password(username string, password Secret, otp func(ctx context.Context) (string, error)) Auth {
	return passwordAuth{strings.TrimSpace(username), password, otp}
}

type passwordAuth struct {
	username string
	password Secret
	otp      func(ctx context.Context) (string, error)
}

func (a passwordAuth) check() error {
	var remedy string
	switch {
	case a.username == "":
		remedy = "name the user"
	case a.password.IsZero():
		remedy = "the password is empty: TrueNAS lets no user in without one"
	case isRedacted(a.password):
		remedy = "the password is only a placeholder: set the real one"
	default:
		return nil
	}
	return &AuthError{Method: mechanismPassword, Remedy: remedy}
}

// Login calls auth.login_ex and, for a one-time password,
// auth.login_ex_continue; auth.login on the legacy protocol.
func (a passwordAuth) Login(ctx context.Context, session LoginSession) error {
	if err := a.check(); err != nil {
		return err
	}
	if session.Protocol() == LegacyProtocol {
		return a.loginLegacy(ctx, session)
	}
	m := a.mechanism()
	answer, err := m.ask(ctx, session, methodLogin, map[string]any{
		"mechanism": mechanismPassword, "username": a.username, "password": a.password.Reveal(),
		"login_options": loginOptions(),
	})
	if err != nil {
		return err
	}
	if answer.response == responseOTP && a.otp != nil {
		m = a.otpMechanism()
		if answer, err = a.secondFactor(ctx, session, m); err != nil {
			return err
		}
	}
	if answer.response != responseSuccess {
		return m.refused(answer)
	}
	return nil
}

// secondFactor sends one-time passwords until TrueNAS stops asking.
func (a passwordAuth) secondFactor(ctx context.Context, session LoginSession, m mechanism) (answer loginAnswer, err error) {
	for range maxOTPs {
		code, err := a.askOTP(ctx)
		if err != nil {
			return loginAnswer{}, err
		}
		answer, err = m.ask(ctx, session, methodLoginContinue, map[string]any{
			"mechanism": mechanismOTP, "otp_token": code, "login_options": loginOptions(),
		})
		if err != nil || answer.response != responseOTP {
			return answer, err
		}
	}
	return answer, nil
}

func (a passwordAuth) askOTP(ctx context.Context) (string, error) {
	code, err := a.otp(ctx)
	if err != nil {
		return "", fmt.Errorf("truenas: asking for the one-time password: %w", err)
	}
	if code = strings.TrimSpace(code); code == "" {
		return "", &AuthError{Method: mechanismOTP, Remedy: "the one-time password is empty: return the one the authenticator shows"}
	}
	return code, nil
}

// loginLegacy tries without a one-time password first, because there is no
// telling whether the user has a second factor.
func (a passwordAuth) loginLegacy(ctx context.Context, session LoginSession) error {
	const method = "auth.login"
	first := a.mechanism()
	if a.otp == nil {
		first.wrong += "; if the user has a second factor, pass Password a function that returns one-time passwords, or use an API key"
	}
	err := first.loginLegacy(ctx, session, method, a.username, a.password.Reveal())
	if refused, ok := errors.AsType[*AuthError](err); !ok || a.otp == nil || refused.ResponseType != responseWrong {
		return err
	}
	code, err := a.askOTP(ctx)
	if err != nil {
		return err
	}
	m := a.otpMechanism()
	m.wrong = fmt.Sprintf("check the password of user %q, and the one-time password", a.username)
	return m.loginLegacy(ctx, session, method, a.username, a.password.Reveal(), code)
}

func (a passwordAuth) mechanism() mechanism {
	return mechanism{
		name:    mechanismPassword,
		wrong:   fmt.Sprintf("check the name and the password of user %q, that it is not locked, and that it may use the API", a.username),
		expired: fmt.Sprintf("the account of user %q has expired, or its password must be changed: log in to the web interface", a.username),
		denied:  fmt.Sprintf("user %q may not use the API; give it a role as Cloud Sync Write", a.username),
		otp:     fmt.Sprintf("user %q has a second factor: pass Password a function that returns one-time passwords, or use an API key", a.username),
		missing: "this TrueNAS does not know it; update TrueNAS",
	}
}

func (a passwordAuth) otpMechanism() mechanism {
	m := a.mechanism()
	m.name = mechanismOTP
	m.wrong = "the one-time password was refused; check that this is the right authenticator and that the clocks of it and the NAS agree"
	m.otp = fmt.Sprintf("%d one-time passwords in a row were refused; check that this is the right authenticator "+
		"and that the clocks of it and the NAS agree", maxOTPs)
	return m
}
