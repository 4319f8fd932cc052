package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestDemo(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), nil, &stdout, &stderr), stderr.String())
	require.Empty(t, stderr.String())
	text := stdout.String()
	require.True(t, strings.HasPrefix(text, "DEMO"), "the first line says what it is doing")
	for _, want := range []string{
		"another kind of file is refused: credentials: client file: this client has the type Web application",
		"this is a service account key",
		"all three Photos scopes are granted",
		"12 items",
		`"refresh_token":"[redacted]"`,
		"+ create credential",
		"+ attributes.folder = media/all",
		"Nothing to do.",
		"12 files would be copied",
		"12 files copied",
		"compared byte for byte with Google's: all equal",
		"the NAS has refreshed the token, its newer copy stays",
		"Done: the fake NAS now pulls media/all",
	} {
		require.Contains(t, text, want)
	}
	for _, secret := range []string{"GOCSPX", "ya29.", "1//"} {
		require.NotContains(t, text, secret)
	}
	requireEmpty(t, os.Getenv("TMPDIR"))
}

func TestDemoOnEveryRelease(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, release := range truenas.Releases() {
		t.Run(string(release), func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			require.Zero(t, run(t.Context(), []string{"-release", string(release)}, &stdout, &stderr), stderr.String())
			require.Contains(t, stdout.String(), string(release))
			require.Contains(t, stdout.String(), "compared byte for byte with Google's: all equal")
			require.Contains(t, stdout.String(), "Done: the fake NAS now pulls media/all")
		})
	}
}

func TestCancelledDemo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr bytes.Buffer
	require.Equal(t, 130, run(ctx, nil, &stdout, &stderr))
	require.Contains(t, stderr.String(), "stopped")
}

func TestHelp(t *testing.T) {
	var stdout, stderr bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"-help"}, &stdout, &stderr))
	for _, name := range []string{"-client-secret file", "-nas address", "-user name", "-api-key-file file", "-folder folder", "-path directory"} {
		require.Contains(t, stdout.String(), name)
	}
	require.Empty(t, stderr.String())
}

func TestWrongFlags(t *testing.T) {
	google := googletest.NewServer(t, googletest.Config{})
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		return path
	}
	good := map[string]string{
		"-client-secret": write("client.json", google.ClientSecretJSON()),
		"-nas":           "wss://nas.invalid",
		"-user":          "admin",
		"-api-key-file":  write("key", []byte("1-abc\n")),
		"-folder":        "media/all",
		"-path":          "/mnt/tank/photos",
	}
	for _, test := range []struct {
		name, flag, value, want string
	}{
		{"one is missing", "-user", "", "missing -user"},
		{"no such client file", "-client-secret", filepath.Join(dir, "nope"), "-client-secret: open"},
		{"a web client", "-client-secret", write("web.json", google.WebClientJSON()), "Web application"},
		{"a service account", "-client-secret", write("sa.json", google.ServiceAccountJSON()), "service account"},
		{"not JSON", "-client-secret", write("x.json", []byte("hello")), "-client-secret"},
		{"no such key file", "-api-key-file", filepath.Join(dir, "nope"), "-api-key-file: open"},
		{"an empty key file", "-api-key-file", write("empty", nil), "is empty"},
		{"not a key", "-api-key-file", write("notakey", []byte("hello")), "1-AbC"},
		{"not a fingerprint", "-nas-fingerprint", "zz", "64 digits"},
		{"an insecure address", "-nas", "ws://nas.invalid", "use wss://HOST"},
		{"no address", "-nas", "nas", "use wss://HOST"},
		{"a refused folder", "-folder", "media/by-day", "media/by-month"},
		{"a folder that is none", "-folder", "nonsense", "media/all"},
		{"a path outside a pool", "-path", "/home/me", "/mnt/tank/photos"},
		{"a path out of the pool", "-path", "/mnt/../etc", "/mnt/tank/photos"},
		{"a release of a real NAS", "-release", "25.10", "for the demo only"},
		{"an unknown flag", "-nope", "1", "-help"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var args []string
			for name, value := range good {
				if name != test.flag {
					args = append(args, name, value)
				}
			}
			if test.value != "" {
				args = append(args, test.flag, test.value)
			}
			var stdout, stderr bytes.Buffer
			require.Equal(t, 2, run(t.Context(), args, &stdout, &stderr))
			require.Contains(t, stderr.String(), test.want)
			require.Equal(t, 1, strings.Count(stderr.String(), "\n"), "one line: %s", stderr.String())
			require.Empty(t, stdout.String())
		})
	}
	t.Run("a release that is none", func(t *testing.T) {
		var stdout, stderr bytes.Buffer
		require.Equal(t, 2, run(t.Context(), []string{"-release", "23.10"}, &stdout, &stderr))
		require.Contains(t, stderr.String(), "24.10")
	})
	t.Run("an argument without a flag", func(t *testing.T) {
		var stdout, stderr bytes.Buffer
		require.Equal(t, 2, run(t.Context(), []string{"extra"}, &stdout, &stderr))
	})
}

