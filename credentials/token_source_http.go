package credentials

import (
	"context"
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// HTTPClient returns a client that sends an access token of the source to the
// hosts that [Grant.HTTPClient] names, and refuses others as that does. A wait for
// a token ends with the request's context. If Google does not accept the token,
// as after the user has logged in anew, the request is sent again with a new one,
// once.
//
// base reaches the APIs; nil means a client that waits 30 seconds for the header
// of an answer, and as long as it takes for a body.
func (s *TokenSource) HTTPClient(base *http.Client) *http.Client {
	if base == nil {
		base = &http.Client{Transport: apiTransport()}
	}
	authorized := *base
	authorized.Transport = &sourceTransport{source: s, base: base.Transport}
	return &authorized
}

// sourceTransport adds the token of its source to each request.
type sourceTransport struct {
	source *TokenSource
	base   http.RoundTripper
}

func (t *sourceTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	call := &requestSource{ctx: req.Context(), source: t.source}
	transport := &bearer{source: call, base: t.base}
	resp, err := transport.RoundTrip(req)
	if err != nil || resp == nil || resp.StatusCode != http.StatusUnauthorized || call.sent.IsZero() {
		return resp, err
	}
	repeatable := req.Body == nil || req.Body == http.NoBody || req.GetBody != nil
	if !t.source.reject(call.sent) || !repeatable {
		return resp, nil
	}
	again := req.Clone(req.Context())
	if resp.Body != nil {
		_ = resp.Body.Close()
	}
	if req.GetBody != nil {
		if again.Body, err = req.GetBody(); err != nil {
			return nil, err
		}
	}
	return transport.RoundTrip(again)
}

// requestSource is the source for one request: it waits no longer than that, and
// remembers the token.
type requestSource struct {
	ctx    context.Context //nolint:containedctx // TokenSource.Token takes none.
	source *TokenSource
	sent   Secret
}

func (r *requestSource) Token() (*oauth2.Token, error) {
	grant, err := r.source.Grant(r.ctx)
	if err != nil {
		return nil, err
	}
	r.sent = grant.AccessToken
	return grant.Token(), nil
}

// reject makes the source refresh a token that Google did not accept, and reports
// whether another one may help. One that is a minute old was good then, so that
// the fault is elsewhere.
func (s *TokenSource) reject(token Secret) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil || !s.current.AccessToken.Equal(token) {
		return true // Another request did it.
	}
	age := s.options.Now().Sub(s.current.RefreshedAt)
	if age >= 0 && age < time.Minute {
		return false
	}
	s.rejected = token
	return true
}
