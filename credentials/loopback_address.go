package credentials

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"syscall"
)

// The loopback addresses that a Desktop client may name (RFC 8252 section 7.3).
const (
	loopbackIPv4 = "127.0.0.1"
	loopbackIPv6 = "::1"
)

// minPort is the first port that everybody may listen on. Those below belong to
// the system, and browsers leave 80 out of the address.
const minPort = 1024

// loopbackAddress is where the consent page sends the browser back to.
type loopbackAddress struct {
	ip   string
	port int // 0 is a free one
}

func (o AuthorizeOptions) loopbackAddress() (loopbackAddress, error) {
	address := loopbackAddress{ip: o.Address, port: o.Port}
	switch o.Address {
	case "":
		address.ip = loopbackIPv4
	case loopbackIPv4, loopbackIPv6:
	default:
		return address, fmt.Errorf("credentials: AuthorizeOptions.Address is %q: set it to 127.0.0.1 or ::1; Google sends a Desktop client's answer to no other address", redact(o.Address))
	}
	if o.Port != 0 && (o.Port < minPort || o.Port > 65535) {
		return address, fmt.Errorf("credentials: AuthorizeOptions.Port is %d: set it to a number from %d to 65535, or to 0 for a free port", o.Port, minPort)
	}
	return address, nil
}

// String returns the address as it stands in a URL.
func (a loopbackAddress) String() string { return net.JoinHostPort(a.ip, strconv.Itoa(a.port)) }

func (a loopbackAddress) redirectURI() string { return "http://" + a.String() + redirectPath }

// unheard is the address for a sign-in without a listener: a port that programs
// are not given by name, so that most likely nobody listens where the browser is.
func (a loopbackAddress) unheard() loopbackAddress {
	const first, last = 49152, 65535         // RFC 6335 section 6, dynamic ports
	a.port = first + rand.IntN(last-first+1) //nolint:gosec // Any port will do; the state is the secret.
	return a
}

func (a loopbackAddress) listen(ctx context.Context) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", a.String())
	if err == nil {
		return listener, nil
	}
	remedy := "check that this computer has that address, or set AuthorizeOptions.Address to the other one of 127.0.0.1 and ::1"
	if errors.Is(err, syscall.EADDRINUSE) {
		remedy = "another program uses the port, perhaps a sign-in that still waits: end it, or set AuthorizeOptions.Port to 0 for a free port"
	}
	return nil, fmt.Errorf("credentials: cannot listen on %s for the browser's answer: %w: %s", a, err, remedy)
}
