package googletest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// Client returns an HTTP client that reaches Google's hosts on this server; see
// [Server.Transport]. It sends no access token of its own.
func (s *Server) Client() *http.Client { return &http.Client{Transport: s.transport} }

// Transport returns a round tripper that sends requests for
// accounts.google.com, oauth2.googleapis.com, photoslibrary.googleapis.com,
// photospicker.googleapis.com, photos.google.com, openidconnect.googleapis.com
// and lh3.googleusercontent.com to this server, lets those for loopback addresses
// pass, and refuses all others.
func (s *Server) Transport() http.RoundTripper { return s.transport }

type transport struct {
	address string
	base    *http.Transport
}

// dialFunc is nil for the network.
type dialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

func newTransport(address string, dial dialFunc) *transport {
	// Not a clone of the default transport: a proxy from the environment must
	// not see requests that are meant to stay on this machine.
	return &transport{address: address, base: &http.Transport{DialContext: dial, MaxIdleConnsPerHost: 32}}
}

func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	host := strings.ToLower(req.URL.Hostname())
	switch host {
	case hostAccounts, hostOAuth, hostLibrary, hostUserinfo, hostBytes, hostPicker, hostPhotos:
		if req.URL.Scheme != "https" {
			closeBody(req)
			return nil, fmt.Errorf("googletest: %s is asked over %q; Google's hosts are asked over https only", host, req.URL.Scheme)
		}
		here := req.Clone(req.Context())
		here.Host = host
		here.URL.Scheme, here.URL.Host = "http", t.address
		resp, err := t.base.RoundTrip(here)
		if resp != nil {
			// The client resolves redirects against what it asked for.
			resp.Request = req
		}
		return resp, err
	}
	if isLoopback(host) {
		return t.base.RoundTrip(req)
	}
	closeBody(req)
	return nil, fmt.Errorf("googletest: refused a request to %q: only Google's hosts and loopback addresses are reachable", host)
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close() // the contract of a round tripper
	}
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return ip != nil && ip.IsLoopback()
}

type prefixKey struct{}

func withPrefix(ctx context.Context, prefix string) context.Context {
	return context.WithValue(ctx, prefixKey{}, prefix)
}

// localPath returns the path of a page as the browser that sent r must ask
// for it.
func localPath(r *http.Request, path string) string {
	prefix, _ := r.Context().Value(prefixKey{}).(string)
	return prefix + path
}
