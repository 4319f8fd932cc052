package truenas

import (
	"context"
	"log/slog"
)

// LogIn logs in as Dial does.
func LogIn(ctx context.Context, auth Auth, session LoginSession, log *slog.Logger) error {
	return logIn(ctx, auth, session, log)
}

// CountDerivations counts how often a login derives keys. Read the count when
// no login is in progress.
func CountDerivations(auth Auth) *int {
	count := new(int)
	a := auth.(*scramAuth)
	a.derive = func(secret string, salt []byte, iterations int) (*scramKeys, error) {
		*count++ // the login holds a lock
		return deriveScramKeys(secret, salt, iterations)
	}
	return count
}
