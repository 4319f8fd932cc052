package rclonecfg

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// oauthSettings are the options that every storage system has to which rclone
// signs in with OAuth.
func oauthSettings(clientID *string, clientSecret *Secret, token *Token) []setting {
	return []setting{
		textSetting(clientIDKey, clientID),
		secretSetting(clientSecretKey, clientSecret),
		tokenSetting(token),
	}
}

// tokenSetting reads and writes every token that rclone keeps for some storage
// system. Which of them are good for this one is for [form.check] to say.
func tokenSetting(field *Token) setting {
	return setting{
		key: tokenKey,
		text: func() (Secret, error) {
			if noToken(*field) {
				return Secret{}, nil
			}
			if field.RefreshToken.IsZero() && !field.AccessToken.IsZero() {
				return formatUnrenewed(*field)
			}
			return FormatToken(*field)
		},
		read: func(value string) (err error) {
			*field, err = parseToken(value)
			var tokenErr *TokenError
			if errors.As(err, &tokenErr) && tokenErr.Reason == TokenWithoutRefreshToken {
				*field, err = parseUnrenewed(value)
			}
			return err
		},
	}
}

// formatUnrenewed is [FormatToken] for a token without refresh token. One that
// does not end has the year 1 as expiry, which is what rclone writes.
func formatUnrenewed(t Token) (Secret, error) {
	line := struct {
		AccessToken string    `json:"access_token"`
		TokenType   string    `json:"token_type"`
		Expiry      time.Time `json:"expiry"`
	}{t.AccessToken.Reveal(), t.TokenType, t.Expiry.UTC()}
	if line.TokenType == "" {
		line.TokenType = defaultTokenType
	}
	text, err := json.Marshal(line) //nolint:gosec // this text is wrapped in a Secret
	if err != nil {                 // the year
		return Secret{}, &TokenError{Reason: TokenBadExpiry}
	}
	return NewSecret(strings.ReplaceAll(string(text), "%", `\u0025`)), nil
}

// parseUnrenewed reads what [parseToken] has refused for its missing refresh
// token only, as rclone does.
func parseUnrenewed(text string) (Token, error) {
	var wire tokenObject
	_ = json.Unmarshal([]byte(text), &wire) // it is an object
	t := Token{AccessToken: NewSecret(wire.AccessToken.text), TokenType: wire.TokenType.text, Expiry: wire.Expiry.time.UTC()}
	if t.TokenType == "" {
		t.TokenType = defaultTokenType
	}
	// It has to be as good as others, apart from what it lacks.
	complete := t
	complete.RefreshToken = NewSecret("none")
	if t.Expiry.IsZero() {
		complete.Expiry = time.Unix(0, 0)
	}
	reason := complete.unusable()
	switch {
	case wire.Expiry.bad:
		reason = TokenBadExpiry
	case wire.ExpiresIn.bad:
		reason = TokenBadExpiresIn
	case t.AccessToken.IsZero():
		reason = TokenWithoutRefreshToken
	}
	if reason != "" {
		return Token{}, &TokenError{Reason: reason}
	}
	return t, nil
}

// noToken reports whether there is nothing to write. The type alone is nothing.
func noToken(t Token) bool {
	return t.AccessToken.IsZero() && t.RefreshToken.IsZero() && t.Expiry.IsZero()
}

// checkRenewed is for storage systems whose tokens end within hours, and have to
// be renewed.
func checkRenewed(t Token) (key string, err error) {
	reason := t.unusable()
	if noToken(t) {
		reason = TokenEmpty
	}
	if reason != "" {
		return tokenKey, &TokenError{Reason: reason}
	}
	return "", nil
}

// checkLasting is for those that also have tokens that never end.
func checkLasting(t Token) (key string, err error) {
	if !t.AccessToken.IsZero() && t.RefreshToken.IsZero() && t.Expiry.IsZero() {
		return "", nil
	}
	return checkRenewed(t)
}

// checkOAuth is for storage systems with a client, which may be rclone's own.
func checkOAuth(clientID string, clientSecret Secret, token Token, rule func(Token) (string, error)) (key string, err error) {
	if key, err := checkClient(clientID, clientSecret); err != nil {
		return key, err
	}
	return rule(token)
}

// checkClient refuses a secret without the client that it belongs to.
func checkClient(id string, secret Secret) (key string, err error) {
	if id == "" && !secret.IsZero() {
		return clientSecretKey, reasonError("belongs to no client id, so that rclone would send it with the id of its own client: set client_id, too")
	}
	return "", nil
}
