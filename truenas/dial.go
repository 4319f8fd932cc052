package truenas

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/coder/websocket"
)

// handshakeTimeout limits connecting when ctx has no deadline.
const handshakeTimeout = 30 * time.Second

// Dial connects to a NAS and logs in. rawURL is wss://host, https://host as
// in a browser, or a host name; the path is empty, /api/current or a version as
// /api/v25.10.0. ws:// is accepted for this machine only: TrueNAS destroys an
// API key that arrives without TLS. Proxies of the environment are not used.
//
// ctx limits connecting and logging in; when it has no deadline, 30 s for the
// connection and the call timeout for the login. It does not limit the life of
// the client.
//
// Errors: [ErrInsecure], [*CertificateError], [*AuthError], those of the network.
func Dial(ctx context.Context, rawURL string, auth Auth, opts ...Option) (*Client, error) {
	settings := defaultSettings()
	for _, opt := range opts {
		if err := opt(&settings); err != nil {
			return nil, err
		}
	}
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	if auth == nil {
		return nil, errors.New("truenas: no login given: pass APIKey(username, key)")
	}
	if checked, ok := auth.(interface{ check() error }); ok {
		if err := checked.check(); err != nil {
			return nil, err
		}
	}
	if u.Scheme == "ws" && !isLoopbackHost(u.Hostname()) {
		return nil, insecureError(u.Hostname())
	}
	ws, state, err := handshake(ctx, u, settings)
	if err != nil {
		return nil, err
	}
	client := newClient(u, ws, settings) //nolint:contextcheck // the connection outlives the context of Dial
	if err := logIn(ctx, auth, loginSession{client, state}, client.log); err != nil {
		_ = client.Close()
		return nil, err
	}
	client.authenticated.Store(true)
	client.hub.connected(ctx)
	return client, nil
}

// loginSession is what an Auth sees of a connection.
type loginSession struct {
	Caller
	state *tls.ConnectionState
}

func (s loginSession) Protocol() Protocol { return JSONRPC }

func (s loginSession) TLS() *tls.ConnectionState { return s.state }

func insecureError(host string) error {
	return fmt.Errorf("truenas: %s: %w: TrueNAS revokes an API key that arrives over ws://; use wss://", host, ErrInsecure)
}

func handshake(ctx context.Context, u *url.URL, s settings) (*websocket.Conn, *tls.ConnectionState, error) {
	if _, has := ctx.Deadline(); !has {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, handshakeTimeout)
		defer cancel()
	}
	transport := &http.Transport{
		DialContext: s.dialer(u),
		// An empty map keeps HTTP/2 out, which cannot carry this handshake.
		TLSNextProto:    map[string]func(string, *tls.Conn) http.RoundTripper{},
		TLSClientConfig: s.tlsConfig(u.Hostname()),
	}
	defer transport.CloseIdleConnections()
	client := &http.Client{
		Transport: transport,
		// Whatever another address is, it is not the one the caller trusts
		// with a key.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	ws, response, err := websocket.Dial(ctx, u.String(), &websocket.DialOptions{HTTPClient: client}) //nolint:bodyclose // Dial closes it and keeps its start
	if err == nil {
		return ws, response.TLS, nil
	}
	if response != nil && response.StatusCode != http.StatusSwitchingProtocols {
		return nil, nil, refusedError(u, response)
	}
	if untrusted, ok := certificateError(u.Hostname(), err); ok {
		return nil, nil, untrusted
	}
	if errors.Is(err, ErrInsecure) {
		return nil, nil, insecureError(u.Hostname())
	}
	return nil, nil, fmt.Errorf("truenas: connecting to %s: %w", u.Host, err)
}

// dialer refuses a ws:// connection that leaves this machine in spite of its
// name, before anything is written.
func (s settings) dialer(u *url.URL) func(context.Context, string, string) (net.Conn, error) {
	if u.Scheme != "ws" {
		return s.dial
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := s.dial(ctx, network, address)
		if err == nil && !isLoopbackAddr(c.RemoteAddr()) {
			_ = c.Close()
			return nil, ErrInsecure
		}
		return c, err
	}
}

// refusedError explains an HTTP answer in place of a WebSocket.
func refusedError(u *url.URL, response *http.Response) error {
	hint := "is this a TrueNAS 25.04 or newer?"
	switch code := response.StatusCode; {
	case code >= 300 && code < 400:
		hint = "redirects are not followed; use the address of the NAS itself"
		if to, err := response.Location(); err == nil && to.Host != "" && to.Host != u.Host {
			hint = fmt.Sprintf("it redirects to %q, which is not followed; if that is your NAS, use that address", to.Host)
		}
	case code == http.StatusNotFound:
		hint = "TrueNAS 25.04 or newer is needed"
	case code >= 500:
		hint = "TrueNAS is starting or in trouble; try again in a minute"
	}
	return fmt.Errorf("truenas: %s%s answered HTTP %d instead of opening a WebSocket: %s",
		u.Host, u.Path, response.StatusCode, hint)
}
