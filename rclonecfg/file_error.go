package rclonecfg

import (
	"errors"
	"fmt"
)

// ErrEncrypted is returned for an rclone.conf that is protected with a
// password.
var ErrEncrypted = errors.New("rclonecfg: the file is encrypted with an rclone configuration password: " +
	"remove the password with rclone config (s, u), or export the remote with rclone config show")

// ParseError is a place in an rclone.conf that rclone cannot load. It does not
// contain the text of the line, which may be a secret.
type ParseError struct {
	// Line and Column count from 1; Column counts characters.
	Line, Column int
	Reason       string
}

func (e *ParseError) Error() string {
	return fmt.Sprintf("rclonecfg: line %d, column %d: %s", e.Line, e.Column, e.Reason)
}
