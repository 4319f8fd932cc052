package truenas

import (
	"context"
	"errors"
)

// Local is the login of a program that runs on the NAS and connects over
// TrueNAS's Unix socket: TrueNAS takes the user of the process, root or one with
// privileges, as logged in. Nothing is sent but auth.me, which finds out whether
// that is so. Any other connection is refused with an [*AuthError].
func Local() Auth { return localAuth{} }

type localAuth struct{}

// Login calls auth.me.
func (localAuth) Login(ctx context.Context, session LoginSession) error {
	err := session.Call(ctx, "auth.me", nil, nil)
	if errors.Is(err, ErrNotAuthenticated) || errors.Is(err, ErrNotAuthorized) {
		return &AuthError{
			Method: "the Unix socket",
			Remedy: "TrueNAS does not know this process: connect over the Unix socket of the NAS as root or as a user " +
				"with privileges, or use an API key",
			Err: err,
		}
	}
	return err
}
