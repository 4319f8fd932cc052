package credentials

import "github.com/nasphotos/nasphotos/internal/safefile"

// WithBefore returns the store with a function that runs before each step of a
// write, and can make it fail.
func (s FileStore) WithBefore(before func(safefile.Step) error) FileStore {
	s.before = before
	return s
}
