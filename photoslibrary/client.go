package photoslibrary

import (
	"context"
	"net/http"
	"strings"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

const (
	packageName    = "photoslibrary"
	defaultBaseURL = "https://photoslibrary.googleapis.com"
)

type request = googleapis.Request

// Client calls the Photos Library API. Its methods are safe for concurrent use
// as long as nobody changes its fields.
//
// Google wants one write call (creating items or albums) at a time per user;
// the client leaves that order to the caller.
type Client struct {
	// HTTP sends the requests and authorizes them, as the client of an
	// [golang.org/x/oauth2.TokenSource] does. Required.
	HTTP *http.Client
	// BaseURL is where the API is, without a trailing slash.
	// Default https://photoslibrary.googleapis.com.
	BaseURL string
}

func (c *Client) baseURL() string {
	if c.BaseURL == "" {
		return defaultBaseURL
	}
	return strings.TrimRight(c.BaseURL, "/")
}

func (c *Client) caller() googleapis.Caller {
	return googleapis.Caller{
		Package: packageName, HTTP: c.HTTP, BaseURL: c.baseURL(),
		Fail: func(op string, err error) error { return NewError(op, err) },
	}
}

// call sends a JSON request and decodes the answer into result.
func (c *Client) call(ctx context.Context, r request, body, result any) error {
	return c.caller().Call(ctx, r, body, result)
}
