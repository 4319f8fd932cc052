package rules

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	invalidDomain = "invalid international domain name"
	invalidIPv4   = "invalid IPv4 address"
	invalidIPv6   = "invalid IPv6 address"
)

// canonicalHost is a host as a URL writes it: lower case, other scripts in
// punycode, addresses in their usual form.
func canonicalHost(host string) (canonical, problem string) {
	if inner, ok := strings.CutPrefix(host, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		addr, err := netip.ParseAddr(inner)
		if !ok || err != nil || !addr.Is6() || addr.Zone() != "" {
			return "", invalidIPv6
		}
		if addr.Is4In6() { // not with a dotted end, as Go writes it
			a := addr.As16()
			return fmt.Sprintf("[::ffff:%x:%x]", binary.BigEndian.Uint16(a[12:]), binary.BigEndian.Uint16(a[14:])), ""
		}
		return "[" + addr.String() + "]", ""
	}
	plain, err := url.PathUnescape(host)
	if err != nil {
		plain = host
	}
	plain = strings.Map(plainRune, plain)
	if !utf8.ValidString(plain) || strings.ContainsFunc(plain, forbiddenInHost) {
		return "", invalidDomain
	}
	labels := strings.Split(strings.ToLower(plain), ".")
	for i, label := range labels {
		labels[i] = asciiLabel(label)
	}
	if last := labels[max(len(labels)-1, 0)]; isNumber(last) || last == "" && len(labels) > 1 && isNumber(labels[len(labels)-2]) {
		return canonicalIPv4(labels)
	}
	return strings.Join(labels, "."), ""
}

func forbiddenInHost(r rune) bool {
	return r <= ' ' || r == 0x7f || strings.ContainsRune(`#/:<>?@[\]^|%`, r) ||
		r >= utf8.RuneSelf && !unicode.IsGraphic(r)
}

// plainRune replaces the wide forms of ASCII and of the dot, and drops soft
// hyphens.
func plainRune(r rune) rune {
	switch {
	case r == '\u3002':
		return '.'
	case r == '\u00ad':
		return -1
	case r >= '\uff01' && r <= '\uff5e':
		return r - '\uff01' + '!'
	}
	return r
}

func asciiLabel(label string) string {
	for i := range len(label) {
		if label[i] >= utf8.RuneSelf {
			return punycode(label)
		}
	}
	return label
}

// isNumber reports whether the end of a host makes it an IPv4 address.
func isNumber(label string) bool {
	if label == "" {
		return false
	}
	if strings.Trim(label, "0123456789") == "" {
		return true
	}
	rest, ok := strings.CutPrefix(label, "0x")
	return ok && strings.Trim(rest, "0123456789abcdef") == ""
}

// canonicalIPv4 reads an address of up to four numbers, each decimal, octal or
// hexadecimal; the last one fills what is left.
func canonicalIPv4(parts []string) (canonical, problem string) {
	if parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	if len(parts) > 4 {
		return "", invalidIPv4
	}
	var address uint64
	for i, part := range parts {
		n, ok := ipNumber(part)
		last := i == len(parts)-1
		limit := uint64(0xff)
		if last {
			limit = 1<<(8*(5-len(parts))) - 1
		}
		if !ok || n > limit {
			return "", invalidIPv4
		}
		if last {
			address += n
		} else {
			address += n << (8 * (3 - i))
		}
	}
	a := binary.BigEndian.AppendUint32(nil, uint32(address))
	return netip.AddrFrom4([4]byte(a)).String(), ""
}

// ipNumber reads a part of an address: "10", "012" or "0xa".
func ipNumber(s string) (n uint64, ok bool) {
	base := 10
	switch {
	case strings.HasPrefix(s, "0x"):
		s, base = "0"+s[2:], 16
	case strings.HasPrefix(s, "0"):
		base = 8
	}
	n, err := strconv.ParseUint(s, base, 64)
	return n, err == nil
}

// canonicalPort leaves the usual port out.
func canonicalPort(scheme, port string) (string, bool) {
	if port == "" {
		return "", true
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || strings.Trim(port, "0123456789") != "" {
		return "", false
	}
	if scheme == "http" && n == 80 || scheme == "https" && n == 443 {
		return "", true
	}
	return ":" + strconv.FormatUint(n, 10), true
}
