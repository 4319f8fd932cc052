package truenas

import (
	"context"
	"fmt"
	"strings"
)

const mechanismAPIKey = "API_KEY_PLAIN" //nolint:gosec // a name, not a key

// APIKey logs in with an API key, as TrueNAS shows it once when it is created,
// and the user it belongs to, which may be "" for TrueNAS 24.10 only. White
// space around both is ignored.
//
// The key itself is sent (API_KEY_PLAIN), which [Dial] does over TLS only; from
// TrueNAS 26.0 on, [SCRAM] is the better choice.
func APIKey(username string, key Secret) Auth {
	return apiKeyAuth{strings.TrimSpace(username), NewSecret(strings.TrimSpace(key.Reveal()))}
}

type apiKeyAuth struct {
	username string
	key      Secret
}

func (a apiKeyAuth) check() error {
	if problem := apiKeyProblem(a.key); problem != "" {
		return &AuthError{Method: mechanismAPIKey, Remedy: problem}
	}
	return nil
}

// Login calls auth.login_ex, or auth.login_with_api_key on the legacy protocol.
func (a apiKeyAuth) Login(ctx context.Context, session LoginSession) error {
	if err := a.check(); err != nil {
		return err
	}
	m := keyMechanism(mechanismAPIKey, a.username)
	if session.Protocol() == LegacyProtocol {
		m.wrong = "check that the key is complete, neither expired nor revoked, and belongs to this NAS"
		return m.loginLegacy(ctx, session, "auth.login_with_api_key", a.key.Reveal())
	}
	if a.username == "" {
		return &AuthError{Method: mechanismAPIKey, Remedy: "name the user the API key belongs to"}
	}
	return m.login(ctx, session, map[string]any{"username": a.username, "api_key": a.key.Reveal()})
}

// keyMechanism is a mechanism that logs in with an API key.
func keyMechanism(name, username string) mechanism {
	return mechanism{
		name:    name,
		wrong:   fmt.Sprintf("check that the key is complete, not revoked, and belongs to user %q", username),
		expired: "the key or the account has expired, or TrueNAS revoked the key because it arrived without TLS; create a new key",
		denied:  fmt.Sprintf("user %q may not use the API; give it a role as Cloud Sync Write", username),
		otp:     "TrueNAS asks for a second factor, which a key never needs; create a key of a user that may use one",
		missing: "this TrueNAS does not know it; update TrueNAS",
	}
}
