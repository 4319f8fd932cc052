// Quickstart does the whole job once: from the OAuth client file of the Google
// console to a cloud sync task that has run on a TrueNAS.
//
//	go run ./examples/quickstart
//
// uses a fake Google and a fake TrueNAS inside the program, and real rclone.
// With the flags of -help it does the same on the real services.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	// First of all, so that Ctrl-C never finds the program half set up.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run returns the exit status: 0, 1 for a failure, 2 for wrong flags, 130 after
// Ctrl-C.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	settings, err := parseFlags(args, stdout)
	switch {
	case errors.Is(err, errHelp):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "quickstart:", err)
		return 2
	}
	out := &printer{w: stdout}
	if err := do(ctx, settings, out); err != nil {
		out.endLine()
		switch {
		case errors.Is(err, context.Canceled) && ctx.Err() != nil:
			fmt.Fprintln(stderr, "quickstart: stopped, and cleaned up")
			return 130
		case ctx.Err() != nil:
			fmt.Fprintln(stderr, "quickstart: stopped:", err)
			return 130
		}
		fmt.Fprintln(stderr, "quickstart:", err)
		return 1
	}
	return 0
}

func do(ctx context.Context, settings settings, out *printer) error {
	if settings.demo {
		out.line("DEMO: a fake Google and a fake TrueNAS on this machine, real rclone, no network (-help tells how to use the real ones)")
		world, err := newDemo(settings.release) //nolint:contextcheck // the fakes end with close
		if err != nil {
			return err
		}
		defer world.close()
		return steps(ctx, world.services(), out)
	}
	out.line("REAL: Google Photos and the TrueNAS at %s (this creates a credential and a task there)", settings.nas)
	services := settings.services(out)
	// A NAS that cannot be reached should be known before the consent is asked for.
	nas, err := services.dial(ctx)
	if err != nil {
		return err
	}
	_ = nas.Close()
	return steps(ctx, services, out)
}
