package truenas

import "errors"

// States an error can stand for; test with errors.Is.
var (
	// ErrClosed: [Client.Close] was called.
	ErrClosed = errors.New("client is closed")
	// ErrConnectionLost: the connection ended before the call was answered. Nothing
	// was changed, unless the error is ErrUncertain too: look for that first. The
	// client reconnects, unless it has ended ([Client.Done]).
	ErrConnectionLost = errors.New("connection lost")
	// ErrUncertain: a call that changes something was sent, and its answer never
	// came or says nothing. Read the state before trying again.
	ErrUncertain = errors.New("sent, but nobody knows whether it was done: read the state before trying again")
	// ErrNotFound: there is no such object.
	ErrNotFound = errors.New("not found")
	// ErrNotAuthorized: the user lacks the role for this call.
	ErrNotAuthorized = errors.New("not authorized")
	// ErrNotAuthenticated: the login was refused, or the session has ended.
	ErrNotAuthenticated = errors.New("not authenticated")
	// ErrBusy: TrueNAS limits the rate, has too many calls in progress, or
	// another user runs the job. Nothing was done; try again later.
	ErrBusy = errors.New("busy")
	// ErrLocked: the dataset of a task's path is locked. Unlock it and try again.
	ErrLocked = errors.New("dataset is locked")
	// ErrMessageTooLarge: TrueNAS would cut the connection; nothing was sent.
	ErrMessageTooLarge = errors.New("message too large")
	// ErrInsecure: logging in without TLS was refused, before a byte was sent.
	ErrInsecure = errors.New("refusing to log in without TLS")
	// ErrRedacted: a placeholder would be stored in place of a secret.
	ErrRedacted = errors.New(`a secret is only a placeholder ("********" or "[redacted]"), which must not be stored: ` +
		"set the real one, or read it with a user that has CLOUD_SYNC_WRITE")
	// ErrNoLog: the job has no log, or has written none yet because it waits.
	ErrNoLog = errors.New("there is no log")
	// ErrWrongJob: TrueNAS answered a run with the job of another run.
	ErrWrongJob = errors.New("answered with the job of another run")
)
