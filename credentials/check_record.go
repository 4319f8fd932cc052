package credentials

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// errSpent stops a request beyond those that a check may send.
var errSpent = errors.New("the check has sent all its requests")

// errNoAnswer is for a transport of somebody's own that returns nothing at all.
var errNoAnswer = errors.New("the HTTP transport gave neither an answer nor an error")

// maxCheckAnswer bounds what is read of one answer. A page of 100 items has about
// 100 KiB.
const maxCheckAnswer = 1 << 20

// recorder is a transport that counts requests and keeps what says something
// about the way to Google. A checker uses it from one goroutine.
type recorder struct {
	base http.RoundTripper // nil: the default
	now  func() time.Time
	left int
	seen []exchange
	// stopped reports whether the caller has ended the check.
	stopped func() bool
}

// exchange is a request and what came back. It has no header and no body.
type exchange struct {
	host, kind string // kind is the media type of the answer
	status     int    // 0: none came
	redirect   *url.URL
	err        error
	stopped    bool      // by the caller
	date       time.Time // of the answer
	cached     bool
	sent, got  time.Time
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	if r.left <= 0 {
		closeBody(req)
		return nil, errSpent
	}
	r.left--
	base := r.base
	if base == nil {
		base = http.DefaultTransport
	}
	seen := exchange{host: req.URL.Hostname(), sent: r.now()}
	resp, err := base.RoundTrip(req)
	if err == nil && resp == nil {
		err = errNoAnswer
	}
	seen.got, seen.err = r.now(), err
	seen.stopped = err != nil && r.stopped()
	if err == nil {
		seen.status = resp.StatusCode
		seen.kind, _, _ = strings.Cut(strings.ToLower(resp.Header.Get("Content-Type")), ";")
		seen.kind = strings.TrimSpace(seen.kind)
		seen.redirect, _ = resp.Location() // none is not a failure
		seen.date, _ = http.ParseTime(resp.Header.Get("Date"))
		seen.cached = resp.Header.Get("Age") != ""
		if resp.Body == nil { // net/http would make it one
			resp.Body = http.NoBody
		}
		resp.Body = &boundedBody{io.LimitReader(resp.Body, maxCheckAnswer), resp.Body}
	}
	r.seen = append(r.seen, seen)
	return resp, err
}

// last returns the exchange before, or nil.
func (r *recorder) last() *exchange {
	if len(r.seen) == 0 {
		return nil
	}
	return &r.seen[len(r.seen)-1]
}

type boundedBody struct {
	io.Reader
	io.Closer
}

// foreign reports whether the answer is certainly not Google's: where a network
// wants people to sign in, a page stands in for every host.
func (e *exchange) foreign() bool {
	switch {
	case e.status == http.StatusNetworkAuthenticationRequired:
		return true
	case e.redirect != nil:
		return !isGoogleHost(e.redirect.Hostname())
	}
	// The hosts of APIs answer with JSON; only that of the consent page has pages.
	return e.status >= 200 && e.status < 300 && e.kind == "text/html" && strings.HasSuffix(e.host, ".googleapis.com")
}

func isGoogleHost(host string) bool {
	host = strings.ToLower(host)
	for _, domain := range []string{"google.com", "googleapis.com", "googleusercontent.com"} {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}
