// Fakegoogle is a Google on this machine, for clients in any language: sign-in,
// tokens, the Photos Library API and the Photos Picker.
//
//	go run ./examples/fakegoogle -photos 12
//
// prints a proxy, the certificate it answers with, a client file, tokens and how
// to use them, and answers until Ctrl-C. Nothing is kept. Programs need no
// change: they ask for Google's own addresses.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run serves until ctx ends and returns the exit status: 0, 1 for a failure, 2
// for wrong flags.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	s, err := parseFlags(args, stdout)
	switch {
	case errors.Is(err, errHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "fakegoogle:", err)
		return 2
	}
	if err := serve(ctx, s, stdout); err != nil {
		fmt.Fprintln(stderr, "fakegoogle:", err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, s settings, stdout io.Writer) error {
	google, err := googletest.Start(s.google) //nolint:contextcheck // it ends with Close
	if err != nil {
		return err
	}
	defer google.Close()
	for _, email := range s.accounts {
		google.AddAccount(email)
	}
	for _, email := range s.testers {
		if err := google.Console("").AddTestUser(email); err != nil {
			return err
		}
	}
	for i := range s.photos {
		google.AddPhoto(googletest.Photo{Filename: fmt.Sprintf("photo-%03d.jpg", i+1)})
	}
	proxy, err := google.Proxy()
	if err != nil {
		return err
	}
	// Beside the certificate, and gone with it.
	file := filepath.Join(filepath.Dir(proxy.CAFile()), "client_secret.json")
	if err := os.WriteFile(file, google.ClientSecretJSON(), 0o600); err != nil {
		return err
	}
	introduce(stdout, google, proxy, s, file)
	<-ctx.Done()
	fmt.Fprintln(stdout, "Stopped; nothing was kept.")
	return nil
}
