package credentials

import (
	"context"
	"fmt"
	"strings"

	"github.com/cli/browser"
)

// Opener shows the consent page to the user. [Browser] is the usual one; a QR
// code, a chat message or a printed line are others.
type Opener interface {
	// Open shows url. [Authorize] calls it once and meanwhile waits for the
	// user's answer, so Open may return at once or stay until the page is done
	// with. It must return soon after ctx ends, which happens when the answer is
	// there. An error before that ends Authorize.
	//
	// url holds no secret, but who opens it decides whose photos are shared:
	// show it to that user only.
	Open(ctx context.Context, url string) error
}

// OpenerFunc makes a function an [Opener].
type OpenerFunc func(ctx context.Context, url string) error

// Open calls f.
func (f OpenerFunc) Open(ctx context.Context, url string) error { return f(ctx, url) }

// Browser opens the user's default browser. The zero value is ready to use.
//
// On Linux this runs xdg-open or a similar command, whose output goes to this
// process's standard output and standard error.
type Browser struct{}

// Open implements [Opener].
func (Browser) Open(ctx context.Context, url string) error {
	opened := make(chan error, 1)
	// A text browser stays in the foreground until the user quits it, and the
	// command cannot be cancelled; only the waiting for it can.
	go func() { opened <- browser.OpenURL(url) }()
	select {
	case err := <-opened:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// openError is an Opener's failure. The consent URL is cut out of the message:
// it is long, dead by now, and holds the state of this sign-in.
type openError struct {
	url string
	err error
}

func (e *openError) Error() string {
	return fmt.Sprintf("credentials: the consent page could not be shown: %s: run this where a browser is, or set AuthorizeOptions.Opener to show the address to the user in another way",
		strings.ReplaceAll(e.err.Error(), e.url, "(consent URL)"))
}

func (e *openError) Unwrap() error { return e.err }
