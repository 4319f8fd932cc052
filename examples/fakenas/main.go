// Fakenas is a TrueNAS of any release from 24.10 to 27 on this machine, for
// clients in any language.
//
//	go run ./examples/fakenas -release 25.10 -listen 127.0.0.1:0
//
// prints its address, a user, an API key and how to fill it, and answers until
// Ctrl-C. Nothing is kept. Its tasks copy nothing; they report progress as
// TrueNAS does while rclone runs.
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

	"github.com/nasphotos/nasphotos/truenas/truenastest"
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
		fmt.Fprintln(stderr, "fakenas:", err)
		return 2
	}
	if err := serve(ctx, s, stdout); err != nil {
		fmt.Fprintln(stderr, "fakenas:", err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, s settings, stdout io.Writer) error {
	nas, err := truenastest.Start(truenastest.Config{
		Release: s.release, Listen: s.listen, Plain: s.plain, Unix: s.unix, Engine: engine{took: s.took, files: s.files},
	})
	if err != nil {
		return err
	}
	defer nas.Close()
	nas.AddUser(s.user, s.password)
	if s.otp != "" {
		nas.SetOTP(s.user, func() string { return s.otp })
	}
	key := nas.APIKey(s.user)

	folder, err := os.MkdirTemp("", "fakenas-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	authority := ""
	if !s.plain {
		authority = filepath.Join(folder, "ca.pem")
		if err := os.WriteFile(authority, nas.CertificatePEM(), 0o600); err != nil {
			return err
		}
	}
	if err := seed(ctx, nas, s, key, stdout); err != nil {
		return err
	}
	introduce(stdout, nas, s, key, authority)
	<-ctx.Done()
	fmt.Fprintln(stdout, "Stopped; nothing was kept.")
	return nil
}
