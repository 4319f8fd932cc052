package photoslibrary

import (
	"net/http"
	"strings"
)

// Reasons of google.rpc.ErrorInfo.
const (
	reasonServiceDisabled = "SERVICE_DISABLED"
	reasonScope           = "ACCESS_TOKEN_SCOPE_INSUFFICIENT"
)

// findCause is the one place that reads the words of an answer; the structured
// reason comes first, because older answers have only the words.
func (e *Error) findCause() error {
	switch e.Err.Code {
	case http.StatusBadRequest:
		if strings.Contains(e.text(), "remaining storage in the user's account is not enough") {
			return ErrStorageFull
		}
	case http.StatusUnauthorized:
		return ErrUnauthenticated
	case http.StatusNotFound:
		return ErrNotFound
	case http.StatusForbidden:
		return e.findRefusal()
	case http.StatusTooManyRequests:
		return e.quotaError(e.isDaily(e.text()))
	}
	return nil
}

// findRefusal tells the reasons of a 403 apart.
func (e *Error) findRefusal() error {
	text := e.text()
	switch e.Reason {
	case reasonServiceDisabled:
		return e.apiDisabledError()
	case reasonScope:
		return e.scopeError()
	}
	switch {
	case e.oldReason("accessNotConfigured"), strings.Contains(text, "has not been used in project"):
		return e.apiDisabledError()
	case e.oldReason("insufficientPermissions"),
		strings.Contains(text, "insufficient authentication scopes"),
		strings.Contains(e.Err.Header.Get("WWW-Authenticate"), "insufficient_scope"):
		return e.scopeError()
	case e.oldReason("dailyLimitExceeded"):
		return e.quotaError(true)
	case e.oldReason("rateLimitExceeded", "userRateLimitExceeded"):
		return e.quotaError(e.isDaily(text))
	}
	return nil
}

// isDaily tells the two limits apart, whose reason is the same: by the name of
// the limit if there is one that says it, and by the words if not.
func (e *Error) isDaily(text string) bool {
	limit := e.Metadata["quota_limit"]
	switch {
	case strings.Contains(limit, "PerDay"):
		return true
	case strings.Contains(limit, "Minute"), strings.Contains(limit, "Second"), strings.Contains(limit, "Hour"):
		return false
	}
	text = strings.ToLower(text)
	for _, words := range []string{"per day", "dailylimitexceeded", "daily limit", "daily quota"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return e.oldReason("dailyLimitExceeded")
}

// downloadCause is what the same answer means for bytes. Hosts of bytes answer
// with pages, whose text googleapi does not read, and 403 is their word for a
// base URL that is too old, unless the answer gives another reason.
func (e *Error) downloadCause() error {
	limit := e.Err.Code == http.StatusTooManyRequests || e.Err.Code == http.StatusForbidden
	switch {
	case limit && e.isDaily(e.Err.Message+e.Err.Body):
		return e.quotaError(true)
	case e.Err.Code == http.StatusForbidden && e.cause == nil, e.Err.Code == http.StatusNotFound:
		return ErrBaseURLExpired
	}
	return e.cause
}
