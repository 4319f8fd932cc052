package photoslibrary

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"google.golang.org/api/googleapi"
)

// What an [*Error] can mean; test with errors.Is.
var (
	// ErrAPIDisabled: the API is off in the OAuth client's project. A switch
	// to on takes some minutes to be seen.
	ErrAPIDisabled = errors.New("photoslibrary: the API is disabled in the project")
	// ErrScope: the grant does not cover the method.
	ErrScope = errors.New("photoslibrary: the grant lacks a scope")
	// ErrUnauthenticated: the access token is missing, expired or revoked.
	ErrUnauthenticated = errors.New("photoslibrary: the access token is not valid")
	// ErrQuota is both of the limits that follow.
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
	// ErrUncertain: the answer to a request that creates something was lost, so
	// it may have been done. Look before you ask again: nothing that the API
	// creates can be deleted by it.
	ErrUncertain = errors.New("photoslibrary: it is not known whether Google did it")
)

// Reasons of google.rpc.ErrorInfo.
const (
	reasonServiceDisabled = "SERVICE_DISABLED"
	reasonScope           = "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
)

// Error is an answer of the Library API, or of the Picker API, that is not a
// success.
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

	activationURL string
	cause         error // one of the sentinels, or nil
}

// NewError reads what an answer means; err is what
// [googleapi.CheckResponse] returned for it. It serves callers of a method that
// this package lacks, such as those of the Picker API.
func NewError(op string, err error) *Error {
	answer, ok := errors.AsType[*googleapi.Error](err)
	if !ok {
		answer = &googleapi.Error{Message: err.Error()}
	}
	e := &Error{Op: op, Status: statusOf(answer.Body), Err: answer}
	for _, detail := range answer.Details {
		fields, _ := detail.(map[string]any)
		kind, _ := fields["@type"].(string)
		switch {
		case strings.HasSuffix(kind, "google.rpc.ErrorInfo"):
			e.Reason, _ = fields["reason"].(string)
			metadata, _ := fields["metadata"].(map[string]any)
			e.Metadata = make(map[string]string, len(metadata))
			for key, value := range metadata {
				e.Metadata[key], _ = value.(string)
			}
		case strings.HasSuffix(kind, "google.rpc.Help"):
			links, _ := fields["links"].([]any)
			for _, each := range links {
				link, _ := each.(map[string]any)
				description, _ := link["description"].(string)
				if strings.Contains(description, "API activation") {
					e.activationURL, _ = link["url"].(string)
				}
			}
		}
	}
	e.cause = e.findCause()
	return e
}

// statusOf returns the one field of an answer that googleapi drops.
func statusOf(body string) string {
	var answer struct {
		Error struct {
			Status string `json:"status"`
		} `json:"error"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		return "" // a page of something in between, and no answer of the API
	}
	return answer.Error.Status
}

// findCause is the one place that reads the text of an answer; the structured
// reason comes first, because older answers have only the text.
func (e *Error) findCause() error {
	message := e.Err.Message
	switch e.Err.Code {
	case http.StatusUnauthorized:
		return ErrUnauthenticated
	case http.StatusNotFound:
		return ErrNotFound
	case http.StatusForbidden:
		switch {
		case e.Reason == reasonServiceDisabled,
			strings.Contains(message, "has not been used in project"):
			return ErrAPIDisabled
		case e.Reason == reasonScope,
			strings.Contains(message, "insufficient authentication scopes"):
			return ErrScope
		}
	case http.StatusTooManyRequests:
		// The reason is the same for both limits.
		limit := e.Metadata["quota_limit"]
		if strings.Contains(limit, "PerDay") || limit == "" && strings.Contains(message, "per day") {
			return ErrQuotaExhausted
		}
		return ErrRateLimited
	}
	return nil
}

// downloadCause is what the same answer means for bytes. Hosts of bytes answer
// with pages, whose text googleapi does not read, and 403 is their word for a
// base URL that is too old, unless the answer gives another reason.
func (e *Error) downloadCause() error {
	text := strings.ToLower(e.Err.Message + e.Err.Body)
	daily := strings.Contains(text, "per day") || strings.Contains(text, "dailylimitexceeded") || strings.Contains(text, "daily limit") || strings.Contains(text, "daily quota")
	switch code := e.Err.Code; {
	case daily && (code == http.StatusTooManyRequests || code == http.StatusForbidden):
		return ErrQuotaExhausted
	case code == http.StatusForbidden && e.cause == nil, code == http.StatusNotFound:
		return ErrBaseURLExpired
	}
	return e.cause
}

// Error names the call, Google's message and what to do next.
func (e *Error) Error() string {
	message := e.Err.Message
	if message == "" {
		message = http.StatusText(e.Err.Code)
	}
	text := fmt.Sprintf("photoslibrary: %s: %d: %s", e.Op, e.Err.Code, message)
	if remedy := e.remedy(); remedy != "" {
		text += " (" + remedy + ")"
	}
	return text
}

// remedies say what to do next about each sentinel.
var remedies = map[error]string{
	ErrAPIDisabled:     "enable the API in the project of the OAuth client and wait some minutes",
	ErrScope:           "sign in again and tick every box",
	ErrUnauthenticated: "refresh the token, or sign in again",
	ErrQuotaExhausted:  "the quota is back at midnight, Pacific time",
	ErrRateLimited:     "wait a minute",
	ErrBaseURLExpired:  "base URLs are valid for 60 minutes: get or list the item again",
	ErrNotFound:        "the API only shows what the same OAuth client created",
}

func (e *Error) remedy() string {
	if address := e.ActivationURL(); address != "" {
		return "enable the API at " + address + " and wait some minutes"
	}
	return remedies[e.cause]
}

// Is reports whether target is the sentinel for this answer.
func (e *Error) Is(target error) bool {
	switch target {
	case nil:
		return false
	case ErrQuota:
		return e.cause == ErrQuotaExhausted || e.cause == ErrRateLimited
	}
	return target == e.cause
}

// Unwrap returns the [*googleapi.Error].
func (e *Error) Unwrap() error { return e.Err }

// ActivationURL returns the console page that switches the API on, with the
// project number in it; empty unless the error is [ErrAPIDisabled].
func (e *Error) ActivationURL() string {
	if !errors.Is(e.cause, ErrAPIDisabled) {
		return ""
	}
	if address := e.Metadata["activationUrl"]; address != "" {
		return address
	}
	return e.activationURL
}
