package truenas

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
)

// message is a frame from TrueNAS: a notification (with method), or the answer
// to the request id. Its slices are parts of the frame.
type message struct {
	id     []byte
	result []byte
	err    *rpcError
	method string
	params []byte
}

// errMalformed does not quote the frame, which may hold secrets.
var errMalformed = errors.New("malformed message")

// scanObject gives the members of a JSON object to visit. It finds where a value
// ends and leaves it to whoever decodes the value to say that it is none: a large
// answer is read once then, and not once for each layer.
func scanObject(frame []byte, visit func(key, value []byte) error) error {
	rest := skipSpace(frame)
	if len(rest) == 0 || rest[0] != '{' {
		return errMalformed
	}
	rest = skipSpace(rest[1:])
	for first := true; ; first = false {
		if len(rest) > 0 && rest[0] == '}' && first {
			break
		}
		key := rest[:valueEnd(rest)]
		if len(key) < 2 || key[0] != '"' {
			return errMalformed
		}
		rest = skipSpace(rest[len(key):])
		if len(rest) == 0 || rest[0] != ':' {
			return errMalformed
		}
		rest = skipSpace(rest[1:])
		value := rest[:valueEnd(rest)]
		if len(value) == 0 {
			return errMalformed
		}
		if err := visit(key[1:len(key)-1], value); err != nil {
			return err
		}
		rest = skipSpace(rest[len(value):])
		if len(rest) == 0 || rest[0] != ',' {
			break
		}
		rest = skipSpace(rest[1:])
	}
	if len(rest) == 0 || rest[0] != '}' || len(skipSpace(rest[1:])) != 0 {
		return errMalformed
	}
	return nil
}

// valueEnd is the length of the JSON value that text starts with; 0 for none.
func valueEnd(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			n := stringEnd(text[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i // the end of a number or word
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
	}
	return 0
}

// stringEnd is the length of the string that text starts with; 0 if it has no
// end.
func stringEnd(text []byte) int {
	for i := 1; i < len(text); i++ {
		n := bytes.IndexByte(text[i:], '"')
		if n < 0 {
			return 0
		}
		i += n
		escapes := 0
		for text[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
	return 0
}

func skipSpace(text []byte) []byte {
	for len(text) > 0 && (text[0] == ' ' || text[0] == '\n' || text[0] == '\t' || text[0] == '\r') {
		text = text[1:]
	}
	return text
}

// unquoted is the content of a string without escapes, as ids have; nil for
// anything else.
func unquoted(value []byte) []byte {
	if len(value) < 2 || value[0] != '"' {
		return nil
	}
	return value[1 : len(value)-1]
}

func isNull(value []byte) bool { return string(value) == "null" }

// encodeJSON is json.Marshal without escapes that only HTML needs: they would
// count against TrueNAS's message limit.
func encodeJSON(value any) ([]byte, error) {
	var text bytes.Buffer
	if err := appendJSON(&text, value); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}

func appendJSON(text *bytes.Buffer, value any) error {
	encoder := json.NewEncoder(text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	text.Truncate(text.Len() - 1) // the line break
	return nil
}

// appendMethod writes the name of a method, which hardly ever needs an escape.
func appendMethod(text *bytes.Buffer, method string) error {
	for i := range len(method) {
		if c := method[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '_' {
			return appendJSON(text, method)
		}
	}
	text.WriteByte('"')
	text.WriteString(method)
	text.WriteByte('"')
	return nil
}

// newRequestID returns a random UUID: job events carry the request ids of
// every session, so ids must be unique among all clients of a NAS.
func newRequestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	var text [36]byte
	at := 0
	for i, octet := range b {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			text[at] = '-'
			at++
		}
		hex.Encode(text[at:], []byte{octet})
		at += 2
	}
	return string(text[:])
}
