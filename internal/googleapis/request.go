package googleapis

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// userAgent has the word gzip, because some of Google's servers compress only
// for those who say so here too.
const userAgent = "nasphotos (+https://github.com/nasphotos/nasphotos; gzip)"

// Request is one call of an API.
type Request struct {
	Op     string // what the caller wanted, for messages
	Method string
	Path   string
	// URL is asked instead of Path, and gets the access token: only for addresses
	// that were checked.
	URL    string
	Query  url.Values
	Header http.Header
	// Body is sent from where it is. It can be sent again if it is an
	// [io.Seeker]. Nobody closes it.
	Body io.Reader
	// Length is that of a Body that has no method Len. 0: not known.
	Length int64

	// Write says that it changes the library: such requests go out one at a time,
	// and one whose answer was lost is Caller.Lost, unless it is Idempotent.
	Write bool
	// Idempotent says that sending it twice does no more than sending it once.
	// GET, HEAD and DELETE are.
	Idempotent bool

	bytes   bool          // it asks a host of bytes, not the API
	timeout time.Duration // of one attempt; 0 is none
	decode  func([]byte) error
}

func (r Request) repeatable() bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodDelete:
		return true
	}
	return r.Idempotent
}

// build makes the request of one attempt.
func (r Request) build(ctx context.Context, base string, body *payload) (*http.Request, error) {
	address := base + r.Path
	if r.URL != "" {
		address = r.URL
	}
	if len(r.Query) > 0 {
		address += "?" + r.Query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, address, nil)
	if err != nil {
		return nil, fmt.Errorf("BaseURL is not a URL: %w", withoutURL(err))
	}
	for name, values := range r.Header {
		req.Header[name] = values
	}
	body.fill(req, r.Length)
	return req, nil
}
