package truenas

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// JSON-RPC error codes of TrueNAS.
const (
	codeInvalidParams  = -32602
	codeMethodNotFound = -32601
	codeTooManyCalls   = -32000
	codeCallFailed     = -32001
)

// Numbers of errno in TrueNAS's errors. They are Linux's, whatever this
// program runs on, and some of TrueNAS's own.
const (
	errnoPermission       = 1
	errnoNotFound         = 2
	errnoAccess           = 13
	errnoBusy             = 16
	errnoTooManyCalls     = 109
	errnoNoMethod         = 201
	errnoNotAuthenticated = 207
)

// CallError is a call that TrueNAS refused or that failed there. Is matches
// [ErrNotFound], [ErrNotAuthorized], [ErrNotAuthenticated], [ErrBusy],
// [ErrLocked] and [ErrNoLog].
type CallError struct {
	Method string
	// Code is the JSON-RPC code: -32001 for a call that failed, -32601 for an
	// unknown method. The older protocol has none; it is made from Errno there.
	Code int
	// Errno and Errname are TrueNAS's, as 14 and "EFAULT"; 0 and "" without.
	Errno   int
	Errname string
	// Reason is TrueNAS's text.
	Reason string
	// Extra is what TrueNAS attached, as {"excerpt": …} of a failed listing.
	Extra json.RawMessage
}

func (e *CallError) Error() string {
	text := fmt.Sprintf("truenas: %s: %s", e.Method, strings.TrimSpace(e.Reason))
	switch {
	case e.Code == codeMethodNotFound || e.Errno == errnoNoMethod:
		return text + " (this TrueNAS release does not have it)"
	case e.is(ErrNotAuthorized):
		return text + " (give the user a role that allows it, as Cloud Sync Write)"
	case e.is(ErrBusy):
		return text + " (try again later)"
	}
	return text
}

// Is reports whether the error stands for target.
func (e *CallError) Is(target error) bool { return e.is(target) }

func (e *CallError) is(target error) bool {
	expired := isExpiredReason(e.Reason)
	switch {
	case errors.Is(target, ErrNotFound):
		return e.Errno == errnoNotFound || isNoMatchReason(e.Reason) || e.unknownJob()
	case errors.Is(target, ErrNotAuthorized):
		// A job of somebody else's is answered with EPERM.
		return e.Errno == errnoAccess && !expired || e.Errno == errnoPermission && e.ofJob()
	case errors.Is(target, ErrNoLog):
		return e.ofJob() && isNoLogReason(e.Reason)
	case errors.Is(target, ErrNotAuthenticated):
		return e.Errno == errnoNotAuthenticated || expired
	case errors.Is(target, ErrBusy):
		return e.Errno == errnoBusy || e.Code == codeTooManyCalls
	case errors.Is(target, ErrLocked):
		return isLocked(e.Errno, e.Reason)
	}
	return false
}

func (e *CallError) ofJob() bool { return strings.HasPrefix(e.Method, "core.job_") }

// unknownJob reports whether there is no such job, in the words of 25.04.
func (e *CallError) unknownJob() bool { return e.ofJob() && isBareIDReason(e.Reason) }

// rpcError is the error member of a JSON-RPC response.
type rpcError struct {
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data"`
}

// forMethod turns the error into the one callers see. The trace is dropped: on
// 25.x its frames hold the arguments, and so the secrets, of the call.
func (e *rpcError) forMethod(method string) error {
	var data struct {
		Error   int             `json:"error"`
		Errname string          `json:"errname"`
		Reason  string          `json:"reason"`
		Extra   json.RawMessage `json:"extra"`
	}
	if len(e.Data) > 0 {
		// Data of an unknown shape leaves the code and the message.
		_ = json.Unmarshal(e.Data, &data)
	}
	if fields, ok := parseFieldErrors(data.Extra); ok {
		return &ValidationError{Method: method, Fields: fields}
	}
	if string(data.Extra) == "null" {
		data.Extra = nil
	}
	call := &CallError{
		Method: method, Code: e.Code, Errno: data.Error, Errname: data.Errname,
		Reason: data.Reason, Extra: data.Extra,
	}
	if call.Reason == "" {
		call.Reason = e.Message
	}
	return call
}

func (e *rpcError) Error() string { return e.Message }
