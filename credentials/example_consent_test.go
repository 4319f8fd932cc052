package credentials_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// The browser runs on another computer: the user opens the printed address there
// and pastes what the browser shows at the end.
func ExamplePasteFrom() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	if err != nil {
		fmt.Println(err)
		return
	}

	stdin, keyboard := io.Pipe()
	user := google.Approve() // credentials.Print{} in a program
	user.Elsewhere = func(address string) { _, _ = fmt.Fprintln(keyboard, address) }
	grant, err := credentials.Authorize(context.Background(), client, credentials.AuthorizeOptions{
		HTTP:   google.Client(),
		Opener: user,
		Paste:  credentials.PasteFrom(stdin, io.Discard), // os.Stdin and os.Stderr in a program
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(grant.Account)
	// Output: owner@example.com
}

func ExamplePrint() {
	var terminal strings.Builder
	opener := credentials.Print{W: &terminal}
	if err := opener.Open(context.Background(), "https://accounts.google.com/o/oauth2/auth?client_id=742138104895"); err != nil {
		fmt.Println(err)
	}
	fmt.Print(terminal.String())
	// Output:
	// Open this address in a browser, sign in, tick every box and press Allow:
	//
	// https://accounts.google.com/o/oauth2/auth?client_id=742138104895
}

// A bot sends the address to the owner of the photos.
func ExampleOpenerFunc() {
	send := func(_ context.Context, message string) error {
		fmt.Println("sent:", message)
		return nil
	}
	opener := credentials.OpenerFunc(func(ctx context.Context, url string) error {
		return send(ctx, "please allow the access: "+url)
	})
	if err := opener.Open(context.Background(), "https://accounts.google.com/o/oauth2/auth"); err != nil {
		fmt.Println(err)
	}
	// Output: sent: please allow the access: https://accounts.google.com/o/oauth2/auth
}

// A repair: the same account, and all boxes again.
func ExampleAuthorize_repair() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	if err != nil {
		fmt.Println(err)
		return
	}
	grant, err := credentials.Authorize(context.Background(), client, credentials.AuthorizeOptions{
		HTTP:         google.Client(),
		Opener:       google.Approve(),
		LoginHint:    "owner@example.com",
		ForceConsent: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(grant.Account)
	// Output: owner@example.com
}

// A fixed port can be forwarded from another computer. Those of the system are
// refused.
func ExampleAuthorizeOptions() {
	client := credentials.Client{ID: "742138104895-abcdefghijklmnopqrst.apps.googleusercontent.com", Secret: credentials.NewSecret("GOCSPX-a-secret-of-an-example")}
	_, err := credentials.Authorize(context.Background(), client, credentials.AuthorizeOptions{
		Address: "::1",
		Port:    80, // 53682, say, for "ssh -L 53682:[::1]:53682 nas"
	})
	fmt.Println(err)
	// Output: credentials: AuthorizeOptions.Port is 80: set it to a number from 1024 to 65535, or to 0 for a free port
}

func ExampleOAuthError() {
	err := error(&credentials.OAuthError{
		Endpoint: credentials.EndpointToken, StatusCode: 401, Code: "deleted_client", Description: "The OAuth client was deleted.",
	})
	if refused, ok := errors.AsType[*credentials.OAuthError](err); ok && refused.Cause() == credentials.CauseClientDeleted {
		fmt.Println(refused.Remedy())
		fmt.Println(refused.Temporary(), errors.Is(err, credentials.ErrReauthorize))
	}
	// Output:
	// restore it under Google Auth Platform > Clients within 30 days, or create a new one
	// false false
}

func ExampleCause_Remedy() {
	cause := credentials.CauseNotTester
	fmt.Println(cause)
	fmt.Println(cause.Remedy())
	// Output:
	// the app is in Testing and this account is not one of its test users
	// add the account under Google Auth Platform > Audience > Test users, or choose Publish app there, and authorize again
}

func ExampleNewSecret() {
	secret := credentials.NewSecret("GOCSPX-a-secret-of-an-example")
	fmt.Println(secret, len(secret.Reveal()))
	// Output: [redacted] 29
}
