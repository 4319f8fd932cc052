package truenas

import "github.com/nasphotos/nasphotos/internal/secret"

// Secret is a text that fmt, log/slog and encoding/json print redacted. Reveal
// returns it.
type Secret = secret.String

// NewSecret wraps text.
func NewSecret(text string) Secret { return secret.New(text) }
