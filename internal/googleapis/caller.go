package googleapis

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"google.golang.org/api/googleapi"
)

const (
	// A page of 100 items is about 100 KiB; the caps only stop a broken proxy
	// from filling the memory.
	maxAnswer = 16 << 20
	maxError  = 1 << 20
)

// Caller sends requests to one API. It is safe for concurrent use if its HTTP
// client is.
type Caller struct {
	// Package is the one whose name messages start with.
	Package string
	// HTTP sends the requests and authorizes them.
	HTTP *http.Client
	// BaseURL is where the API is, without a trailing slash.
	BaseURL string
	// Fail makes the error of an answer that is not a success; err is a
	// [*googleapi.Error].
	Fail func(op string, err error) error
}

// Request is one call of an API.
type Request struct {
	Op     string // what the caller wanted, for messages
	Method string
	Path   string
	Query  url.Values
	Header http.Header
	Body   io.Reader
}

// Call sends a JSON request and decodes the answer into result; a nil body is
// none.
func (c Caller) Call(ctx context.Context, r Request, body, result any) error {
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("%s: %s: encode the request: %w", c.Package, r.Op, err)
		}
		r.Body = bytes.NewReader(data)
		r.Header = http.Header{"Content-Type": {"application/json"}}
	}
	data, err := c.Send(ctx, r)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, result); err != nil {
		return fmt.Errorf("%s: %s: the answer is not the JSON of this API (is a proxy in between?): %w", c.Package, r.Op, err)
	}
	return nil
}

// Send returns the body of a successful answer.
func (c Caller) Send(ctx context.Context, r Request) ([]byte, error) {
	address := c.BaseURL + r.Path
	if len(r.Query) > 0 {
		address += "?" + r.Query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, address, r.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: %s: BaseURL is not a URL: %w", c.Package, r.Op, err)
	}
	for name, values := range r.Header {
		req.Header[name] = values
	}
	// The APIs never redirect; following one would carry the token elsewhere.
	resp, err := c.Do(r.Op, req, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %s: read the answer: %w", c.Package, r.Op, err)
	}
	if len(data) > maxAnswer {
		return nil, fmt.Errorf("%s: %s: the answer is over %d bytes", c.Package, r.Op, maxAnswer)
	}
	return data, nil
}

// Do sends req and turns every answer but a success into an error of Fail. The
// redirect function is that of [http.Client.CheckRedirect].
func (c Caller) Do(op string, req *http.Request, redirect func(*http.Request, []*http.Request) error) (*http.Response, error) {
	if c.HTTP == nil {
		return nil, fmt.Errorf("%s: %s: Client.HTTP is nil; set it to an authorized *http.Client", c.Package, op)
	}
	client := *c.HTTP
	client.CheckRedirect = redirect
	resp, err := client.Do(req) //nolint:gosec // BaseURL is whoever calls us to choose, and base URLs are checked
	if err != nil {
		// A *url.Error prints the URL, and a base URL opens the photo to whoever has it.
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err
		}
		return nil, fmt.Errorf("%s: %s: %w", c.Package, op, err)
	}
	if resp.StatusCode >= 200 && resp.StatusCode <= 299 {
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }()
	body, readErr := io.ReadAll(io.LimitReader(resp.Body, maxError))
	if readErr != nil {
		body = nil // the status says more than half a body
	}
	return nil, c.Fail(op, googleapi.CheckResponseWithBody(resp, body))
}
