package rclonecfg

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// RemoteError says that a remote, or one option of it, cannot be used or cannot
// be written so that rclone reads the same. It contains no values.
type RemoteError struct {
	// Remote is the name, which is "" for a remote without one.
	Remote string
	// Key is the option, or "" when the remote as a whole is meant. A key that
	// does not look like one of rclone's is [redacted]: where a line has lost its
	// = or its end, the key begins with the name, and goes on with the value.
	Key    string
	Reason string
	// Err is the cause, for example a *TokenError, or nil.
	Err error
}

func (e *RemoteError) Error() string {
	message := fmt.Sprintf("rclonecfg: remote %q: ", e.Remote)
	if e.Key != "" {
		message = fmt.Sprintf("rclonecfg: remote %q, option %q: ", e.Remote, e.Key)
	}
	if e.Err != nil {
		return message + strings.TrimPrefix(e.Err.Error(), "rclonecfg: ")
	}
	return message + e.Reason
}

// Unwrap returns Err.
func (e *RemoteError) Unwrap() error { return e.Err }

// reasonError says what is wrong with the value of an option. It ends up as the
// Reason of a [RemoteError].
type reasonError string

func (e reasonError) Error() string { return string(e) }

// optionError is about one option. The error is a reasonError, or the cause.
func optionError(remote, key string, err error) *RemoteError {
	result := &RemoteError{Remote: remote, Key: printable(key)}
	var reason reasonError
	if errors.As(err, &reason) {
		result.Reason = string(reason)
	} else {
		result.Err = err
	}
	return result
}

// printableName is a row of words, as all names of rclone's options and types
// are, in any case of a typist. Tokens and client secrets are not: they mix the
// cases, or have long runs of letters, or many digits.
var printableName = regexp.MustCompile(`^(?:(?:[a-z0-9]{1,16}|[A-Z0-9]{1,16}|[A-Z][a-z0-9]{1,15})(?:[ _.-]|$))+$`)

// printable returns a name as it may be printed.
func printable(name string) string {
	const mostLength, mostDigits = 40, 3
	digits := len(name) - len(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, name))
	if name != "" && (len(name) > mostLength || digits > mostDigits || !printableName.MatchString(name)) {
		return "[redacted]"
	}
	return name
}
