package credentials

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// Endpoint says which side of Google refused.
type Endpoint string

// The two endpoints of a consent.
const (
	EndpointConsent Endpoint = "consent page"
	EndpointToken   Endpoint = "token endpoint"
)

// OAuthError is a refusal by Google (RFC 6749 sections 4.1.2.1 and 5.2).
// [OAuthError.Cause] sorts it, [OAuthError.Remedy] says what to do.
//
// It holds no secret: of the answer only the fields below are kept.
type OAuthError struct {
	// Code is the field "error", for example "invalid_grant". It is empty if the
	// answer was not in OAuth's form, as with most outages.
	Code string
	// Description is Google's text, shortened and without control characters.
	Description string
	// Subtype is Google's field "error_subtype", usually empty.
	Subtype  string
	Endpoint Endpoint
	// StatusCode is the HTTP status of the token endpoint. For the consent page it
	// is that of Google's error page, or 0 for what the browser brought back.
	StatusCode int

	exchange bool // of an authorization code; otherwise a refresh
}

func (e *OAuthError) Error() string {
	what := e.Code
	if what == "" {
		what = httpStatus(e.StatusCode)
	}
	if e.Description != "" {
		what += fmt.Sprintf(" (%q)", e.Description)
	}
	cause := e.Cause()
	return fmt.Sprintf("credentials: Google's %s: %s: %s: %s", e.Endpoint, what, cause.String(), cause.Remedy())
}

// Remedy says what to do next, in one sentence.
func (e *OAuthError) Remedy() string { return e.Cause().Remedy() }

// Is makes the error match [ErrReauthorize] if a new consent mends it.
func (e *OAuthError) Is(target error) bool {
	return target == ErrReauthorize && e.Cause().reauthorize()
}

// Temporary reports whether the same request may succeed later: Google has an
// outage or limits the rate. The grant is not affected.
func (e *OAuthError) Temporary() bool { return e.Cause() == CauseTemporary }

// httpStatus is a status as messages show it.
func httpStatus(code int) string {
	return strings.TrimSpace(fmt.Sprintf("HTTP %d %s", code, http.StatusText(code)))
}

// remedyWay is about answers that did not come from the host.
func remedyWay(host string) string {
	return "check this computer's way to https://" + host + " (a proxy, a firewall, or the sign-in page of a network may be in between), and try again later"
}

// exchangeError is tokenError for the exchange of a code.
func exchangeError(err error, secrets ...Secret) error {
	err = tokenError(err, secrets...)
	if oauth, ok := errors.AsType[*OAuthError](err); ok {
		oauth.exchange = true
	}
	return err
}

// tokenError turns an error of x/oauth2 into ours. x/oauth2's own error keeps
// and, without a code, prints the whole body, which can hold tokens.
func tokenError(err error, secrets ...Secret) error {
	retrieve, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		if errors.Is(err, context.Canceled) {
			return fmt.Errorf("credentials: the request to Google's token endpoint was ended: %w", context.Canceled)
		}
		if _, network := errors.AsType[*url.Error](err); network {
			return fmt.Errorf("credentials: Google's token endpoint could not be reached: %w: %s", err, remedyWay(tokenHost))
		}
		// What is left is a body that x/oauth2 could not read, perhaps quoted.
		return fmt.Errorf("credentials: Google's token endpoint gave an answer that makes no sense (%s): try again later, and look for a proxy in between", redact(err.Error(), secrets...))
	}
	oauth := &OAuthError{
		Code:        redact(retrieve.ErrorCode, secrets...),
		Description: redact(retrieve.ErrorDescription, secrets...),
		Endpoint:    EndpointToken,
	}
	if retrieve.Response != nil {
		oauth.StatusCode = retrieve.Response.StatusCode
	}
	var body struct {
		Subtype string `json:"error_subtype"`
	}
	// A body that is not JSON has no subtype.
	if json.Unmarshal(retrieve.Body, &body) == nil {
		oauth.Subtype = redact(body.Subtype, secrets...)
	}
	return oauth
}
