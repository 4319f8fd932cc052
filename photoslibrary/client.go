package photoslibrary

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"google.golang.org/api/googleapi"
)

const (
	defaultBaseURL = "https://photoslibrary.googleapis.com"

	// A page of 100 items is about 100 KiB; the caps only stop a broken proxy
	// from filling the memory.
	maxAnswer = 16 << 20
	maxError  = 1 << 20
)

// Client calls the Photos Library API. Its methods are safe for concurrent use
// as long as nobody changes its fields.
//
// Google wants one write call (creating items or albums) at a time per user;
// the client leaves that order to the caller.
type Client struct {
	// HTTP sends the requests and authorises them, as the client of an
	// [golang.org/x/oauth2.TokenSource] does. Required.
	HTTP *http.Client
	// BaseURL is where the API is, without a trailing slash.
	// Default https://photoslibrary.googleapis.com.
	BaseURL string
}

// request is one call of the API.
type request struct {
	op     string // what the caller wanted, for messages
	method string
	path   string
	query  url.Values
	header http.Header
	body   io.Reader
}

func (c *Client) baseURL() string {
	if c.BaseURL == "" {
		return defaultBaseURL
	}
	return strings.TrimRight(c.BaseURL, "/")
}

// call sends a JSON request and decodes the answer into result.
func (c *Client) call(ctx context.Context, r request, body, result any) error {
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("photoslibrary: %s: encode the request: %w", r.op, err)
		}
		r.body = bytes.NewReader(data)
		r.header = http.Header{"Content-Type": {"application/json"}}
	}
	data, err := c.send(ctx, r)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, result); err != nil {
		return fmt.Errorf("photoslibrary: %s: the answer is not the JSON of this API (is a proxy in between?): %w", r.op, err)
	}
	return nil
}

// send returns the body of a successful answer.
func (c *Client) send(ctx context.Context, r request) ([]byte, error) {
	address := c.baseURL() + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, r.method, address, r.body)
	if err != nil {
		return nil, fmt.Errorf("photoslibrary: %s: BaseURL is not a URL: %w", r.op, err)
	}
	for name, values := range r.header {
		req.Header[name] = values
	}
	// The API never redirects; following one would carry the token elsewhere.
	resp, err := c.do(r.op, req, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("photoslibrary: %s: read the answer: %w", r.op, err)
	}
	if len(data) > maxAnswer {
		return nil, fmt.Errorf("photoslibrary: %s: the answer is over %d bytes", r.op, maxAnswer)
	}
	return data, nil
}

// do sends req and turns every answer but a success into an *Error.
func (c *Client) do(op string, req *http.Request, redirect func(*http.Request, []*http.Request) error) (*http.Response, error) {
	if c.HTTP == nil {
		return nil, fmt.Errorf("photoslibrary: %s: Client.HTTP is nil; set it to an authorised *http.Client", op)
	}
	client := *c.HTTP
	client.CheckRedirect = redirect
	resp, err := client.Do(req)
	if err != nil {
		// A *url.Error prints the URL, and a base URL opens the photo to whoever has it.
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err
		}
		return nil, fmt.Errorf("photoslibrary: %s: %w", op, err)
	}
	if resp.StatusCode >= 200 && resp.StatusCode <= 299 {
		return resp, nil
	}
	defer func() { _ = resp.Body.Close() }()
	body, readErr := io.ReadAll(io.LimitReader(resp.Body, maxError))
	if readErr != nil {
		body = nil // the status says more than half a body
	}
	return nil, newError(op, googleapi.CheckResponseWithBody(resp, body))
}
