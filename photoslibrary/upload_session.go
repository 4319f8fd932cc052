package photoslibrary

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/nasphotos/nasphotos/internal/secret"
)

// Secret is a text that does not print; Reveal returns it.
type Secret = secret.String

// UploadSession is a resumable upload that Google waits for. It can go on in
// another process: keep what [UploadSession.Marshal] returns.
type UploadSession struct {
	// URL is where the bytes go.
	URL Secret
	// Size is that of the file, in bytes.
	Size int64
	// Granularity is what the size of all requests but the last must be a multiple
	// of, in bytes.
	Granularity int64
}

type uploadSessionWire struct {
	URL         string `json:"url"`
	Size        int64  `json:"size"`
	Granularity int64  `json:"granularity,omitempty"`
}

// Marshal returns the session as JSON, with its URL in the clear: whoever reads it
// can add to the upload, so keep it where only the owner reads.
func (s UploadSession) Marshal() ([]byte, error) {
	data, err := json.Marshal(uploadSessionWire{URL: s.URL.Reveal(), Size: s.Size, Granularity: s.Granularity})
	if err != nil {
		return nil, fmt.Errorf("photoslibrary: write upload session: %w", err)
	}
	return data, nil
}

// UnmarshalUploadSession reads what [UploadSession.Marshal] wrote.
func UnmarshalUploadSession(data []byte) (UploadSession, error) {
	var wire uploadSessionWire
	if err := json.Unmarshal(data, &wire); err != nil {
		// The cause could quote the URL.
		return UploadSession{}, errors.New("photoslibrary: read upload session: it is not the JSON that Marshal wrote; upload again")
	}
	s := UploadSession{URL: secret.New(wire.URL), Size: wire.Size, Granularity: wire.Granularity}
	if err := s.check(); err != nil {
		return UploadSession{}, fmt.Errorf("photoslibrary: read upload session: %w", err)
	}
	return s, nil
}

func (s UploadSession) check() error {
	address, err := url.Parse(s.URL.Reveal())
	switch {
	case err != nil || address.Host == "":
		return errors.New("it has no URL; upload again")
	case s.Size <= 0:
		return fmt.Errorf("its size is %d; upload again", s.Size)
	case s.Granularity < 0:
		return fmt.Errorf("its granularity is %d; upload again", s.Granularity)
	}
	return nil
}

// takesUpload reports whether bytes and the access token may be sent to address.
func (c *Client) takesUpload(text string) bool {
	address, err := url.Parse(text)
	if err != nil || address.User != nil {
		return false
	}
	own, err := url.Parse(c.baseURL())
	if err == nil && own.Scheme == address.Scheme && strings.EqualFold(own.Host, address.Host) {
		return true
	}
	return c.BaseURL == "" && address.Scheme == "https" && address.Port() == "" && strings.HasSuffix(strings.ToLower(address.Hostname()), ".googleapis.com")
}
