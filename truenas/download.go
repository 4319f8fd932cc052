package truenas

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// get asks the NAS for a path over HTTP, with the same trust as the connection.
// The caller closes the body; path may hold a token and is in no error.
func (c *Client) get(ctx context.Context, path string) (*http.Response, error) {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") {
		return nil, errors.New("truenas: TrueNAS named a download that is not a path of its own")
	}
	return c.transport.Get(ctx, u.RequestURI())
}
