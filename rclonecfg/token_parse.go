package rclonecfg

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// ParseToken reads a token as people paste it:
//
//   - rclone's JSON, also with the member names of its first versions
//     (AccessToken, RefreshToken, Expiry), and inside a JSON string
//   - the output of "rclone authorize" with its arrows and log lines, and the
//     base64 text that it prints when it was given one
//   - a line "token = …", a remote's section, or a whole rclone.conf
//   - the output of "rclone config dump", of one remote or all
//
// It does not mind line breaks anywhere in them, as terminals and mail programs
// insert them, nor quotes around the whole, the ">" of a mail's answer in front of
// every line, colour codes of a terminal, a byte order mark, and blanks of any
// width. A token that is broken over lines and has rare characters in it is
// refused: these may be marks that some program has put at the breaks. Members and
// options other than the token are ignored. rclone itself does not read most of
// this: store the result of [FormatToken], not the text.
//
// A text with several different tokens is refused; the error names the remotes.
// About the token ParseToken is stricter than rclone: what rclone refuses, or
// accepts and then fails on later, or destroys, is refused here. Every error is
// a *[TokenError].
func ParseToken(text string) (Token, error) {
	text = cleanPaste(text)
	values, structured := findValues(text)
	if len(values) == 0 {
		if !structured {
			text = unwrap(text)
			values = []pastedValue{{text: text}}
		}
		if reason := pastedByMistake(text); reason != "" {
			return Token{}, &TokenError{Reason: reason}
		}
	}
	var tokens []pastedToken
	for _, v := range values {
		for _, t := range v.tokens() {
			if t.reason != TokenMissing { // such as a line of a log in JSON
				tokens = append(tokens, t.joined(v.broken))
			}
		}
	}
	if len(tokens) == 0 {
		return Token{}, &TokenError{Reason: TokenMissing}
	}
	first := tokens[0]
	for _, t := range tokens[1:] {
		if !t.equal(first) {
			return Token{}, &TokenError{Reason: TokenSeveral, Remotes: remoteNames(tokens)}
		}
	}
	if first.reason != "" {
		return Token{}, &TokenError{Reason: first.reason}
	}
	return first.token, nil
}

// pastedToken is what a value of the text says.
type pastedToken struct {
	remote string // "" when unknown
	text   string
	token  Token
	reason TokenErrorReason // why there is no token
}

// equal reports whether it does not matter which of both is taken.
func (t pastedToken) equal(other pastedToken) bool {
	if t.reason != "" || other.reason != "" {
		return t.text == other.text
	}
	return t.token.AccessToken.Equal(other.token.AccessToken) && t.token.RefreshToken.Equal(other.token.RefreshToken) &&
		t.token.TokenType == other.token.TokenType && t.token.Expiry.Equal(other.token.Expiry)
}

// oneWord is what providers make tokens of: the characters of RFC 6750, section
// 2.1, and a few more that Microsoft has.
var oneWord = regexp.MustCompile(`^[\w.~+/!*$-]+=*$`)

// joined is the token if its lines, when it was broken, did not bring in the marks
// that mail programs and shells put at their ends: ">", "=", "\" and others. Nobody
// can tell these from a token that has them, which would be a rare one.
func (t pastedToken) joined(broken bool) pastedToken {
	if !broken || t.reason != "" {
		return t
	}
	for _, text := range []string{t.token.AccessToken.Reveal(), t.token.RefreshToken.Reveal(), t.token.TokenType} {
		if !oneWord.MatchString(text) {
			t.token, t.reason = Token{}, TokenBadCharacters
		}
	}
	return t
}

// tokens reads a value, which is a token or, in JSON, something that holds some.
func (v pastedValue) tokens() []pastedToken {
	text := strings.Trim(v.text, " "+quotes)
	result := pastedToken{remote: v.remote, text: text}
	if v.option && strings.Contains(text, "%(") {
		result.reason = TokenBadCharacters // rclone puts another option there
		return []pastedToken{result}
	}
	if isEscaped(text) {
		text = unescape(text)
	} else if strings.HasPrefix(text, blobPrefix) {
		if decoded, ok := decodeBlob(text); ok {
			text = decoded
		}
	}
	if object, reason := singleObject(text); reason == "" {
		if inner, ok := tokensInside(object, v.remote); ok {
			return inner
		}
	}
	result.token, result.reason = strictToken(text)
	return []pastedToken{result}
}

// unescape takes one level of JSON's backslashes away. What is cut off in the
// middle of one stays cut off.
func unescape(text string) string {
	var plain string
	for cut := range min(6, len(text)) { // \u0026 is the longest
		if json.Unmarshal([]byte(`"`+text[:len(text)-cut]+`"`), &plain) == nil {
			return plain
		}
	}
	return text
}

// decodeBlob decodes the form in which two rclones exchange options. rclone takes
// no padding and no other alphabet. A cut blob is decoded as far as it goes.
func decodeBlob(text string) (string, bool) {
	text = strings.ReplaceAll(text, " ", "")
	if len(text)%4 == 1 && !strings.HasSuffix(text, "=") {
		text = text[:len(text)-1]
	}
	decoded, err := base64.RawStdEncoding.DecodeString(text)
	return string(decoded), err == nil
}

// tokensInside returns the tokens of an object that is a remote or a list of
// remotes, and false for another one.
func tokensInside(object json.RawMessage, remote string) ([]pastedToken, bool) {
	members, ok := objectMembers(object)
	if !ok || isClientFile(object) {
		return nil, false
	}
	if isRemote(members) {
		return remoteToken(members, remote), true
	}
	var tokens []pastedToken
	for _, name := range slices.Sorted(maps.Keys(members)) {
		options, ok := objectMembers(members[name])
		if !ok {
			return nil, false
		}
		if isRemote(options) {
			tokens = append(tokens, remoteToken(options, name)...)
		}
	}
	return tokens, len(members) > 0
}

func objectMembers(object json.RawMessage) (map[string]json.RawMessage, bool) {
	var members map[string]json.RawMessage
	err := json.Unmarshal(object, &members)
	return members, err == nil && members != nil
}

// isRemote reports whether the members are the options of a remote and not a token.
func isRemote(members map[string]json.RawMessage) bool {
	for name := range members {
		switch strings.ToLower(name) {
		case "access_token", "refresh_token", "accesstoken", "refreshtoken":
			return false
		}
	}
	for _, name := range []string{tokenKey, typeKey, clientIDKey, clientSecretKey} {
		if _, ok := members[name]; ok {
			return true
		}
	}
	return false
}

func remoteToken(options map[string]json.RawMessage, remote string) []pastedToken {
	raw, ok := options[tokenKey]
	if !ok || string(raw) == "null" || string(raw) == `""` {
		return nil
	}
	result := pastedToken{remote: remote, text: string(raw)}
	var text string
	if json.Unmarshal(raw, &text) != nil {
		result.reason = TokenNotJSON // rclone has a string here
	} else {
		text = cleanPaste(text)
		result.token, result.reason = strictToken(unwrap(text))
		if breaksString(text) { // rclone.conf has no line breaks: what a break left of a backslash
			result.token, result.reason = Token{}, TokenBadCharacters
		}
	}
	return []pastedToken{result}
}
