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

// ParseToken reads a token as people paste it: in rclone's JSON form, on one or
// more lines. A byte order mark, blanks around it, and the arrows that "rclone
// authorize" prints around it are ignored, and so are members rclone does not
// need. rclone itself does not read all of this: store the result of
// [FormatToken], not the text.
//
// About the token it is stricter than rclone: what rclone refuses, or accepts
// and then fails on later, or destroys, is refused here. Every error is a
// *[TokenError].
func ParseToken(text string) (Token, error) { return parseToken(trimTranscript(text)) }

// parseToken reads a token as it has to be for rclone: JSON and nothing else.
func parseToken(text string) (Token, error) {
	if reason := pastedByMistake(text); reason != "" {
		return Token{}, &TokenError{Reason: reason}
	}
	object, reason := singleObject(text)
	if reason != "" {
		return Token{}, &TokenError{Reason: reason}
	}
	t, reason := decodeToken(object)
	if reason != "" {
		return Token{}, &TokenError{Reason: reason}
	}
	return t, nil
}

// trimTranscript removes what is around a token when the output of "rclone
// authorize" was copied, all of it or from the brace on.
func trimTranscript(text string) string {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	if json.Valid([]byte(text)) {
		return text // what looks like an arrow is inside a string
	}
	if !strings.HasPrefix(text, "{") {
		if _, after, found := strings.Cut(text, "--->"); found {
			text = after
		}
	}
	if end := strings.LastIndex(text, "<---"); end >= 0 {
		text = text[:end]
	}
	return strings.TrimSpace(text)
}

// pastedByMistake recognises the other texts a sign-in involves by the shapes
// Google gives them.
func pastedByMistake(text string) TokenErrorReason {
	text = strings.TrimSpace(text)
	if text == "" {
		return TokenEmpty
	}
	if strings.HasPrefix(text, "{") {
		return ""
	}
	text = strings.Trim(text, `"'`)
	switch {
	case strings.HasPrefix(text, "GOCSPX-"):
		return TokenIsClientSecret
	case strings.HasPrefix(text, "1//"), strings.HasPrefix(text, "ya29."):
		return TokenIsBare
	case strings.HasPrefix(text, "4/"), strings.HasPrefix(text, "4%2F"),
		strings.HasPrefix(text, "http") && strings.Contains(text, "code="):
		return TokenIsAuthorizationCode
	case strings.HasSuffix(text, ".apps.googleusercontent.com"):
		return TokenIsClientID
	}
	return ""
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

func decodeToken(object json.RawMessage) (Token, TokenErrorReason) {
	// The names are matched as encoding/json does it, without regard to case,
	// because that is what rclone uses.
	var wire struct {
		AccessToken  string `json:"access_token"`
		TokenType    string `json:"token_type"`
		RefreshToken string `json:"refresh_token"`

		OldAccessToken  json.RawMessage `json:"AccessToken"`
		OldRefreshToken json.RawMessage `json:"RefreshToken"`

		Type      json.RawMessage `json:"type"`
		Installed json.RawMessage `json:"installed"`
		Web       json.RawMessage `json:"web"`
	}
	if err := json.Unmarshal(object, &wire); err != nil {
		return Token{}, TokenWrongType
	}
	var fileType string
	_ = json.Unmarshal(wire.Type, &fileType) // absent or another type: not such a file
	if wire.Installed != nil || wire.Web != nil || fileType == "service_account" || fileType == "authorized_user" {
		return Token{}, TokenIsClientFile
	}
	if wire.AccessToken == "" && wire.RefreshToken == "" && (wire.OldAccessToken != nil || wire.OldRefreshToken != nil) {
		return Token{}, TokenIsOldStyle
	}
	t := Token{
		AccessToken:  secret.New(wire.AccessToken),
		RefreshToken: secret.New(wire.RefreshToken),
		TokenType:    wire.TokenType,
	}
	if t.TokenType == "" {
		t.TokenType = defaultTokenType
	}
	expiry, ok := parseExpiry(object)
	t.Expiry = expiry
	reason := t.unusable()
	switch {
	case reason == TokenWithoutExpiry && !ok:
		reason = TokenBadExpiry // there is one
	case reason == "" && !loadsExpiresIn(object):
		reason = TokenBadExpiresIn
	}
	if reason != "" {
		return Token{}, reason
	}
	return t, ""
}

// parseExpiry accepts what rclone accepts, which is what time.Time unmarshals.
// An absent or null expiry is the zero time. It takes the whole object because
// rclone also fails on the first of two members of that name.
func parseExpiry(object json.RawMessage) (time.Time, bool) {
	var wire struct {
		Expiry time.Time `json:"expiry"`
	}
	if err := json.Unmarshal(object, &wire); err != nil {
		return time.Time{}, false
	}
	return wire.Expiry.UTC(), true
}

// loadsExpiresIn reports whether rclone gets past expires_in, which it decodes
// and does not use.
func loadsExpiresIn(object json.RawMessage) bool {
	var wire struct {
		ExpiresIn int64 `json:"expires_in"`
	}
	return json.Unmarshal(object, &wire) == nil
}
