package photoslibrary

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"google.golang.org/api/googleapi"
)

// What an [*Error] can mean; test with errors.Is.
var (
	// ErrAPIDisabled: the API is off in the OAuth client's project. A switch to on
	// takes some minutes to be seen. Details are in an [*APIDisabledError].
	ErrAPIDisabled = errors.New("photoslibrary: the API is disabled in the project")
	// ErrScope: the grant does not cover the method. Details are in a
	// [*ScopeError].
	ErrScope = errors.New("photoslibrary: the grant lacks a scope")
	// ErrUnauthenticated: the access token is missing, expired or revoked.
	ErrUnauthenticated = errors.New("photoslibrary: the access token is not valid")
	// ErrQuota is both of the limits that follow. Details are in a [*QuotaError].
	ErrQuota = errors.New("photoslibrary: a quota is used up")
	// ErrQuotaExhausted: the project has no requests left for the day.
	ErrQuotaExhausted = errors.New("photoslibrary: the daily quota is exhausted")
	// ErrRateLimited: too many requests in a minute.
	ErrRateLimited = errors.New("photoslibrary: the rate limit is reached")
	// ErrNotFound: no such item or album among those this app created.
	ErrNotFound = errors.New("photoslibrary: not found")
	// ErrBaseURLExpired: a base URL is over 60 minutes old, or was withdrawn.
	ErrBaseURLExpired = errors.New("photoslibrary: the base URL is no longer valid")
	// ErrVideoNotReady: a video has no bytes to download yet.
	ErrVideoNotReady = errors.New("photoslibrary: the video is not ready")
	// ErrStorageFull: what is created does not fit into the storage of the user's
	// account. Nothing of the request was created.
	ErrStorageFull = errors.New("photoslibrary: the user's storage is full")
	// ErrUncertain: the answer to a request that creates something, or that Google
	// refuses the second time, was lost, so it may have been done. The client does
	// not repeat it: nothing that the API creates can be deleted by it.
	ErrUncertain = errors.New("photoslibrary: it is not known whether Google did it; look before you ask again")
)

// Error is an answer of the Library API, or of the Picker API, that is not a
// success. It wraps the [*googleapi.Error], and the [*APIDisabledError],
// [*ScopeError] or [*QuotaError] that tells more.
type Error struct {
	// Op is what was asked for, such as "list albums".
	Op string
	// Status is the google.rpc code, such as PERMISSION_DENIED; empty if the
	// answer has none.
	Status string
	// Reason is the reason of the google.rpc.ErrorInfo detail, such as
	// SERVICE_DISABLED; empty if the answer has none.
	Reason string
	// Metadata is that detail's metadata, such as "consumer" or "quota_limit".
	Metadata map[string]string
	// Err is the answer itself; never nil.
	Err *googleapi.Error

	cause error     // a sentinel, or an error that is one; nil: not known
	at    time.Time // when the answer came
}

// NewError reads what an answer means; err is what
// [googleapi.CheckResponse] returned for it. It serves callers of a method that
// this package lacks, such as those of the Picker API.
func NewError(op string, err error) *Error {
	return newError(op, err, time.Now())
}

func newError(op string, err error, at time.Time) *Error {
	e := readAnswer(err)
	e.Op, e.at = op, at
	e.cause = e.findCause()
	return e
}

// newBytesError is newError for an answer of a host of bytes.
func newBytesError(op string, err error, at time.Time) *Error {
	e := newError(op, err, at)
	e.cause = e.downloadCause()
	// Their pages repeat the address, which opens the photo to whoever has it.
	e.Err.Body = ""
	return e
}

// Error names the call, Google's message and what to do next.
func (e *Error) Error() string {
	message := printable(e.Err.Message)
	if message == "" {
		message = http.StatusText(e.Err.Code)
	}
	text := fmt.Sprintf("photoslibrary: %s: %d: %s", e.Op, e.Err.Code, message)
	if remedy := e.remedy(); remedy != "" {
		text += " (" + remedy + ")"
	}
	return text
}

// Unwrap returns the [*googleapi.Error], and the cause if it is known.
func (e *Error) Unwrap() []error {
	if e.cause == nil {
		return []error{e.Err}
	}
	return []error{e.Err, e.cause}
}

// remedies say what to do next about the causes that have no details.
var remedies = map[error]string{
	ErrUnauthenticated: "refresh the token, or sign in again",
	ErrBaseURLExpired:  "base URLs are valid for 60 minutes: get or list the item again",
	ErrStorageFull:     "free some of it, or get more, at https://one.google.com/storage",
	ErrNotFound:        "the API only shows what the same OAuth client created",
}

func (e *Error) remedy() string {
	if detailed, ok := e.cause.(interface{ remedy() string }); ok {
		return detailed.remedy()
	}
	if e.cause != nil {
		return remedies[e.cause]
	}
	if code := e.Err.Code; code >= 300 && code <= 399 {
		return "the API never redirects: is a proxy or a login page of the network in between?"
	}
	return ""
}

// printable keeps a text that came over the network from filling or steering a
// terminal.
func printable(text string) string {
	const most = 600
	var out strings.Builder
	for _, r := range strings.TrimSpace(text) {
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case !unicode.IsPrint(r):
			continue
		}
		if out.Len() >= most {
			return out.String() + "…"
		}
		out.WriteRune(r)
	}
	return out.String()
}
