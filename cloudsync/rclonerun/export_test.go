package rclonerun

import (
	"context"
	"net/http"
)

// Gateway starts a run's gateway for programs and libraries that know nothing of
// the run. It returns the proxy's address, the certificate of its authority and
// the end.
func Gateway(ctx context.Context, transport http.RoundTripper) (proxy string, authority []byte, end func(), err error) {
	g, err := newGateway(ctx, transport)
	if err != nil {
		return "", nil, nil, err
	}
	return g.proxyURL(), g.authority.pem(), g.close, nil
}

// Tame makes rclone take no signals and print nothing, as every run does.
func Tame() error { return tame() }
