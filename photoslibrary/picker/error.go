package picker

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

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

// fail adds the state of the session that an answer tells of.
func fail(e *photoslibrary.Error) error {
	if e.Status != "FAILED_PRECONDITION" {
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

// passing reports whether the next poll may have a better answer.
func passing(err error) bool {
	e, ok := errors.AsType[*photoslibrary.Error](err)
	return ok && (e.Err.Code >= http.StatusInternalServerError || errors.Is(e, photoslibrary.ErrRateLimited))
}
