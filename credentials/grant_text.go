package credentials

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/internal/secret"
)

const (
	grantVersion = 1
	// maxGrantText is far above what Google's longest tokens need: 2048 bytes for
	// an access token, 512 for a refresh token (Google's OAuth overview).
	maxGrantText = 1 << 20
)

// storedGrant is a grant as stores keep it.
type storedGrant struct {
	Version int `json:"version"`
	Grant
	AccessToken  string `json:"access_token,omitempty"`
	RefreshToken string `json:"refresh_token"`
}

// MarshalGrant returns the grant with its tokens in the clear, as one line of
// JSON, for a [Store] to keep. [UnmarshalGrant] reads it.
//
// It refuses a grant without refresh token, which is what printing or
// marshalling a grant in any other way leaves, with [ErrNoRefreshToken].
func MarshalGrant(g *Grant) ([]byte, error) {
	switch {
	case g == nil || g.RefreshToken.IsZero():
		return nil, ErrNoRefreshToken
	case !isToken(g.RefreshToken) || !isToken(g.AccessToken):
		return nil, errors.New("credentials: the grant has a text that is no token: store only what Authorize or a refresh returned")
	}
	stored := storedGrant{
		Version: grantVersion, Grant: *g,
		AccessToken: g.AccessToken.Reveal(), RefreshToken: g.RefreshToken.Reveal(),
	}
	for _, moment := range stored.times() {
		*moment = moment.UTC()
	}
	data, err := json.Marshal(stored) //nolint:gosec // G117: stores need the tokens.
	if err != nil {
		return nil, fmt.Errorf("credentials: the grant cannot be stored: %w", err) // a time beyond the year 9999
	}
	if others := g.others.Reveal(); others != "" {
		data = append(append(data[:len(data)-1], ','), others[1:]...)
	}
	if len(data) > maxGrantText {
		return nil, errors.New("credentials: the grant is too long to be read back: authorize again")
	}
	return data, nil
}

// UnmarshalGrant reads what [MarshalGrant] wrote. Fields that it does not know
// are kept, so that an older program does not undo what a newer one stored; a
// newer version of the whole format is refused.
//
// Errors match [ErrDamaged], except for the newer version's. They say what is
// wrong, and never quote the text.
func UnmarshalGrant(data []byte) (*Grant, error) {
	var fields map[string]json.RawMessage
	switch {
	case len(data) > maxGrantText:
		return nil, damaged("it is too long")
	case json.Unmarshal(data, &fields) != nil || fields == nil:
		return nil, damaged("it is not a JSON object")
	}
	var stored storedGrant
	// Not json.Unmarshal into the struct, which takes Version for version too.
	for _, field := range []struct {
		key  string
		into any
	}{
		{"version", &stored.Version},
		{"client_id", &stored.ClientID},
		{"account", &stored.Account},
		{"scopes", &stored.Scopes},
		{"token_type", &stored.TokenType},
		{"expiry", &stored.Expiry},
		{"granted_at", &stored.GrantedAt},
		{"refresh_expiry", &stored.RefreshExpiry},
		{"refreshed_at", &stored.RefreshedAt},
		{"ended_at", &stored.EndedAt},
		{"access_token", &stored.AccessToken},
		{"refresh_token", &stored.RefreshToken},
	} {
		raw, ok := fields[field.key]
		if ok && json.Unmarshal(raw, field.into) != nil {
			return nil, damaged("its field " + field.key + " has a value of the wrong kind")
		}
		delete(fields, field.key)
		// Others mean something else once the format changes: this one comes first.
		if field.key == "version" && stored.Version > grantVersion {
			return nil, fmt.Errorf("credentials: the stored grant was written by a newer version of this program (format %d, not %d): update this one", stored.Version, grantVersion)
		}
	}
	return stored.grant(fields)
}

// grant checks what was read.
func (s *storedGrant) grant(others map[string]json.RawMessage) (*Grant, error) {
	g := &s.Grant
	g.AccessToken, g.RefreshToken = NewSecret(s.AccessToken), NewSecret(s.RefreshToken)
	switch {
	case s.Version != grantVersion:
		return nil, damaged("it has no version: it was not written by MarshalGrant")
	case g.RefreshToken.IsZero():
		return nil, damaged("it has no refresh token")
	case !isToken(g.RefreshToken) || !isToken(g.AccessToken):
		return nil, damaged("it holds a text that is no token")
	}
	for _, moment := range s.times() {
		*moment = moment.UTC()
		if year := moment.Year(); year < 1 || year > 9999 {
			return nil, damaged("it has a time that does not exist")
		}
	}
	if len(others) > 0 {
		text, err := json.Marshal(others)
		if err != nil {
			return nil, damaged("it is not a JSON object")
		}
		g.others = NewSecret(string(text))
	}
	return g, nil
}

func (s *storedGrant) times() []*time.Time {
	return []*time.Time{&s.Expiry, &s.GrantedAt, &s.RefreshExpiry, &s.RefreshedAt, &s.EndedAt}
}

// isToken reports whether the text can be one: printable and ASCII (RFC 6749,
// appendix A), and not what a redacted one looks like. Empty is no token too, but
// may be missing.
func isToken(token Secret) bool {
	text := token.Reveal()
	strange := func(r rune) bool { return r <= ' ' || r > '~' }
	return text != secret.Redacted && strings.IndexFunc(text, strange) < 0
}

func damaged(what string) error { return fmt.Errorf("%w: %s", ErrDamaged, what) }
