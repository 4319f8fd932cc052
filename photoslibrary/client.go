package photoslibrary

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

const (
	packageName    = "photoslibrary"
	defaultBaseURL = "https://photoslibrary.googleapis.com"
)

type request = googleapis.Request

// Client calls the Photos Library API for one user. Its methods are safe for
// concurrent use as long as nobody changes its fields; it must not be copied
// after the first call.
//
// Google wants one write at a time per user (creating and changing items and
// albums; uploads of bytes are none): the client keeps that order for the calls
// made through it, so use one Client for a user, and share it. A write that waits
// to be sent again keeps its turn, because the limit is the same for the others.
//
// A call in JSON whose answer does not come within two minutes has failed, and so
// has an upload or a download in which no byte moves for so long; after its last
// byte an upload may take ten minutes.
type Client struct {
	// HTTP sends the requests and authorizes them, as the client of an
	// [golang.org/x/oauth2.TokenSource] does. Required.
	HTTP *http.Client
	// BaseURL is where the API is, without a trailing slash.
	// Default https://photoslibrary.googleapis.com.
	BaseURL string
	// Retry is how often the client asks again; the zero value is up to five
	// attempts, where that is safe.
	Retry Retry
	// Meter counts what is sent. Nil: nothing is counted.
	Meter *Meter
	// Now is the clock by which the ages of base URLs are judged and the ends of
	// quotas are told. Default [time.Now].
	Now func() time.Time

	writes googleapis.Queue
}

func (c *Client) baseURL() string {
	if c.BaseURL == "" {
		return defaultBaseURL
	}
	return strings.TrimRight(c.BaseURL, "/")
}

// now is without the reading of the clock that stands still while a computer
// sleeps.
func (c *Client) now() time.Time {
	if c.Now == nil {
		return time.Now().Round(0)
	}
	return c.Now().Round(0)
}

func (c *Client) caller() googleapis.Caller {
	return googleapis.Caller{
		Package: packageName, HTTP: c.HTTP, BaseURL: c.baseURL(),
		Fail:    func(op string, err error) error { return newError(op, err, c.now()) },
		Final:   func(err error) bool { return errors.Is(err, ErrQuotaExhausted) },
		Limited: func(err error) bool { return errors.Is(err, ErrRateLimited) },
		Lost:    ErrUncertain,
		Retry:   c.Retry.wire(),
		Writes:  &c.writes,
		Sent:    c.Meter.count,
	}
}

// bytesCaller is for the hosts to which base URLs lead.
func (c *Client) bytesCaller() googleapis.Caller {
	caller := c.caller()
	caller.Fail = func(op string, err error) error { return newBytesError(op, err, c.now()) }
	return caller
}

// call sends a JSON request and decodes the answer into result.
func (c *Client) call(ctx context.Context, r request, body, result any) error {
	return c.caller().Call(ctx, r, body, result)
}
