package credentials

import (
	"context"
	"net"
	"net/http"
	"time"
)

// AuthorizeOptions are the settings of [Authorize]. The zero value opens the
// user's browser, asks for [DefaultScopes] and waits five minutes.
type AuthorizeOptions struct {
	// Opener shows the consent page; default [Browser].
	Opener Opener
	// HTTP reaches Google's token endpoint; default a client with a timeout of 30
	// seconds.
	HTTP *http.Client
	// Scopes to ask for; default [DefaultScopes].
	Scopes []string
	// LoginHint is the e-mail address of the account to preselect. The user can
	// still choose another one: compare Grant.Account.
	LoginHint string
	// ForceConsent shows the boxes again to a user who ticked them before. Each
	// consent adds one of at most 100 refresh tokens that an account has for a
	// client; beyond that Google drops the oldest without a word.
	ForceConsent bool
	// Address is where this computer waits for the browser's answer: 127.0.0.1,
	// which is the default, or ::1.
	Address string
	// Port is the port to wait on, from 1024 on; 0 is a free one. A fixed port can
	// be forwarded from another computer ("ssh -L 53682:127.0.0.1:53682 nas").
	Port int
	// Paste, if set, also takes the answer from an address that the user pastes,
	// for a browser on a computer that this one cannot hear. It returns one pasted
	// text, and is called again with the reason if that text is refused; first after
	// the Opener has returned, or has had a moment to show the page. The answer may
	// still come from a browser here: what is first counts. [PasteFrom] asks in a
	// terminal.
	//
	// It must return soon after ctx ends. Its error ends Authorize; [io.EOF] only
	// ends the pasting, while a browser can still answer.
	Paste func(ctx context.Context, refused error) (string, error)
	// Timeout is how long the user may take; default 5 minutes.
	Timeout time.Duration
	// Now is the clock for the times in the grant; default [time.Now].
	Now func() time.Time

	// listen is loopbackAddress.listen, unless a test has none.
	listen func(context.Context, loopbackAddress) (net.Listener, error)
}

func (o AuthorizeOptions) withDefaults() AuthorizeOptions {
	if o.Opener == nil {
		o.Opener = Browser{}
	}
	if len(o.Scopes) == 0 {
		o.Scopes = DefaultScopes()
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.listen == nil {
		o.listen = func(ctx context.Context, a loopbackAddress) (net.Listener, error) { return a.listen(ctx) }
	}
	return o
}
