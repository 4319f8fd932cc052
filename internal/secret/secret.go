package secret

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"log/slog"
)

// Redacted is what a non-empty secret looks like in any output.
const Redacted = "[redacted]"

// String holds a text that must not appear in logs, errors or JSON. The zero
// value is the empty secret. It is immutable and safe for concurrent use.
//
// Do not compare with ==, use [String.Equal].
type String struct {
	// A pointer, because fmt does not call methods on unexported fields of a
	// struct it prints: it then shows an address and not the text.
	text *string
}

// New wraps text.
func New(text string) String {
	if text == "" {
		return String{}
	}
	return String{text: &text}
}

// Reveal returns the text.
func (s String) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether the secret is empty. encoding/json's omitzero uses it.
func (s String) IsZero() bool { return s.text == nil }

// Equal reports whether both hold the same text, in time that depends only on
// the lengths.
func (s String) Equal(other String) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// String returns [Redacted], or "" for the empty secret.
func (s String) String() string {
	if s.text == nil {
		return ""
	}
	return Redacted
}

// GoString returns what %#v prints.
func (s String) GoString() string { return fmt.Sprintf("secret.String(%q)", s.String()) }

// Format prints the redacted form for every verb.
func (s String) Format(f fmt.State, verb rune) {
	switch verb {
	case 'q':
		_, _ = fmt.Fprintf(f, "%q", s.String())
	case 'v':
		if f.Flag('#') {
			_, _ = f.Write([]byte(s.GoString()))
			return
		}
		fallthrough
	default:
		_, _ = f.Write([]byte(s.String()))
	}
}

// LogValue makes log/slog print the redacted form.
func (s String) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText returns the redacted form; encoding/json, encoding/xml and most
// YAML packages use it. A wire format reveals its secrets explicitly.
func (s String) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalJSON returns the redacted form as a JSON string.
func (s String) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalText stores text.
func (s *String) UnmarshalText(text []byte) error {
	*s = New(string(text))
	return nil
}

// UnmarshalJSON reads a JSON string; null is the empty secret.
func (s *String) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		// encoding/json's error would quote the input.
		return fmt.Errorf("secret: want a JSON string")
	}
	*s = New(text)
	return nil
}
