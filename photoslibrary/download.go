package photoslibrary

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Download writes the bytes of an item to w and returns how many there were;
// after an error w may hold a part. Google serves photos without their
// location and videos compressed again: the originals are not available.
//
// An item whose BaseURL is older than 60 minutes fails with
// [ErrBaseURLExpired]; [Client.Get] gives a new one. A body shorter than
// announced is [io.ErrUnexpectedEOF].
func (c *Client) Download(ctx context.Context, item MediaItem, w io.Writer) (int64, error) {
	const op = "download media item"
	suffix := "=d"
	if item.IsVideo() {
		suffix = "=dv"
	}
	if video := item.Metadata.Video; video != nil && video.Status != "" && video.Status != "READY" {
		return 0, fmt.Errorf("photoslibrary: %s %q: status %s: %w", op, item.Filename, video.Status, ErrVideoNotReady)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, item.BaseURL+suffix, nil)
	if err != nil || !c.servesBytes(req.URL) {
		return 0, fmt.Errorf("photoslibrary: %s %q: BaseURL is not a Google address, and the request would carry the access token; take the item from a listing", op, item.Filename)
	}
	// Transparent decompression would hide the length that is compared below.
	req.Header.Set("Accept-Encoding", "identity")
	resp, err := c.bytesCaller().Do(op, req, c.followBytes)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	n, err := io.Copy(w, resp.Body)
	if err == nil && resp.ContentLength >= 0 && n != resp.ContentLength {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return n, fmt.Errorf("photoslibrary: %s %q: after %d bytes: %w", op, item.Filename, n, err)
	}
	return n, nil
}

// servesBytes reports whether the access token may be sent to address.
func (c *Client) servesBytes(address *url.URL) bool {
	host := strings.ToLower(address.Hostname())
	if address.Scheme == "https" && (host == "googleusercontent.com" || strings.HasSuffix(host, ".googleusercontent.com")) {
		return true
	}
	// Whoever set another BaseURL trusts that server with the token already.
	own, err := url.Parse(c.baseURL())
	return err == nil && c.BaseURL != "" && own.Scheme == address.Scheme && strings.EqualFold(own.Host, address.Host)
}

func (c *Client) followBytes(req *http.Request, via []*http.Request) error {
	if !c.servesBytes(req.URL) {
		return errors.New("the server redirects to an address outside Google, and the request would carry the access token")
	}
	if len(via) >= 10 {
		return errors.New("stopped after 10 redirects")
	}
	return nil
}
