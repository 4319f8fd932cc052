package truenas

import (
	"fmt"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
)

// Key is an API key for [SCRAM]: a raw one, or the keys precomputed from it,
// which log in without the raw key and without the time to derive them. [ParseKey]
// reads one. It prints without its secrets. The zero value is no key.
type Key struct {
	id     int
	secret Secret     // of a raw key: what follows the first dash
	keys   *scramKeys // of a precomputed one
}

// IsZero reports whether k is no key.
func (k Key) IsZero() bool { return k.id == 0 }

// Raw returns the key as TrueNAS showed it, which is what [APIKey] takes; it is zero
// for precomputed keys.
func (k Key) Raw() Secret {
	if k.secret.IsZero() {
		return Secret{}
	}
	return NewSecret(fmt.Sprintf("%d-%s", k.id, k.secret.Reveal()))
}

// String returns the number of the key, which is no secret.
func (k Key) String() string {
	if k.IsZero() {
		return "no API key"
	}
	return fmt.Sprintf("API key %d", k.id)
}

// GoString returns what %#v prints.
func (k Key) GoString() string { return fmt.Sprintf("truenas.Key(%q)", k.String()) }

// Format prints the same for every verb.
func (k Key) Format(f fmt.State, verb rune) {
	text := k.String()
	if verb == 'v' && f.Flag('#') {
		text = k.GoString()
	}
	_, _ = f.Write([]byte(text))
}

// LogValue makes log/slog print the number only.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText returns what String does; encoding/json uses it.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// apiKeyShape is "<id>-<secret>". The length of the secret is 64 today and
// not promised.
var apiKeyShape = regexp.MustCompile(`^[0-9]+-[A-Za-z0-9]+$`)

// apiKeyProblem says what is wrong with a key that cannot be one.
func apiKeyProblem(key Secret) string {
	switch {
	case key.IsZero():
		return "the API key is empty: create one in TrueNAS under Credentials > Users > API Keys"
	case isRedacted(key):
		return "the API key is only a placeholder: set the real one"
	case !apiKeyShape.MatchString(key.Reveal()):
		return "the API key must look like 12-AbC…: a number, a dash, letters and digits; copy it again"
	}
	return ""
}

// rawKey reads "<id>-<secret>"; problem says what is wrong with it.
func rawKey(text string) (k Key, problem string) {
	raw := NewSecret(strings.TrimSpace(text))
	if problem := apiKeyProblem(raw); problem != "" {
		return Key{}, problem
	}
	number, secret, _ := strings.Cut(raw.Reveal(), "-")
	id, err := strconv.Atoi(number)
	if err != nil || id < 1 {
		return Key{}, "the number before the dash is not that of an API key; copy the key again"
	}
	return Key{id: id, secret: NewSecret(secret)}, ""
}
