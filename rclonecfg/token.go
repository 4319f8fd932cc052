package rclonecfg

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/nasphotos/nasphotos/internal/secret"
)

// defaultTokenType is what x/oauth2, and so rclone, assumes when it is empty.
const defaultTokenType = "Bearer"

// ErrDifferentGrants is returned by [Newest] for tokens that do not share a
// refresh token: they come from different consents, or nothing shows that they
// come from the same one, so neither replaces the other.
var ErrDifferentGrants = errors.New("rclonecfg: the tokens do not have the same refresh token, " +
	"so neither is known to be the newer copy of the other: keep the one whose sign-in is still wanted")

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

// FormatToken returns the token as one line of JSON with the members access_token,
// token_type, refresh_token and expiry, in this order. The expiry is RFC 3339
// in UTC. The same token always gives the same bytes.
//
// One line matters: most TrueNAS releases write the stored token into rclone's
// configuration as it is, and a line break there cuts it off. For the same
// reason a percent sign is written as \u0025: rclone and TrueNAS both take it
// for the start of a reference to another option.
//
// The error is a *[TokenError] when rclone could not use the token.
func FormatToken(t Token) (Secret, error) {
	if reason := t.unusable(); reason != "" {
		return Secret{}, &TokenError{Reason: reason}
	}
	return secret.New(t.line(Secret.Reveal)), nil
}

// Redacted returns the line of [FormatToken] with [redacted] in place of both
// tokens, for logs and reports. It also works for unusable tokens; an expiry
// that is missing is "".
func (t Token) Redacted() string { return t.line(Secret.String) }

// tokenLine fixes names and order of the members.
type tokenLine struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	RefreshToken string `json:"refresh_token"`
	Expiry       string `json:"expiry"`
}

func (t Token) line(show func(Secret) string) string {
	line := tokenLine{
		AccessToken:  show(t.AccessToken),
		TokenType:    t.TokenType,
		RefreshToken: show(t.RefreshToken),
	}
	if line.TokenType == "" {
		line.TokenType = defaultTokenType
	}
	if !t.Expiry.IsZero() {
		line.Expiry = t.Expiry.UTC().Format(time.RFC3339Nano)
	}
	// A struct of strings always marshals.
	text, _ := json.Marshal(line) //nolint:gosec // FormatToken's purpose is this text, wrapped in a Secret
	return strings.ReplaceAll(string(text), "%", `\u0025`)
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
	return ""
}

// Newest returns the token with the later expiry, a if both are the same. Use
// it before overwriting a stored token: a NAS refreshes its copy and writes it
// back, so the copy there is usually the newer one.
//
// It returns [ErrDifferentGrants] unless both have a refresh token, and the same.
func Newest(a, b Token) (Token, error) {
	if a.RefreshToken.IsZero() || !a.RefreshToken.Equal(b.RefreshToken) {
		return Token{}, ErrDifferentGrants
	}
	if b.Expiry.After(a.Expiry) {
		return b, nil
	}
	return a, nil
}
