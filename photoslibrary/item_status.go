package photoslibrary

import (
	"errors"
	"fmt"
	"strconv"
)

// ItemError is why one item of a request for many failed; the others are not
// concerned.
type ItemError struct {
	// Op is what was asked for, such as "create media items".
	Op string
	// Name is the file name or, without one, the id of the item.
	Name string
	// Code is a google.rpc.Code: 3 is INVALID_ARGUMENT (no photo, or a spent
	// upload token), 5 is NOT_FOUND, 6 is ALREADY_EXISTS (the user has the photo).
	Code int
	// Message is Google's, for people.
	Message string
}

// Error names the item, the code and Google's message.
func (e *ItemError) Error() string {
	text := fmt.Sprintf("photoslibrary: %s: %q: %s (code %d)", e.Op, e.Name, e.Status(), e.Code)
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}

// Is makes errors.Is with [ErrNotFound] and [ErrUnauthenticated] work as it does
// for the answer to a request for one item.
func (e *ItemError) Is(target error) bool {
	switch e.Code {
	case 5:
		return errors.Is(ErrNotFound, target)
	case 16:
		return errors.Is(ErrUnauthenticated, target)
	}
	return false
}

// rpcCodes are the names of google.rpc.Code, from 0.
var rpcCodes = []string{
	"OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
	"PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
	"UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
}

// Status is the name of Code, such as INVALID_ARGUMENT.
func (e *ItemError) Status() string {
	if e.Code < 0 || e.Code >= len(rpcCodes) {
		return "status " + strconv.Itoa(e.Code)
	}
	return rpcCodes[e.Code]
}

// statusWire is a google.rpc.Status within an answer.
type statusWire struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// err is nil for a success, whose text has changed over the years and whose code
// has not.
func (w statusWire) err(op, name string) error {
	if w.Code == 0 {
		return nil
	}
	return &ItemError{Op: op, Name: name, Code: w.Code, Message: w.Message}
}
