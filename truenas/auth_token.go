package truenas

import (
	"context"
	"strings"
)

const mechanismToken = "TOKEN_PLAIN"

// Token logs in with a token that auth.generate_token returned to somebody who
// was logged in. White space around it is ignored.
//
// A token lives for 600 seconds unless it was made with another time to live, and
// each use starts that time again. One made with single_use logs in once, and one
// made with match_origin, which is TrueNAS's default from 25.04 on, only from the
// address it was made for. So a token suits a short program that is handed
// one: a client that reconnects later is refused.
//
// The token itself is sent (TOKEN_PLAIN), which [Dial] does over TLS only.
func Token(token Secret) Auth {
	return tokenAuth{NewSecret(strings.TrimSpace(token.Reveal()))}
}

type tokenAuth struct{ token Secret }

func (a tokenAuth) check() error {
	switch {
	case a.token.IsZero():
		return &AuthError{Method: mechanismToken, Remedy: "the token is empty: make one with auth.generate_token"}
	case isRedacted(a.token):
		return &AuthError{Method: mechanismToken, Remedy: "the token is only a placeholder: set the real one"}
	}
	return nil
}

// Login calls auth.login_ex, or auth.login_with_token on the legacy protocol.
func (a tokenAuth) Login(ctx context.Context, session LoginSession) error {
	if err := a.check(); err != nil {
		return err
	}
	m := mechanism{
		name: mechanismToken,
		wrong: "the token has expired, was used up, was made for another address or for a purpose other than logging in; " +
			"make a new one with auth.generate_token",
		expired: "the token or the account has expired; make a new token with auth.generate_token",
		denied:  "the user who made the token may not use the API; give it a role as Cloud Sync Write",
		otp:     "TrueNAS asks for a second factor, which a token never needs; log in with Password or an API key",
		missing: "this TrueNAS does not know it; update TrueNAS",
	}
	if session.Protocol() == LegacyProtocol {
		return m.loginLegacy(ctx, session, "auth.login_with_token", a.token.Reveal())
	}
	return m.login(ctx, session, map[string]any{"token": a.token.Reveal()})
}
