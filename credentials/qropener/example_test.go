package qropener_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/credentials/qropener"
)

func Example() {
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

	var terminal bytes.Buffer // os.Stderr in a program
	_, err = credentials.Authorize(context.Background(), client, credentials.AuthorizeOptions{
		HTTP: google.Client(),
		Opener: credentials.OpenerFunc(func(ctx context.Context, url string) error {
			if err := (qropener.Opener{W: &terminal}).Open(ctx, url); err != nil {
				return err
			}
			return google.Approve().Open(ctx, url) // the user with the phone
		}),
	})
	fmt.Println(strings.Contains(terminal.String(), "▄▀"), err)
	// Output: true <nil>
}

func ExampleOpener() {
	var terminal bytes.Buffer
	opener := qropener.Opener{W: &terminal, Columns: 20, Rows: 10}
	if err := opener.Open(context.Background(), "https://accounts.google.com/o/oauth2/auth?client_id=742138104895"); err != nil {
		fmt.Println(err)
	}
	fmt.Print(terminal.String())
	// Output:
	// The QR code needs 41 columns and 29 rows, and this terminal has fewer: make it larger or its letters smaller, and start again.
	// Sign in, tick every box and press Allow:
	//
	// https://accounts.google.com/o/oauth2/auth?client_id=742138104895
}
