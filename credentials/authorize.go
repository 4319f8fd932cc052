package credentials

import (
	"context"
	"time"
)

const (
	defaultTimeout  = 5 * time.Minute
	exchangeTimeout = 30 * time.Second
	// errandGrace is how long an Opener that follows the user's way itself, such
	// as one of a test, may take to read the result page, and how long an Opener
	// or Paste may take to see that its context has ended.
	errandGrace = 250 * time.Millisecond
)

// Authorize lets the user consent in a browser and returns the grant: it listens
// on a port of this computer, shows Google's consent page through the Opener,
// waits for the browser to come back, and exchanges the code for tokens (RFC
// 8252, with PKCE of RFC 7636). The browser must run on this computer, or what it
// shows at the end must be pasted here: see AuthorizeOptions.Paste.
//
// It returns when the first valid answer was dealt with, after the timeout, or
// when ctx ends; the listener is closed by then. Several calls can run at once,
// on different ports.
//
// Errors: [*OAuthError] if Google or the user refused, [*ScopeError] if boxes
// were left unticked, [ErrTimeout], [ErrNoRefreshToken], [*ClientFileError] for
// a client with foreign endpoints, that of a port that is taken, and the Opener's
// and Paste's own errors.
func Authorize(ctx context.Context, client Client, options AuthorizeOptions) (*Grant, error) {
	if err := client.validate(); err != nil {
		return nil, err
	}
	options = options.withDefaults()
	address, err := options.loopbackAddress()
	if err != nil {
		return nil, err
	}
	inbox := newInbox()
	show := func(resultPage) {}
	listener, err := options.listen(ctx, address)
	switch {
	case err == nil:
		loopback := newLoopback(listener, inbox)
		defer loopback.close(ctx)
		address.port = loopback.port
		show = loopback.show
	case options.Paste != nil && options.Port == 0 && ctx.Err() == nil:
		address = address.unheard() // The answer is pasted.
	default:
		return nil, err
	}

	consent := newConsent(client, address.redirectURI(), inbox.state, options)
	waiting, stopWaiting := context.WithTimeoutCause(ctx, options.Timeout, ErrTimeout)
	defer stopWaiting()
	opener := startErrand(waiting, func(ctx context.Context) error { return options.Opener.Open(ctx, consent.url) })
	defer opener.stop(true)
	got, err := consent.await(waiting, inbox, opener, listener != nil)
	if err != nil {
		return nil, err
	}
	grant, err := consent.finish(ctx, got)
	if err != nil {
		show(pageFailure(err))
		return nil, err
	}
	show(pageSuccess(grant))
	return grant, nil
}