// The flags lead to the NAS; Google cannot be replaced there.
func TestRealNAS(t *testing.T) {
	for _, release := range truenas.Releases() {
		t.Run(string(release), func(t *testing.T) { testRealNAS(t, release) })
	}
}

func testRealNAS(t *testing.T, release truenas.Release) {
	t.Helper()
	google := googletest.NewServer(t, googletest.Config{})
	nas := truenastest.NewServer(t, truenastest.Config{Release: release})
	dir := t.TempDir()
	client, key := filepath.Join(dir, "client.json"), filepath.Join(dir, "key")
	require.NoError(t, os.WriteFile(client, google.ClientSecretJSON(), 0o600))
	require.NoError(t, os.WriteFile(key, []byte(nas.APIKey("admin")+"\n"), 0o600))
	args := []string{"-client-secret", client, "-nas", nas.URL(), "-user", "admin", "-api-key-file", key, "-folder", "media/all", "-path", "/mnt/tank/photos"}
	dial := func(args []string) error {
		settings, err := parseFlags(args, io.Discard)
		require.NoError(t, err)
		require.False(t, settings.demo)
		connected, err := settings.services(&printer{w: io.Discard}).dial(t.Context())
		if err != nil {
			return err
		}
		return connected.Close()
	}
	require.NoError(t, dial(append(args, "-nas-fingerprint", nas.Fingerprint())))
	// TrueNAS comes with a certificate of its own: the error tells what to pass.
	require.ErrorContains(t, dial(args), nas.Fingerprint())
}

// Ctrl-C at any moment leaves nothing behind.
func TestInterrupt(t *testing.T) {
	program := filepath.Join(t.TempDir(), "quickstart")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	output, err := build.CombinedOutput()
	require.NoError(t, err, string(output))

	finished := false
	for delay := time.Duration(0); !finished; delay += 40 * time.Millisecond {
		home, tmp := t.TempDir(), t.TempDir()
		command := exec.CommandContext(t.Context(), program)
		command.Env = []string{"HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "xdg"), "TMPDIR=" + tmp}
		var stdout, stderr bytes.Buffer
		command.Stdout, command.Stderr = &stdout, &stderr
		require.NoError(t, command.Start())
		interrupt := time.AfterFunc(delay, func() { _ = command.Process.Signal(os.Interrupt) })
		err := command.Wait()
		interrupt.Stop()

		var exit *exec.ExitError
		switch {
		case err == nil:
			finished = true // it was over before the signal
		case errors.As(err, &exit):
			// -1: killed by the signal before main began.
			require.Contains(t, []int{130, -1}, exit.ExitCode(), "after %s: %s", delay, stderr.String())
		default:
			require.NoError(t, err)
		}
		require.NotContains(t, stderr.String(), "panic", "after %s", delay)
		require.NotContains(t, stderr.String(), "goroutine ", "after %s", delay)
		requireEmpty(t, tmp)
		requireEmpty(t, home)
		require.Less(t, delay, time.Minute, "the demo never ends")
	}
}

func requireEmpty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, entries)
}
