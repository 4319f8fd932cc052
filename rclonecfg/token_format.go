package rclonecfg

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/internal/secret"
)

// FormatToken returns the token as one line of JSON with the members
// access_token, token_type, refresh_token and expiry, in this order. The expiry
// is RFC 3339 in UTC. The same token always gives the same bytes, and
// [ParseToken] gives the same token back. All bytes are visible ASCII characters.
//
// One line matters: most TrueNAS releases write the stored token into rclone's
// configuration as it is, and a line break there cuts it off. For the same
// reason a percent sign is written as \u0025: rclone and TrueNAS both take it
// for the start of a reference to another option. The first character is a brace
// and nothing surrounds it, because TrueNAS 27 damages other texts.
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
