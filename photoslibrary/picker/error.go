package picker

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/nasphotos/nasphotos/internal/googleapis"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// States of a session; test with errors.Is. The other sentinels are those of
// package photoslibrary.
var (
	// ErrPending: the user has not pressed Done yet.
	ErrPending = errors.New("picker: the user has not finished picking")
	// ErrTimeout: Google's time for waiting is over and the user has not
	// pressed Done.
	ErrTimeout = errors.New("picker: the user did not pick in time; create another session")
	// ErrExpired: the session is over, and with it what was picked.
	ErrExpired = errors.New("picker: the session has expired; create another one")
	// ErrPhotosNotEnabled: the account has no Google Photos.
	ErrPhotosNotEnabled = errors.New("picker: the account does not use Google Photos; open https://photos.google.com with it once")
)

const (
	opCreate = "create picker session"
	opList   = "list picked items"
)

// Remedies where that of the Library API does not help.
const (
	remedyNotFound = "the session is over, deleted or of another OAuth client; create another one"
	remedyScope    = "authorize with picker.Scope, " + Scope + ", which is none of the default scopes"
)

// fail adds the state of the session that an answer tells of, or what to do.
func fail(e *photoslibrary.Error) error {
	switch {
	case errors.Is(e, photoslibrary.ErrNotFound):
		return fmt.Errorf("picker: %s: %w", remedyNotFound, e)
	case errors.Is(e, photoslibrary.ErrScope):
		return fmt.Errorf("picker: %s: %w", remedyScope, e)
	case e.Status != "FAILED_PRECONDITION":
		return e
	}
	switch {
	// Google's page names no other precondition of the two methods.
	case e.Op == opCreate, strings.Contains(e.Reason+e.Err.Message, "PHOTOS_NOT_ENABLED"):
		return fmt.Errorf("%w: %w", ErrPhotosNotEnabled, e)
	case e.Op == opList:
		return fmt.Errorf("%w: %w", ErrPending, e)
	}
	return e
}

// passing reports whether the next poll may have a better answer: after a fault
// or a limit of Google, and after a fault of the network, be it on the way to the
// API or to the token endpoint.
func passing(err error) bool {
	if e, ok := errors.AsType[*photoslibrary.Error](err); ok {
		return e.Err.Code >= http.StatusInternalServerError || errors.Is(e, photoslibrary.ErrRateLimited)
	}
	return googleapis.Passing(err)
}

// final reports what a wait of a minute does not better: besides a daily quota it
// is a 429 to which Google adds nothing, because that may speak of too many open
// sessions.
func final(err error) bool {
	e, ok := errors.AsType[*photoslibrary.Error](err)
	if !ok {
		return false
	}
	vague := e.Op == opCreate && e.Metadata["quota_limit"] == "" && e.Err.Header.Get("Retry-After") == ""
	return vague || errors.Is(err, photoslibrary.ErrQuotaExhausted)
}
