package photoslibrary

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

const bytesDomain = ".googleusercontent.com"

// servesBytes reports whether a request with the access token may be sent to
// address: to lh3 and its siblings, which serve the bytes of photos, and to the
// host to which they send those who want a video. Other hosts of that domain are
// those of Google's customers.
func (c *Client) servesBytes(address *url.URL) bool {
	// Whoever set another BaseURL trusts that server with the token already.
	own, err := url.Parse(c.baseURL())
	if err == nil && c.BaseURL != "" && own.Scheme == address.Scheme && strings.EqualFold(own.Host, address.Host) {
		return true
	}
	if address.Scheme != "https" || address.User != nil || address.Port() != "" && address.Port() != "443" {
		return false
	}
	label, isBytes := strings.CutSuffix(strings.ToLower(address.Hostname()), bytesDomain)
	number, isPhotos := strings.CutPrefix(label, "lh")
	return isBytes && (label == "video-downloads" || isPhotos && number != "" && strings.Trim(number, "0123456789") == "")
}

func (c *Client) followBytes(req *http.Request, via []*http.Request) error {
	if !c.servesBytes(req.URL) {
		return errors.New("the server redirects to an address outside Google Photos, and the request would carry the access token")
	}
	if len(via) >= 10 {
		return errors.New("stopped after 10 redirects")
	}
	return nil
}
