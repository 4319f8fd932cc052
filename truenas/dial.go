package truenas

import (
	"context"
	"errors"
	"fmt"
	"net/url"
)

// Dial connects to a NAS and logs in. address is wss://host, https://host as in
// a browser, or a host name, and which API to speak is found out; a path pins it:
// /api/current, a version as /api/v25.10.0, or /websocket for the older
// [LegacyProtocol]. unix:///run/middleware/middlewared.sock is the NAS this
// program runs on. ws:// is accepted for this machine only: TrueNAS destroys an
// API key that arrives without TLS. Proxies of the environment are not used.
//
// ctx limits connecting and logging in; when it has no deadline, 30 s for the
// connection and the call timeout for each step of the login. TrueNAS takes 20
// logins a minute from one address; when there were more, Dial waits until ctx
// ends. ctx does not limit the life of the client.
//
// Errors: [ErrInsecure], [*CertificateError], [*AuthError], [*CloseError], those
// of the network.
func Dial(ctx context.Context, address string, auth Auth, opts ...Option) (*Client, error) {
	settings := defaultSettings()
	for _, opt := range opts {
		if err := opt(&settings); err != nil {
			return nil, err
		}
	}
	e, err := parseURL(address)
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
	if host := (&url.URL{Host: e.host}).Hostname(); !e.secure() && !isLoopbackHost(host) {
		return nil, insecureError(host)
	}
	client := newClient(e, auth, settings)
	conn, err := client.establish(ctx)
	if err != nil {
		_ = client.Close()
		return nil, err
	}
	client.publish(conn)
	client.observeConnection(ConnectionObservation{State: ConnectionUp, Protocol: conn.codec.protocol()})
	client.wg.Go(func() { client.supervise(conn) })
	return client, nil
}

func insecureError(host string) error {
	return fmt.Errorf("truenas: %s: %w: TrueNAS revokes an API key that arrives over ws://; use wss://", host, ErrInsecure)
}
