package truenas

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

const (
	pathCurrent = "/api/current"
	pathLegacy  = "/websocket"
)

var apiPath = regexp.MustCompile(`(/api/(current|v[0-9]+(\.[0-9]+)+)|/websocket)$`)

// endpoint is where a NAS is.
type endpoint struct {
	// scheme is wss, ws or unix.
	scheme string
	// host is the host with its port, in brackets for IPv6; "localhost" for a
	// Unix socket, where HTTP wants one all the same.
	host string
	// socket is the path of the Unix socket, if it is one.
	socket string
	// base is what a proxy puts before the paths of the NAS; mostly "".
	base string
	// path pins the API; "" is to be found out.
	path string
}

// secure reports whether a login on the way there is seen by nobody else.
func (e endpoint) secure() bool { return e.scheme != "ws" }

// name is how errors call it.
func (e endpoint) name() string {
	if e.socket != "" {
		return e.socket
	}
	return e.host
}

// parseURL turns what people write for a NAS into where it is.
//
// No error quotes the input: it may contain a password.
func parseURL(raw string) (endpoint, error) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return endpoint{}, errors.New("truenas: no address: want wss://host or a host name")
	}
	if !strings.Contains(raw, "://") {
		if addr, err := netip.ParseAddr(raw); err == nil && addr.Is6() {
			raw = "[" + raw + "]"
		}
		raw = "wss://" + raw
	}
	u, err := url.Parse(escapeZone(raw))
	if err != nil {
		return endpoint{}, errors.New("truenas: the address is not a URL: want wss://host or a host name")
	}
	switch {
	case u.User != nil:
		return endpoint{}, errors.New("truenas: the address contains a user name or password: give them to APIKey instead")
	case u.RawQuery != "" || u.Fragment != "":
		return endpoint{}, errors.New("truenas: the address has a query or fragment: want wss://host")
	}
	switch scheme := strings.ToLower(u.Scheme); scheme {
	case "unix", "ws+unix":
		if u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasSuffix(u.Path, "/") {
			return endpoint{}, errors.New("truenas: want a Unix socket as unix:///run/middleware/middlewared.sock")
		}
		return endpoint{scheme: "unix", host: "localhost", socket: u.Path}, nil
	case "wss", "https":
		return hostEndpoint("wss", u)
	case "ws", "http":
		return hostEndpoint("ws", u)
	default:
		return endpoint{}, fmt.Errorf("truenas: address with scheme %q: want wss://", u.Scheme)
	}
}

func hostEndpoint(scheme string, u *url.URL) (endpoint, error) {
	if u.Hostname() == "" {
		return endpoint{}, errors.New("truenas: the address is not a URL: want wss://host or a host name")
	}
	e := endpoint{scheme: scheme, host: u.Host}
	if u.Path == "" || u.Path == "/" {
		return e, nil
	}
	path := u.EscapedPath()
	at := apiPath.FindStringIndex(path)
	if at == nil {
		return endpoint{}, fmt.Errorf("truenas: the address has a path (not shown, it may hold a password): want none, %s or %s", pathCurrent, pathLegacy)
	}
	e.base, e.path = path[:at[0]], path[at[0]:]
	return e, nil
}

// escapeZone writes the zone of an IPv6 address, as in [fe80::1%eth0], the way
// that URLs want it.
func escapeZone(raw string) string {
	open, end := strings.IndexByte(raw, '['), strings.IndexByte(raw, ']')
	if open < 0 || end < open {
		return raw
	}
	address, zone, found := strings.Cut(raw[open:end], "%")
	if !found || strings.HasPrefix(zone, "25") && len(zone) > 2 {
		return raw
	}
	return raw[:open] + address + "%25" + zone + raw[end:]
}

// isLoopbackHost reports whether a host names this machine. "localhost" does
// as far as anybody can tell before dialing.
func isLoopbackHost(host string) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return strings.EqualFold(strings.TrimSuffix(host, "."), "localhost")
	}
	return addr.Unmap().IsLoopback()
}

// isLoopbackAddr reports whether a connection ends on this machine.
func isLoopbackAddr(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
