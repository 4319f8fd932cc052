package credentials

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

const defaultHTTPTimeout = 30 * time.Second

// httpClient returns base or the default client.
func httpClient(base *http.Client) *http.Client {
	if base != nil {
		return base
	}
	return &http.Client{Timeout: defaultHTTPTimeout}
}

// apiTransport is the default transport with limits for all that comes before
// the body of an answer: a video may take as long as it takes.
func apiTransport() http.RoundTripper {
	transport, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport // the program's own, with limits of its own
	}
	transport = transport.Clone()
	transport.ResponseHeaderTimeout = defaultHTTPTimeout
	if transport.TLSHandshakeTimeout <= 0 {
		transport.TLSHandshakeTimeout = defaultHTTPTimeout
	}
	if transport.DialContext == nil {
		transport.DialContext = (&net.Dialer{Timeout: defaultHTTPTimeout}).DialContext
	}
	return transport
}

// tokenClient returns base for use with the token endpoint. It follows no
// redirect, which could carry the secret and the refresh token elsewhere.
func tokenClient(base *http.Client) *http.Client {
	client := *httpClient(base)
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// bearer adds the access token to requests, but only to those for Google: a
// redirect out of Google would otherwise take the token along.
type bearer struct {
	source oauth2.TokenSource
	base   http.RoundTripper
}

func (b *bearer) RoundTrip(req *http.Request) (*http.Response, error) {
	switch host := strings.ToLower(req.URL.Hostname()); {
	case req.URL.Scheme == "https" && takesToken(host):
		transport := oauth2.Transport{Source: b.source, Base: b.base}
		return transport.RoundTrip(req)
	case req.URL.Scheme == "https" && strings.HasSuffix(host, bytesDomain):
		// Where redirects of base URLs lead: the address alone opens the bytes.
		return b.plain().RoundTrip(req)
	default:
		closeBody(req)
		return nil, fmt.Errorf("credentials: refused to send a Google access token to %s://%s: build a client from Grant.TokenSource if that host may have it", req.URL.Scheme, req.URL.Host)
	}
}

func (b *bearer) plain() http.RoundTripper {
	if b.base == nil {
		return http.DefaultTransport
	}
	return b.base
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close() // RoundTripper: the body is closed on errors too.
	}
}

// bytesDomain has the hosts of base URLs, and those of Google's customers too.
const bytesDomain = ".googleusercontent.com"

// takesToken reports whether the host is one of Google's APIs, or lh3 or one of
// its siblings, which serve the bytes of photos.
func takesToken(host string) bool {
	if strings.HasSuffix(host, ".googleapis.com") {
		return true
	}
	label, isBytes := strings.CutSuffix(host, bytesDomain)
	number, isPhotos := strings.CutPrefix(label, "lh")
	return isBytes && isPhotos && number != "" && strings.Trim(number, "0123456789") == ""
}
