package picker

import (
	"errors"
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
	// Retry is how often the client asks again; the zero value is up to five
	// attempts, where that is safe.
	Retry photoslibrary.Retry
}

type request = googleapis.Request

func (c *Client) caller() googleapis.Caller {
	base := strings.TrimRight(c.BaseURL, "/")
	if base == "" {
		base = defaultBaseURL
	}
	caller := googleapis.Caller{
		Package: packageName, HTTP: c.HTTP, BaseURL: base,
		Fail:    func(op string, err error) error { return fail(photoslibrary.NewError(op, err)) },
		Final:   final,
		Limited: func(err error) bool { return errors.Is(err, photoslibrary.ErrRateLimited) },
		Retry:   googleapis.Retry{Attempts: c.Retry.Attempts},
	}
	if told := c.Retry.OnWait; told != nil {
		caller.Retry.OnWait = func(w googleapis.Wait) { told(photoslibrary.Wait(w)) }
	}
	return caller
}
