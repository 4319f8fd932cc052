package credentials

import (
	"context"
	"net/http"
	"net/url"

	"github.com/nasphotos/nasphotos/internal/googleapis"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// checkDownload asks for the header of one item's bytes, if the picker leaves a
// request for that.
func (c *checker) checkDownload(ctx context.Context, items []photoslibrary.MediaItem) {
	result := c.result(CheckDownload)
	address := bytesURL(items)
	switch {
	case len(items) == 0:
		result.skip("there is nothing to download")
		return
	case address == "":
		result.skip("no photo among the items")
		return
	case c.options.Picker && c.record.left <= 2, c.record.left <= 0:
		result.skip("left out for the number of requests")
		return
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil {
		result.unknown("Google's address for the bytes is none", "try again later")
		return
	}
	resp, err := c.apiClient().Do(req)
	if err == nil {
		_ = resp.Body.Close() // an answer to HEAD has none
	}
	if c.lost(CheckDownload) {
		return
	}
	if err != nil {
		// The error's URL would open the photo to whoever reads it.
		result.unknown("the request failed", "try again later")
		return
	}
	c.readDownload(resp.StatusCode)
}

func (c *checker) readDownload(status int) {
	result := c.result(CheckDownload)
	switch {
	case status >= 200 && status < 400:
		result.ok("the bytes of a photo can be had")
	case status == http.StatusTooManyRequests:
		reset := googleapis.NextPacificMidnight(c.now)
		result.warn("today's downloads may be used up: "+httpStatus(status), "check again later, at the latest after "+day(reset), quotaPage(c.client))
		result.Waiting = Waiting{Helps: true}
	case status == http.StatusForbidden, status == http.StatusNotFound:
		result.warn("Google does not give out the bytes of a photo it has just listed: "+httpStatus(status), "open the photo in Google Photos to see whether it is still there, and check again", "https://photos.google.com/")
	default:
		result.unknown(httpStatus(status), "try again later")
		result.Waiting = Waiting{Helps: status >= http.StatusInternalServerError}
	}
}

// bytesURL is the address of the bytes of the first photo on a host that may be
// asked with the token, or "".
func bytesURL(items []photoslibrary.MediaItem) string {
	for _, item := range items {
		address, err := url.Parse(item.BaseURL)
		if err == nil && !item.IsVideo() && address.Scheme == "https" && takesToken(address.Hostname()) {
			return item.BaseURL + "=d"
		}
	}
	return ""
}
