package credentials

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// wayFault is what keeps a request from Google, or Google's answer from us.
type wayFault struct {
	evidence, remedy string
	stopped          bool // the caller ended the check; nothing is wrong
}

// fault says what went wrong on the way of an exchange, or nil. It is the one
// place that sorts errors of the network.
func (e *exchange) fault() *wayFault {
	switch {
	case e == nil:
		return nil
	case e.err == nil && e.foreign():
		return &wayFault{
			evidence: "something else answers in the place of " + e.host + ", as the sign-in page of a network does",
			remedy:   "open a web page in a browser, sign in to the network, and check again",
		}
	case e.err == nil && e.status == http.StatusProxyAuthRequired:
		return proxyFault("wants a login")
	case e.err == nil:
		return nil
	case e.stopped:
		return &wayFault{evidence: "the check was stopped", remedy: "check again", stopped: true}
	}
	if proxy := proxyError(e.err); proxy != nil {
		return proxy
	}
	if _, ok := errors.AsType[*net.DNSError](e.err); ok {
		return &wayFault{
			evidence: "DNS does not find " + e.host,
			remedy:   "check this computer's internet connection and its DNS server",
		}
	}
	if reason := tlsReason(e.err); reason != "" {
		return &wayFault{
			evidence: "TLS with " + e.host + " fails: " + reason,
			remedy:   "check this computer's date; if a proxy or a virus scanner opens TLS connections, let this computer trust its certificate",
		}
	}
	if failure, ok := errors.AsType[net.Error](e.err); ok && failure.Timeout() {
		return &wayFault{
			evidence: e.host + " did not answer in time",
			remedy:   "check whether a firewall lets this computer reach https://" + e.host,
		}
	}
	return &wayFault{
		evidence: e.host + " cannot be reached: " + plain(e.err),
		remedy:   "check this computer's way to https://" + e.host + " and try again",
	}
}

// proxyError recognises the ways in which net/http reports a proxy. What a proxy
// says to CONNECT becomes an error with the bare text of its status.
func proxyError(err error) *wayFault {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks")) {
		return proxyFault("cannot be reached")
	}
	for _, status := range []int{
		http.StatusProxyAuthRequired, http.StatusForbidden, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
	} {
		if plain(err) == http.StatusText(status) {
			return proxyFault("answers " + httpStatus(status))
		}
	}
	return nil
}

func proxyFault(what string) *wayFault {
	return &wayFault{
		evidence: "the proxy " + what,
		remedy:   "check the environment variables HTTPS_PROXY and NO_PROXY, and ask who runs the proxy",
	}
}

func tlsReason(err error) string {
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return "by this computer's clock the certificate is not valid now"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "the certificate is signed by somebody whom this computer does not know"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "the certificate is for another host"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "the certificate is not good"
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return "the answer is not TLS"
	}
	if _, ok := errors.AsType[tls.AlertError](err); ok {
		return "the other side refused"
	}
	return ""
}

// plain is an error's text without the URL of the request.
func plain(err error) string {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	return err.Error()
}

// lost skips the check of the last request if its answer never came from Google.
func (c *checker) lost(id string) bool {
	if c.record.last().fault() == nil {
		return false
	}
	c.because(id, CheckNetwork)
	return true
}

// checkNetwork looks at all that was sent. One request for each host tells DNS,
// TLS, a proxy and a portal apart.
func (c *checker) checkNetwork() {
	result := c.result(CheckNetwork)
	var good []string
	var bad *wayFault
	for i := range c.record.seen {
		seen := &c.record.seen[i]
		switch fault := seen.fault(); {
		case fault == nil && !slices.Contains(good, seen.host):
			good = append(good, seen.host)
		case fault != nil && bad == nil:
			bad = fault
		}
	}
	switch {
	case bad != nil && bad.stopped:
		result.unknown(bad.evidence, bad.remedy)
	case bad != nil:
		if len(good) > 0 {
			bad.evidence += "; " + strings.Join(good, " and ") + " answered"
		}
		result.fail(bad.evidence, bad.remedy, "")
		result.Waiting = Waiting{Helps: true}
	case len(good) == 0:
		result.skip("nothing was sent")
	case len(good) == 1:
		result.ok(good[0] + " answered")
	default:
		result.ok(fmt.Sprintf("%d of Google's hosts answered", len(good)))
	}
}
