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
	if !takesToken(req) {
		closeBody(req)
		return nil, fmt.Errorf("credentials: refused to send a Google access token to %s://%s: build a client from Grant.TokenSource if that host may have it", req.URL.Scheme, req.URL.Host)
	}
	transport := oauth2.Transport{Source: b.source, Base: b.base}
	return transport.RoundTrip(req)
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close() // RoundTripper: the body is closed on errors too.
	}
}

// takesToken reports whether the request goes to a Google API over TLS, or to
// this machine, where the fakes of tests live.
func takesToken(req *http.Request) bool {
	host := strings.ToLower(req.URL.Hostname())
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	return req.URL.Scheme == "https" &&
		(strings.HasSuffix(host, ".googleapis.com") || strings.HasSuffix(host, ".googleusercontent.com"))
}
