package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// output is what the program printed so far; ready closes with its last line.
type output struct {
	mu    sync.Mutex
	text  strings.Builder
	ready chan struct{}
	once  sync.Once
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if strings.Contains(string(p), "Or send frames") {
		defer o.once.Do(func() { close(o.ready) })
	}
	return o.text.Write(p)
}

func (o *output) find(t *testing.T, pattern string) string {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	found := regexp.MustCompile(`(?m)` + pattern).FindStringSubmatch(o.text.String())
	require.NotNil(t, found, o.text.String())
	return found[1]
}

// start runs the program until the test ends and returns what it printed.
func start(t *testing.T, args ...string) *output {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out := &output{ready: make(chan struct{})}
	ended := make(chan int, 1)
	var stderr bytes.Buffer
	go func() { ended <- run(ctx, args, out, &stderr) }()
	t.Cleanup(func() {
		cancel()
		require.Zero(t, <-ended, stderr.String())
	})
	select {
	case <-out.ready:
	case code := <-ended:
		ended <- code
		require.Fail(t, "ended at once", stderr.String())
	}
	return out
}

func TestServe(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	seed := filepath.Join(t.TempDir(), "seed.json")
	first := start(t, "-release", "25.10")
	example := first.find(t, `(?s)add -seed seed.json.*?\n\n(\[.*?\n\])\n`)
	require.NoError(t, os.WriteFile(seed, []byte(example), 0o600))

	out := start(t, "-release", "26", "-user", "ann", "-seed", seed, "-took", "1ms", "-files", "3")
	require.FileExists(t, out.find(t, `^certificate +(.*)$`))
	url := strings.TrimSuffix(out.find(t, `^URL +(wss://.*)$`), "/api/current")
	client, err := truenas.Dial(t.Context(), url, truenas.APIKey("ann", truenas.NewSecret(out.find(t, `^API key +(.*)$`))),
		truenas.WithPinnedCertificate(out.find(t, `^SHA-256 +(.*)$`)))
	require.NoError(t, err)
	defer func() { _ = client.Close() }()
	task, err := client.Tasks().Get(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, "photos", task.Description)
	job, err := client.Tasks().Run(t.Context(), 1, truenas.RunOptions{})
	require.NoError(t, err)
	status, err := job.Wait(t.Context())
	require.NoError(t, err)
	require.Equal(t, "3 / 3, 9.600 MiB / 9.600 MiB, 3.2 MiB/s, ETA 0s", status.Progress.Description)
	version, err := client.Version(t.Context())
	require.NoError(t, err)
	require.Contains(t, version, "26.0")
}

func TestEveryRelease(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, release := range truenas.Releases() {
		out := start(t, "-release", string(release), "-plain", "-otp", "123456", "-unix", filepath.Join(t.TempDir(), "nas.sock"))
		require.Contains(t, out.find(t, `^URL +(.*)$`), "ws://127.0.0.1:")
		require.Equal(t, "123456", out.find(t, `^code +(.*)$`))
	}
}

func TestNothingIsLeft(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var stderr bytes.Buffer
	require.Zero(t, run(ctx, nil, io.Discard, &stderr), stderr.String())
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestWrongFlags(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"unknown":  {[]string{"-releas", "25.10"}, "-help lists the flags"},
		"release":  {[]string{"-release", "23.10"}, `-release "23.10" is none of 24.10, 25.04, 25.10, 26.0, 27.0`},
		"argument": {[]string{"25.10"}, `unexpected argument "25.10"`},
		"user":     {[]string{"-user", ""}, "cannot be empty"},
		"files":    {[]string{"-files", "0"}, "-files is 1 or more"},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			require.Equal(t, 2, run(t.Context(), test.args, io.Discard, &stderr))
			require.Contains(t, stderr.String(), test.want)
			require.Equal(t, 1, strings.Count(stderr.String(), "\n"), "one line")
		})
	}
	var help bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"-help"}, &help, io.Discard))
	require.Contains(t, help.String(), "-release release")
}

func TestFailures(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	broken := filepath.Join(t.TempDir(), "seed.json")
	require.NoError(t, os.WriteFile(broken, []byte(`{`), 0o600))
	refused := filepath.Join(t.TempDir(), "refused.json")
	require.NoError(t, os.WriteFile(refused, []byte(`[{"method": "cloudsync.nope"}]`), 0o600))
	for _, args := range [][]string{
		{"-listen", "nowhere:x"}, {"-seed", filepath.Join(t.TempDir(), "none")}, {"-seed", broken}, {"-seed", refused},
	} {
		var stderr bytes.Buffer
		require.Equal(t, 1, run(t.Context(), args, io.Discard, &stderr), args)
		require.True(t, strings.HasPrefix(stderr.String(), "fakenas: "), stderr.String())
	}
}
