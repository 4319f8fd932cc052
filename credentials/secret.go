package credentials

import "github.com/nasphotos/nasphotos/internal/secret"

// Secret is a text that printing, logging and marshalling show as "[redacted]".
// Its Reveal method returns the text.
type Secret = secret.String

// NewSecret wraps text.
func NewSecret(text string) Secret { return secret.New(text) }
