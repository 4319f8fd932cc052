package credentials

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/cli/browser"
)

// Opener shows the consent page to the user. [Browser] is the usual one, [Print]
// writes the address, package qropener draws it as a QR code, and an [OpenerFunc]
// does whatever else shows it, such as sending a chat message.
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
// On Linux this runs xdg-open or a similar command. Its output is thrown away,
// since it would mix with the program's own and can hold the address. That is a
// setting of package github.com/cli/browser, which a program that uses it too can
// change by giving it writers of its own.
type Browser struct{}

// quiet takes the standard output and error away from the commands of package
// browser, once. With nil they get the null device, and not a pipe that a browser
// in the background would hold open.
var quiet = sync.OnceFunc(func() {
	if browser.Stdout == os.Stdout {
		browser.Stdout = nil
	}
	if browser.Stderr == os.Stderr {
		browser.Stderr = nil
	}
})

// Open implements [Opener].
func (Browser) Open(ctx context.Context, url string) error {
	quiet()
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

// Print writes the address of the consent page, for the user to open: in a
// terminal, a log that only the user reads, or a message.
//
// If the browser runs on another computer, use it with AuthorizeOptions.Paste.
type Print struct {
	// W is where the address goes; default [os.Stderr].
	W io.Writer
}

// Open implements [Opener].
func (p Print) Open(_ context.Context, url string) error {
	w := p.W
	if w == nil {
		w = os.Stderr
	}
	// The address stands alone on its line, so that it can be copied in one go.
	_, err := fmt.Fprintf(w, "Open this address in a browser, sign in, tick every box and press Allow:\n\n%s\n\n", url)
	return err
}

// openError is an Opener's failure. The consent URL is cut out of the message:
// it is long, dead by now, and holds the state of this sign-in.
type openError struct {
	url Secret
	err error
}

func (e *openError) Error() string {
	return fmt.Sprintf("credentials: the consent page could not be shown: %s: run this where a browser is, or set AuthorizeOptions.Opener to show the address to the user in another way",
		strings.ReplaceAll(e.err.Error(), e.url.Reveal(), "(consent URL)"))
}

func (e *openError) Unwrap() error { return e.err }
