package rclonecfg

import "fmt"

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
