package truenas

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
)

// get asks the NAS for a path over HTTP, with the same trust as the connection.
// The caller closes the body; path may hold a token and is in no error.
func (c *Client) get(ctx context.Context, path string) (*http.Response, error) {
	u := *c.url
	u.Scheme = map[string]string{"wss": "https", "ws": "http"}[u.Scheme]
	target, err := u.Parse(path)
	if err != nil || target.Host != u.Host {
		return nil, fmt.Errorf("truenas: TrueNAS named a download that is not a path of its own")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("truenas: TrueNAS named a download that is not a path of its own")
	}
	transport := &http.Transport{
		DialContext:       c.settings.dialer(c.url),
		TLSNextProto:      map[string]func(string, *tls.Conn) http.RoundTripper{},
		TLSClientConfig:   c.settings.tlsConfig(c.url.Hostname()),
		DisableKeepAlives: true,
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return nil, fmt.Errorf("truenas: downloading from %s: %w", c.url.Host, err)
	}
	return response, nil
}
