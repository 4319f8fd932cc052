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

const pathCurrent = "/api/current"

var apiPath = regexp.MustCompile(`/api/(current|v[0-9]+(\.[0-9]+)+)$`)

// parseURL turns what people write for a NAS into the URL of its API.
//
// No error quotes the input: it may contain a password.
func parseURL(raw string) (*url.URL, error) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return nil, errors.New("truenas: no address: want wss://host or a host name")
	}
	if !strings.Contains(raw, "://") {
		if addr, err := netip.ParseAddr(raw); err == nil && addr.Is6() {
			raw = "[" + raw + "]"
		}
		raw = "wss://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("truenas: the address is not a URL: want wss://host or a host name")
	}
	switch strings.ToLower(u.Scheme) {
	case "wss", "https":
		u.Scheme = "wss"
	case "ws", "http":
		u.Scheme = "ws"
	default:
		return nil, fmt.Errorf("truenas: address with scheme %q: want wss://", u.Scheme)
	}
	if u.User != nil {
		return nil, errors.New("truenas: the address contains a user name or password: give them to APIKey instead")
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("truenas: the address has a query or fragment: want wss://host")
	}
	switch {
	case u.Path == "" || u.Path == "/":
		u.Path = pathCurrent
	case !apiPath.MatchString(u.Path):
		return nil, fmt.Errorf("truenas: the address has a path (not shown, it may hold a password): want none, or %s", pathCurrent)
	}
	return u, nil
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
