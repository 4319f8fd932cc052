package credentials_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cli/browser"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// command puts an xdg-open of our own on an otherwise empty PATH.
func command(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if script != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\n"+script), 0o700))
	}
	t.Setenv("PATH", dir)
}

func TestBrowser(t *testing.T) {
	out := filepath.Join(t.TempDir(), "url")
	command(t, `echo "$1" >'`+out+`'`)
	const address = "https://accounts.google.com/o/oauth2/auth?a=b&c=d;e"
	require.NoError(t, credentials.Browser{}.Open(t.Context(), address))
	got, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, address+"\n", string(got))
}

// What xdg-open prints can hold the address, and mixes with what the program says.
func TestBrowserIsQuiet(t *testing.T) {
	command(t, "exit 0")
	require.NoError(t, credentials.Browser{}.Open(t.Context(), "https://accounts.google.com/"))
	require.Nil(t, browser.Stdout)
	require.Nil(t, browser.Stderr)
}

// The browser of the desktop, or the printed address where there is none.
func ExampleBrowser() {
	opener := credentials.OpenerFunc(func(ctx context.Context, url string) error {
		if err := (credentials.Browser{}).Open(ctx, url); err != nil {
			return credentials.Print{W: os.Stdout}.Open(ctx, url)
		}
		return nil
	})
	path := os.Getenv("PATH")
	defer func() { _ = os.Setenv("PATH", path) }()
	_ = os.Setenv("PATH", "") // A computer without a desktop.
	if err := opener.Open(context.Background(), "https://accounts.google.com/o/oauth2/auth"); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Open this address in a browser, sign in, tick every box and press Allow:
	//
	// https://accounts.google.com/o/oauth2/auth
}

func TestNoBrowser(t *testing.T) {
	command(t, "")
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{})
	require.ErrorContains(t, err, "xdg-open")
	require.ErrorContains(t, err, "AuthorizeOptions.Opener")
}

func TestBrowserInTheForeground(t *testing.T) {
	dir := t.TempDir()
	started, release := filepath.Join(dir, "started"), filepath.Join(dir, "release")
	for _, path := range []string{started, release} {
		require.NoError(t, syscall.Mkfifo(path, 0o600))
	}
	command(t, `echo >'`+started+`'; read x <'`+release+`'`)
	ctx, cancel := context.WithCancel(t.Context())
	opened := make(chan error, 1)
	go func() { opened <- credentials.Browser{}.Open(ctx, "https://accounts.google.com/") }()
	_, err := os.ReadFile(started) // Blocks until the command runs.
	require.NoError(t, err)
	cancel()
	require.ErrorIs(t, <-opened, context.Canceled)
	require.NoError(t, os.WriteFile(release, []byte("\n"), 0o600))
}
