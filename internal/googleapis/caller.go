package googleapis

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// answerTimeout is for one attempt of a call in JSON: a server that accepts a
// request and says nothing must not stop an unattended program for ever. It is
// long, because a batch of 50 new items takes its time.
const answerTimeout = 2 * time.Minute

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
	// Final reports errors of Fail that stay, although their status is one after
	// which others ask again. Nil: none.
	Final func(error) bool
	// Limited reports errors of Fail that tell of a limit per minute, besides every
	// 429. Nil: none.
	Limited func(error) bool
	// Lost is what errors.Is finds in the error of a write that may have been
	// done. Required if a Request has Write.
	Lost error
	// Retry is how often the caller asks again.
	Retry Retry
	// Writes lets one Request with Write out at a time. Nil: no order.
	Writes *Queue
	// Sent is told of every attempt that reached the network. Nil: nobody is.
	Sent func(Attempt)
}

// Attempt is one request that was sent.
type Attempt struct {
	Write bool  // it was to change something
	Bytes bool  // it went to a host of bytes, and not to the API
	Err   error // what came of it
}

// Call sends a JSON request and decodes the answer into result; a nil body is
// none. Each attempt may take two minutes.
func (c Caller) Call(ctx context.Context, r Request, body, result any) error {
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("%s: %s: encode the request: %w", c.Package, r.Op, err)
		}
		r.Body = bytes.NewReader(data)
		r.Header = r.Header.Clone()
		if r.Header == nil {
			r.Header = http.Header{}
		}
		r.Header.Set("Content-Type", "application/json")
	}
	r.timeout = answerTimeout
	r.decode = func(data []byte) error { return json.Unmarshal(data, result) }
	_, err := c.Exchange(ctx, r)
	return err
}

// Send returns the body of a successful answer. It is for bodies that are not
// JSON: an attempt may take as long as it likes, but nothing of it for two minutes,
// or ten after the last byte of the body.
func (c Caller) Send(ctx context.Context, r Request) ([]byte, error) {
	answer, err := c.Exchange(ctx, r)
	return answer.Body, err
}

// Answer is a success.
type Answer struct {
	Header http.Header
	Body   []byte
}

// Exchange is Send for those who need the header of the answer.
func (c Caller) Exchange(ctx context.Context, r Request) (Answer, error) {
	if r.Write && c.Writes != nil {
		if err := c.Writes.Lock(ctx); err != nil {
			return Answer{}, fmt.Errorf("%s: %s: waiting for other writes: %w", c.Package, r.Op, err)
		}
		defer c.Writes.Unlock()
	}
	body := newPayload(r.Body)
	var answer Answer
	err := c.repeat(ctx, r, body, func() outcome {
		var o outcome
		answer, o = c.once(ctx, r, body)
		return o
	})
	return answer, err
}

// once is one attempt, up to the last byte of the answer.
func (c Caller) once(ctx context.Context, r Request, body *payload) (Answer, outcome) {
	if r.timeout > 0 {
		ctx, cancel := context.WithTimeout(ctx, r.timeout)
		defer cancel()
		return c.attempt(ctx, r, body)
	}
	watched, guard := newGuard(ctx)
	defer guard.stop()
	body.guard.Store(guard)
	answer, o := c.attempt(watched, r, body)
	if o.err != nil && o.status < 300 && ctx.Err() == nil && errors.Is(context.Cause(watched), errStandstill) {
		o.err = fmt.Errorf("%s: %s: %w", c.Package, r.Op, errStandstill)
	}
	return answer, o
}

func (c Caller) attempt(ctx context.Context, r Request, body *payload) (Answer, outcome) {
	req, err := r.build(ctx, c.BaseURL, body)
	if err != nil {
		return Answer{}, outcome{err: fmt.Errorf("%s: %s: %w", c.Package, r.Op, err)}
	}
	defer body.abandon()
	// The APIs never redirect; following one would carry the token elsewhere.
	resp, o := c.roundTrip(r.Op, req, body, func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	if o.err != nil {
		return Answer{}, o
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := readAnswer(resp.Body)
	if err == nil && r.decode != nil {
		err = r.decode(data)
		switch {
		case err == nil:
		case err.Error() == "unexpected end of JSON input":
			err = fmt.Errorf("the answer is cut off: %w", io.ErrUnexpectedEOF)
		default:
			err = fmt.Errorf("the answer is not the JSON of this API (is a proxy in between?): %w", err)
		}
	}
	if err != nil {
		o.err = fmt.Errorf("%s: %s: %w", c.Package, r.Op, err)
		return Answer{}, o
	}
	return Answer{Header: resp.Header, Body: data}, o
}

// errSilent is a timeout, as those of connections are.
var errSilent = fmt.Errorf("no answer for %s: %w", answerTimeout, os.ErrDeadlineExceeded)

// Do sends req, which has no body and asks a host of bytes, again if that may
// help, and turns every answer but a success into an error of Fail. The redirect
// function is that of [http.Client.CheckRedirect]. Each attempt may take two
// minutes until the answer begins; its body may take as long as it likes.
func (c Caller) Do(op string, req *http.Request, redirect func(*http.Request, []*http.Request) error) (*http.Response, error) {
	var resp *http.Response
	r := Request{Op: op, Method: req.Method, bytes: true}
	none := newPayload(nil)
	ctx := req.Context()
	err := c.repeat(ctx, r, none, func() outcome {
		attempt, cancel := context.WithCancelCause(ctx)
		timer := time.AfterFunc(answerTimeout, func() { cancel(errSilent) })
		var o outcome
		resp, o = c.roundTrip(op, req.Clone(attempt), none, redirect) //nolint:bodyclose // the caller of Do closes the one that is left
		switch {
		case !timer.Stop() && ctx.Err() == nil:
			if resp != nil {
				_ = resp.Body.Close()
			}
			o = outcome{err: fmt.Errorf("%s: %s: %w", c.Package, op, errSilent), sent: true}
			cancel(nil)
		case o.err != nil:
			cancel(nil)
		default:
			resp.Body = endingBody{resp.Body, cancel}
		}
		return o
	})
	if err != nil {
		return nil, err
	}
	return resp, nil
}

// endingBody ends the context of its request when it is closed.
type endingBody struct {
	io.ReadCloser
	cancel context.CancelCauseFunc
}

func (b endingBody) Close() error {
	defer b.cancel(nil)
	return b.ReadCloser.Close()
}
