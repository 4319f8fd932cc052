package rclonecfg

import "github.com/nasphotos/nasphotos/internal/safefile"

// ObscureWith is Obscure with chosen random bytes.
var ObscureWith = obscure

// EncryptWith is Encrypt with chosen random bytes.
var EncryptWith = encrypt

// MaxTries is how often an update starts again.
const MaxTries = maxTries

// WithBefore returns a ConfigFile that calls before at each step of a write. Its
// error is taken for one of the file system.
func (c ConfigFile) WithBefore(before func(safefile.Step) error) ConfigFile {
	c.before = before
	return c
}
