package picker

import (
	"context"
	"net/http"
	"strings"

	"github.com/nasphotos/nasphotos/internal/googleapis"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// Scope is the OAuth scope of every method. It is none of the default scopes of
// package credentials: ask for it when authorizing.
const Scope = "https://www.googleapis.com/auth/photospicker.mediaitems.readonly"

const (
	packageName    = "picker"
	defaultBaseURL = "https://photospicker.googleapis.com"
)

// Client calls the Photos Picker API. Its methods are safe for concurrent use as
// long as nobody changes its fields.
type Client struct {
	// HTTP sends the requests and authorizes them, those for bytes too, as the
	// client of an [golang.org/x/oauth2.TokenSource] does. Required.
	HTTP *http.Client
	// BaseURL is where the API is, without a trailing slash.
	// Default https://photospicker.googleapis.com.
	BaseURL string
}

type request = googleapis.Request

func (c *Client) call(ctx context.Context, r request, body, result any) error {
	base := strings.TrimRight(c.BaseURL, "/")
	if base == "" {
		base = defaultBaseURL
	}
	caller := googleapis.Caller{
		Package: packageName, HTTP: c.HTTP, BaseURL: base,
		Fail: func(op string, err error) error { return fail(photoslibrary.NewError(op, err)) },
	}
	return caller.Call(ctx, r, body, result)
}
