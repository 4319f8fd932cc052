package credentials

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
)

var (
	// ErrReauthorize matches every error that only a new consent can mend: call
	// [Authorize] again, with ForceConsent.
	ErrReauthorize = errors.New("credentials: a new consent is needed (call Authorize again)")

	// ErrTimeout means that nobody finished the consent page in time.
	ErrTimeout = errors.New("credentials: the consent page was not finished in time")

	// ErrNoRefreshToken means that there is no refresh token, so the access would
	// end within an hour.
	ErrNoRefreshToken = fmt.Errorf("%w: there is no refresh token: authorize again with ForceConsent and a client of the type Desktop app", ErrReauthorize)

	// ErrClientMismatch means that a grant was used with a client it does not
	// belong to.
	ErrClientMismatch = errors.New("credentials: the grant belongs to another OAuth client")
)

// errNoExpiry: without it rclone and x/oauth2 take an access token as valid for
// ever, and fail an hour later.
var errNoExpiry = errors.New("credentials: Google's token endpoint named no lifetime for the access token: try again later")

// ScopeError is returned by [Authorize] when the user left boxes of the consent
// page unticked. It matches [ErrReauthorize].
type ScopeError struct {
	// Missing are the scopes that were asked for and not granted.
	Missing []string
	// Grant is what was granted. It works, within its scopes.
	Grant *Grant
}

func (e *ScopeError) Error() string {
	return fmt.Sprintf("credentials: these boxes of the consent page were not ticked: %s: authorize again with ForceConsent and tick every box",
		shortScopes(e.Missing))
}

// Is makes the error match [ErrReauthorize].
func (e *ScopeError) Is(target error) bool { return target == ErrReauthorize }

// redact replaces secrets in text that came from somewhere else, and makes it
// one printable line of bounded length: terminals take more than the characters
// below the blank for commands, and some turn the text around.
func redact(text string, secrets ...Secret) string {
	for _, secret := range secrets {
		if secret.IsZero() {
			continue
		}
		form := url.QueryEscape(secret.Reveal()) // as it was sent
		for _, shown := range []string{secret.Reveal(), form, strings.ReplaceAll(form, "%2F", "%2f")} {
			text = strings.ReplaceAll(text, shown, secret.String())
		}
	}
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	const limit = 300
	if len(text) > limit {
		text = strings.ToValidUTF8(text[:limit], "") + "…"
	}
	return text
}
