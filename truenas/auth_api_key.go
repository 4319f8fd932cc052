package truenas

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

const mechanismAPIKey = "API_KEY_PLAIN" //nolint:gosec // a name, not a key

// apiKeyShape is "<id>-<secret>". The length of the secret is 64 today and
// not promised.
var apiKeyShape = regexp.MustCompile(`^[0-9]+-[A-Za-z0-9]+$`)

// APIKey logs in with an API key, as TrueNAS shows it once when it is created,
// and the user it belongs to. White space around both is ignored. The key
// itself is sent (API_KEY_PLAIN), which [Dial] does over TLS only.
//
// TrueNAS 25.04 and newer.
func APIKey(username string, key Secret) Auth {
	return apiKeyAuth{strings.TrimSpace(username), NewSecret(strings.TrimSpace(key.Reveal()))}
}

type apiKeyAuth struct {
	username string
	key      Secret
}

func (a apiKeyAuth) check() error {
	var remedy string
	switch {
	case a.key.IsZero():
		remedy = "the API key is empty: create one in TrueNAS under Credentials > Users > API Keys"
	case isRedacted(a.key):
		remedy = "the API key is only a placeholder: set the real one"
	case !apiKeyShape.MatchString(a.key.Reveal()):
		remedy = "the API key must look like 12-AbC…: a number, a dash, letters and digits; copy it again"
	case a.username == "":
		remedy = "name the user the API key belongs to"
	default:
		return nil
	}
	return &AuthError{Method: mechanismAPIKey, Remedy: remedy}
}

// Login calls auth.login_ex.
func (a apiKeyAuth) Login(ctx context.Context, session LoginSession) error {
	if err := a.check(); err != nil {
		return err
	}
	o, err := call[object](ctx, session, "auth.login_ex", map[string]any{
		"mechanism": mechanismAPIKey,
		"username":  a.username,
		"api_key":   a.key.Reveal(),
		// Roles and profile of the user are of no use here, and are long.
		"login_options": map[string]any{"user_info": false},
	})
	if err != nil {
		return err
	}
	var response string
	if err := field(o, "response_type", &response); err != nil {
		return err
	}
	if response == "SUCCESS" {
		return nil
	}
	var urls []string
	_ = field(o, "urls", &urls)
	return &AuthError{ResponseType: response, Method: mechanismAPIKey, Remedy: a.remedy(response, urls)}
}

func (a apiKeyAuth) remedy(response string, urls []string) string {
	switch response {
	case "AUTH_ERR":
		return fmt.Sprintf("check that the key is complete, not revoked, and belongs to user %q", a.username)
	case "EXPIRED":
		return "the key or the account has expired, or TrueNAS revoked the key because it arrived without TLS; create a new key"
	case "DENIED":
		return fmt.Sprintf("user %q may not use the API; give it a role as Cloud Sync Write", a.username)
	case "OTP_REQUIRED":
		return "TrueNAS asks for a second factor, which a key never needs; create a key of a user that may use one"
	case "REDIRECT":
		return fmt.Sprintf("this is the standby node; dial the active one %s", strings.Join(urls, " "))
	default:
		return "this answer is not known here; use a newer version of this package"
	}
}
