package truenas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
)

const googlePhotosType = "GOOGLE_PHOTOS"

// GooglePhotos is a Google Photos account. TrueNAS requires only the token,
// but rclone can refresh it only with the OAuth client that obtained it.
//
// Keys of the stored object which this type does not name survive a read, a
// change and an update.
type GooglePhotos struct {
	ClientID     string `json:"client_id"`
	ClientSecret Secret `json:"client_secret"`
	// Token is rclone's token JSON. It is sent on one line: most TrueNAS
	// releases write it to rclone's configuration as it is and lose everything
	// after a line break.
	Token Secret `json:"token"`

	// extra is a JSON object with the unknown keys. A Secret, because nobody
	// knows whether they are.
	extra Secret
}

// ProviderType returns "GOOGLE_PHOTOS".
func (GooglePhotos) ProviderType() string { return googlePhotosType }

// MarshalJSON writes the provider object with its secrets redacted.
func (p GooglePhotos) MarshalJSON() ([]byte, error) {
	type plain GooglePhotos
	return json.Marshal(struct {
		Type string `json:"type"`
		plain
	}{googlePhotosType, plain(p)})
}

func (p GooglePhotos) redacted() bool {
	return isRedacted(NewSecret(p.ClientID)) || isRedacted(p.ClientSecret) || isRedacted(p.Token) ||
		strings.Contains(p.extra.Reveal(), `"********"`)
}

func decodeGooglePhotos(o object) (GooglePhotos, error) {
	var p GooglePhotos
	if err := field(o, "client_id", &p.ClientID); err != nil {
		return p, err
	}
	if err := field(o, "client_secret", &p.ClientSecret); err != nil {
		return p, err
	}
	if err := field(o, "token", &p.Token); err != nil {
		return p, err
	}
	rest := maps.Clone(o)
	for _, key := range []string{"type", "client_id", "client_secret", "token"} {
		delete(rest, key)
	}
	if len(rest) == 0 {
		return p, nil
	}
	text, err := json.Marshal(rest)
	if err != nil {
		return p, fmt.Errorf("truenas: provider %s: keeping unknown keys failed", googlePhotosType)
	}
	p.extra = NewSecret(string(text))
	return p, nil
}

func (p GooglePhotos) encode() (json.RawMessage, error) {
	if p.redacted() {
		return nil, fmt.Errorf("truenas: provider %s: %w", googlePhotosType, ErrRedacted)
	}
	token, err := oneLine(p.Token)
	if err != nil {
		return nil, err
	}
	wire := map[string]any{}
	if !p.extra.IsZero() {
		extra, err := parseObject([]byte(p.extra.Reveal()), "provider "+googlePhotosType)
		if err != nil {
			return nil, err
		}
		for key, raw := range extra {
			wire[key] = raw
		}
	}
	wire["type"] = googlePhotosType
	wire["client_id"] = p.ClientID
	wire["client_secret"] = p.ClientSecret.Reveal()
	wire["token"] = token
	for _, key := range []string{"client_id", "client_secret"} {
		if text, _ := wire[key].(string); strings.ContainsAny(text, "\r\n") {
			return nil, fmt.Errorf("truenas: provider %s: %s contains a line break; paste it on one line", googlePhotosType, key)
		}
	}
	return encodeJSON(wire)
}

// oneLine returns a token without the white space that means nothing in JSON.
func oneLine(token Secret) (string, error) {
	text := strings.TrimSpace(token.Reveal())
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(text)) == nil {
		return compact.String(), nil
	}
	if strings.ContainsAny(text, "\r\n") {
		return "", fmt.Errorf("truenas: provider %s: the token has several lines and is not JSON; "+
			"use the token line that rclone prints", googlePhotosType)
	}
	return text, nil
}
