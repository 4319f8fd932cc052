package rclonecfg

import (
	"time"

	"golang.org/x/oauth2"

	"github.com/nasphotos/nasphotos/internal/secret"
)

// defaultTokenType is what x/oauth2, and so rclone, assumes when it is empty.
const defaultTokenType = "Bearer"

// Token is an OAuth token as rclone stores it in the option "token". A token
// without a refresh token, access token or expiry is not usable in rclone:
// [ParseToken] and [FormatToken] refuse it.
type Token struct {
	AccessToken  Secret
	RefreshToken Secret
	// TokenType is "Bearer" when empty.
	TokenType string
	// Expiry is when the access token ends. A time in the past makes rclone
	// refresh the token on first use.
	Expiry time.Time
}

// TokenFrom converts a token of golang.org/x/oauth2. The result of nil is the
// zero Token.
func TokenFrom(t *oauth2.Token) Token {
	if t == nil {
		return Token{}
	}
	return Token{
		AccessToken:  secret.New(t.AccessToken),
		RefreshToken: secret.New(t.RefreshToken),
		TokenType:    t.TokenType,
		Expiry:       t.Expiry,
	}
}

// OAuth2 converts t for golang.org/x/oauth2. The secrets in the result are
// plain text.
func (t Token) OAuth2() *oauth2.Token {
	return &oauth2.Token{
		AccessToken:  t.AccessToken.Reveal(),
		RefreshToken: t.RefreshToken.Reveal(),
		TokenType:    t.TokenType,
		Expiry:       t.Expiry,
	}
}

// unusable returns why rclone could not use the token, or "".
func (t Token) unusable() TokenErrorReason {
	switch {
	case t.RefreshToken.IsZero():
		return TokenWithoutRefreshToken
	case t.AccessToken.IsZero():
		return TokenWithoutAccessToken
	case t.Expiry.IsZero():
		return TokenWithoutExpiry
	}
	// RFC 3339 has four digits for the year. A zone can push a valid local
	// time over the edge.
	if year := t.Expiry.UTC().Year(); year < 0 || year > 9999 {
		return TokenBadExpiry
	}
	for _, text := range []string{t.RefreshToken.Reveal(), t.AccessToken.Reveal()} {
		switch reason := pastedByMistake(text); reason {
		case TokenIsAuthorizationCode, TokenIsClientSecret, TokenIsClientID, TokenIsRedirectURL, TokenIsSignInURL, TokenIsRedacted:
			return reason // somebody has put it there by hand
		default:
		}
	}
	if !visible(t.RefreshToken.Reveal()) || !visible(t.AccessToken.Reveal()) || !visible(t.TokenType) {
		return TokenBadCharacters
	}
	return ""
}

// visible reports whether text has visible ASCII characters only, as tokens have
// (RFC 6749, appendix A; RFC 6750, section 2.1, for the absence of blanks).
// rclone cannot send a line break or NUL in a header, and stores another text
// than it was given for what is not UTF-8.
func visible(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}
