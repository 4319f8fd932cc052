package rclonecfg

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/internal/secret"
)

// parseToken reads a token as it has to be for rclone: JSON and nothing else.
func parseToken(text string) (Token, error) {
	t, reason := strictToken(text)
	if reason != "" {
		return Token{}, &TokenError{Reason: reason}
	}
	return t, nil
}

func strictToken(text string) (Token, TokenErrorReason) {
	if reason := pastedByMistake(text); reason != "" {
		return Token{}, reason
	}
	object, reason := singleObject(text)
	if reason != "" {
		return Token{}, reason
	}
	return decodeToken(object)
}

// singleObject checks that text is exactly one JSON object.
func singleObject(text string) (json.RawMessage, TokenErrorReason) {
	decoder := json.NewDecoder(strings.NewReader(text))
	var object json.RawMessage
	if err := decoder.Decode(&object); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) && strings.HasPrefix(text, "{") {
			return nil, TokenTruncated
		}
		return nil, TokenNotJSON
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) || !bytes.HasPrefix(object, []byte("{")) {
		return nil, TokenNotJSON
	}
	return object, ""
}

// tokenText, tokenTime and tokenSeconds are members of a token. encoding/json
// calls their method for each member of the name, so they see what a plain field
// would hide: a second member.
type (
	tokenText struct {
		text               string
		seen, bad, several bool
	}
	tokenTime struct {
		time         time.Time
		bad, several bool
	}
	tokenSeconds struct{ bad bool }
)

func (m *tokenText) UnmarshalJSON(data []byte) error {
	m.seen = true
	text := m.text // null and a wrong type leave it alone, as in rclone
	m.bad = json.Unmarshal(data, &text) != nil || m.bad
	m.several = m.several || m.text != "" && m.text != text
	m.text = text
	return nil
}

// UnmarshalJSON accepts what rclone accepts, which is what time.Time unmarshals.
func (m *tokenTime) UnmarshalJSON(data []byte) error {
	expiry := m.time
	m.bad = json.Unmarshal(data, &expiry) != nil || m.bad
	m.several = m.several || !m.time.IsZero() && !m.time.Equal(expiry)
	m.time = expiry
	return nil
}

// UnmarshalJSON decodes what rclone decodes and does not use.
func (m *tokenSeconds) UnmarshalJSON(data []byte) error {
	var seconds int64
	m.bad = m.bad || json.Unmarshal(data, &seconds) != nil
	return nil
}

// tokenObject has the members that rclone looks at. The names are matched as
// encoding/json does it, without regard to case, because that is what rclone
// uses.
type tokenObject struct {
	AccessToken  tokenText    `json:"access_token"`
	TokenType    tokenText    `json:"token_type"`
	RefreshToken tokenText    `json:"refresh_token"`
	Expiry       tokenTime    `json:"expiry"`
	ExpiresIn    tokenSeconds `json:"expires_in"`

	// The first versions of rclone wrote these two, and Expiry.
	OldAccessToken  tokenText `json:"AccessToken"`
	OldRefreshToken tokenText `json:"RefreshToken"`
}

func decodeToken(object json.RawMessage) (Token, TokenErrorReason) {
	var wire tokenObject
	if err := json.Unmarshal(object, &wire); err != nil {
		return Token{}, TokenNotJSON
	}
	if isClientFile(object) {
		return Token{}, TokenIsClientFile
	}
	if !wire.AccessToken.seen && !wire.RefreshToken.seen && !wire.OldAccessToken.seen && !wire.OldRefreshToken.seen {
		return Token{}, TokenMissing
	}
	access, refresh := wire.AccessToken, wire.RefreshToken
	if access.bad || refresh.bad || wire.TokenType.bad {
		return Token{}, TokenWrongType
	}
	several := access.several || refresh.several || wire.TokenType.several || wire.Expiry.several
	// rclone looks at the old names only if there is no access token, and then
	// at nothing else.
	if access.text == "" && wire.OldAccessToken.text != "" {
		several = several || refresh.text != "" && refresh.text != wire.OldRefreshToken.text ||
			wire.OldAccessToken.several || wire.OldRefreshToken.several
		access, refresh = wire.OldAccessToken, wire.OldRefreshToken
	}
	t := Token{
		AccessToken:  secret.New(access.text),
		RefreshToken: secret.New(refresh.text),
		TokenType:    wire.TokenType.text,
		Expiry:       wire.Expiry.time.UTC(),
	}
	if t.TokenType == "" {
		t.TokenType = defaultTokenType
	}
	switch reason := t.unusable(); {
	case access.bad || refresh.bad:
		return Token{}, TokenWrongType
	case wire.Expiry.bad && (reason == "" || reason == TokenWithoutExpiry):
		return Token{}, TokenBadExpiry
	case several:
		return Token{}, TokenSeveral
	case reason != "":
		return Token{}, reason
	case wire.ExpiresIn.bad:
		return Token{}, TokenBadExpiresIn
	}
	return t, ""
}

// isClientFile reports whether the object is a file of the Google console or of
// gcloud. A remote may have one of their names, and has a type.
func isClientFile(object json.RawMessage) bool {
	var file struct {
		Type      json.RawMessage            `json:"type"`
		Installed map[string]json.RawMessage `json:"installed"`
		Web       map[string]json.RawMessage `json:"web"`
	}
	_ = json.Unmarshal(object, &file) // another type: not such a file
	for _, client := range []map[string]json.RawMessage{file.Installed, file.Web} {
		if _, remote := client["type"]; client != nil && !remote {
			return true
		}
	}
	var kind string
	_ = json.Unmarshal(file.Type, &kind)
	return kind == "service_account" || kind == "authorized_user"
}
