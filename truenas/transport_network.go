package truenas

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/coder/websocket"
)

// networkTransport reaches a NAS over TCP, TLS, or a Unix socket.
type networkTransport struct {
	endpoint endpoint
	settings settings
}

func (t networkTransport) Connect(ctx context.Context, path string) (Conn, error) {
	var below net.Conn
	transport := t.roundTripper()
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		var err error
		below, err = dial(ctx, network, address)
		return below, err
	}
	defer transport.CloseIdleConnections()
	client := &http.Client{
		Transport: transport,
		// Whatever another address is, it is not the one the caller trusts
		// with a key.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	ws, response, err := websocket.Dial(ctx, t.target(path), &websocket.DialOptions{HTTPClient: client}) //nolint:bodyclose // Dial closes it and keeps its start
	if err == nil {
		return newWebsocketConn(ws, below, response.TLS), nil
	}
	if response != nil && response.StatusCode != http.StatusSwitchingProtocols {
		return nil, t.refusedError(path, response)
	}
	return nil, t.failed("connecting to", err)
}

func (t networkTransport) Get(ctx context.Context, path string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, t.target(path), nil)
	if err != nil {
		return nil, errors.New("truenas: not a path")
	}
	transport := t.roundTripper()
	transport.DisableKeepAlives = true
	// A dial goes on when ctx ends, unless it is told that nobody waits for it.
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		return nil, t.failed("asking", err)
	}
	return response, nil
}

func (t networkTransport) roundTripper() *http.Transport {
	return &http.Transport{
		DialContext: t.dial,
		// An empty map keeps HTTP/2 out, which cannot carry the handshake.
		TLSNextProto:    map[string]func(string, *tls.Conn) http.RoundTripper{},
		TLSClientConfig: t.settings.tlsConfig(t.endpoint.serverName()),
	}
}

// dial refuses a connection without TLS that leaves this machine in spite of
// its name, before anything is written.
func (t networkTransport) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if t.endpoint.socket != "" {
		return t.settings.dial(ctx, "unix", t.endpoint.socket)
	}
	c, err := t.settings.dial(ctx, network, address)
	if err == nil && !t.endpoint.secure() && !isLoopbackAddr(c.RemoteAddr()) {
		_ = c.Close()
		return nil, ErrInsecure
	}
	return c, err
}

// target is the URL of a path on the NAS.
func (t networkTransport) target(path string) string {
	scheme := "http"
	if t.endpoint.secure() && t.endpoint.socket == "" {
		scheme = "https"
	}
	host := url.URL{Scheme: scheme, Host: t.endpoint.host}
	return host.String() + t.endpoint.base + path
}

// failed explains why there is no connection.
func (t networkTransport) failed(doing string, err error) error {
	if untrusted, ok := certificateError(t.endpoint.serverName(), err); ok {
		return untrusted
	}
	if errors.Is(err, ErrInsecure) {
		return insecureError(t.endpoint.name())
	}
	return fmt.Errorf("truenas: %s %s: %w%s", doing, t.endpoint.name(), withoutURL(err), t.socketHint(err))
}

// socketHint says what is known of a Unix socket that cannot be opened.
func (t networkTransport) socketHint(err error) string {
	switch {
	case t.endpoint.socket == "":
		return ""
	case errors.Is(err, fs.ErrNotExist):
		return "; TrueNAS has its socket at /run/middleware/middlewared.sock, on the NAS itself"
	case errors.Is(err, fs.ErrPermission):
		return "; run this program as root or as a user with privileges"
	}
	return ""
}

// withoutURL drops the address from an error of net/http: its path can hold a
// token.
func withoutURL(err error) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return failed.Err
	}
	return err
}

// refusedError explains an HTTP answer in place of a WebSocket.
func (t networkTransport) refusedError(path string, response *http.Response) error {
	return fmt.Errorf("truenas: %s%s%s answered HTTP %d instead of opening a WebSocket: %s",
		t.endpoint.name(), t.endpoint.base, path, response.StatusCode, t.endpoint.statusHint(response))
}

// statusHint says what to do about an HTTP status.
func (e endpoint) statusHint(response *http.Response) string {
	switch code := response.StatusCode; {
	case code >= 300 && code < 400:
		if to, err := response.Location(); err == nil && to.Host != "" && to.Host != e.host {
			return fmt.Sprintf("it redirects to %q, which is not followed; if that is your NAS, use that address", to.Host)
		}
		return "redirects are not followed; use the address of the NAS itself"
	case code == http.StatusNotFound:
		return "this is no TrueNAS, or a release without that API: leave the path out of the address"
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return "something in front of the NAS refuses; use the address of the NAS itself"
	case code >= 500:
		return "TrueNAS is starting or in trouble; try again in a minute"
	}
	return "is this a TrueNAS?"
}

// serverName is what a certificate must be for. A zone says which way to take,
// not where to.
func (e endpoint) serverName() string {
	host := (&url.URL{Host: e.host}).Hostname()
	host, _, _ = strings.Cut(host, "%")
	return host
}
