package credentials

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
)

// maxPageError bounds an error page's parameter; Google's have some 100 bytes.
const maxPageError = 64 << 10

// decodePageError reads the parameter authError of Google's error page: base64
// of a protobuf message with the code in field 1, the message in field 2 and the
// HTTP status in field 4. Google does not document it, so what it cannot read is
// searched for the known codes, and else has no code.
func decodePageError(text string) *OAuthError {
	failure := &OAuthError{Endpoint: EndpointConsent}
	text = strings.TrimRight(strings.NewReplacer("+", "-", "/", "_", " ", "-").Replace(text), "=")
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(data) > maxPageError {
		return failure
	}
	if !failure.walk(data) || failure.Code == "" {
		*failure = OAuthError{Endpoint: EndpointConsent, Code: searchCode(string(data))}
	}
	return failure
}

// walk reads the fields of a protobuf message; it returns false if the bytes are
// none.
func (e *OAuthError) walk(data []byte) bool {
	for len(data) > 0 {
		tag, n := binary.Uvarint(data)
		if n <= 0 {
			return false
		}
		data = data[n:]
		var skip int
		switch tag & 7 {
		case 0: // a number
			value, n := binary.Uvarint(data)
			if n <= 0 {
				return false
			}
			if tag>>3 == 4 && value >= 100 && value < 600 {
				e.StatusCode = int(value)
			}
			skip = n
		case 1: // eight bytes
			skip = 8
		case 2: // a text, or a message in the message
			length, n := binary.Uvarint(data)
			if n <= 0 || length > maxPageError {
				return false
			}
			skip = n + int(length)
			if skip <= len(data) {
				e.field(tag>>3, string(data[n:skip]))
			}
		case 5: // four bytes
			skip = 4
		default:
			return false
		}
		if skip > len(data) {
			return false
		}
		data = data[skip:]
	}
	return true
}

func (e *OAuthError) field(number uint64, value string) {
	switch number {
	case 1:
		e.Code = value
	case 2:
		e.Description = value
	}
}

// searchCode finds a code of the error page in text.
func searchCode(text string) string {
	for _, code := range []string{
		"redirect_uri_mismatch", "deleted_client", "disabled_client", "invalid_client", "org_internal", "admin_policy_enforced",
		"access_denied", "invalid_request", "invalid_scope", "unauthorized_client",
	} {
		if strings.Contains(text, code) {
			return code
		}
	}
	return ""
}
