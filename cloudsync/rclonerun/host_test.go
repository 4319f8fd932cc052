package rclonerun_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/cloudsync/rclonerun"
	"github.com/nasphotos/nasphotos/truenas"
)

// hostEnv makes the test binary behave as a host program, see TestHostProgram.
const hostEnv = "NASPHOTOS_TEST_HOST"

// hostile are settings of rclone that a host's environment may hold.
var hostile = []string{
	"RCLONE_DELETE_EXCLUDED=true", "RCLONE_FILES_FROM=/dev/null", "RCLONE_MAX_DEPTH=1", "RCLONE_MAX_AGE=1d",
	"RCLONE_TRANSFERS=abc", "RCLONE_CLIENT_CERT=/nonexistent", "RCLONE_INTERACTIVE=true", "RCLONE_DRY_RUN=true",
	"RCLONE_GPHOTOS_READ_ONLY=true", "RCLONE_CONFIG_REMOTE_TOKEN=nonsense", "RCLONE_CONFIG=/nonexistent/rclone.conf",
}

// TestHostProgram runs a process of its own with an empty home, because what a
// host suffers happens once, at its start.
func TestHostProgram(t *testing.T) {
	if os.Getenv(hostEnv) != "" {
		hostProgram(t)
		return
	}
	home := t.TempDir()
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestHostProgram$", "-test.count=1", "-test.v")
	command.Env = []string{
		hostEnv + "=1", "HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, "xdg"),
		"TMPDIR=" + filepath.Join(home, "tmp"), "PATH=" + os.Getenv("PATH"),
	}
	// Each of these changes what rclone does, or ends a process that imports it.
	command.Env = append(command.Env, hostile...)
	require.NoError(t, os.Mkdir(filepath.Join(home, "tmp"), 0o700))
	output, err := command.CombinedOutput()
	require.NoError(t, err, string(output))
	require.Contains(t, string(output), "the host tidied up", "rclone ended the host on SIGTERM")

	var left []string
	require.NoError(t, filepath.WalkDir(home, func(path string, _ os.DirEntry, err error) error {
		left = append(left, strings.TrimPrefix(path, home))
		return err
	}))
	require.Equal(t, []string{"", "/tmp"}, left, "nothing may appear in the home or stay in the temporary directory")
}

// hostProgram runs a task and then gets a signal.
func hostProgram(t *testing.T) {
	t.Helper()
	for _, variable := range hostile {
		name, value, _ := strings.Cut(variable, "=")
		require.Equal(t, value, os.Getenv(name), "the environment is as the host had it")
	}
	_, set := os.LookupEnv("RCLONE_CONFIG_DIR")
	require.False(t, set)

	w := newWorld(t, 3)
	withExtras(t, w)
	task := w.task("media/all", truenas.Sync)
	task.Exclude = []string{"/old/**"}
	result, err := run(t, w.runner(), task, cloudsync.RunOptions{})
	require.NoError(t, err)
	require.EqualValues(t, 3, result.Files)
	require.EqualValues(t, 1, result.Deleted)
	require.FileExists(t, w.path("old/two.jpg"), "what the task excludes stays")

	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	defer signal.Stop(signals)
	require.NoError(t, syscall.Kill(os.Getpid(), syscall.SIGTERM))
	require.Equal(t, syscall.SIGTERM, <-signals)
	// rclone's handler would have called os.Exit by the time the run after it ends.
	_, err = run(t, w.runner(), w.task("album/Trip", truenas.Copy), cloudsync.RunOptions{})
	require.NoError(t, err)
	fmt.Println("the host tidied up")
}

// What linking rclone registers on the default mux is known and documented; a new
// version must not add to it unnoticed.
func TestDefaultServeMux(t *testing.T) {
	for path, want := range map[string]int{
		"/debug/pprof/": http.StatusOK,
		"/debug/vars":   http.StatusOK,
		"/metrics":      http.StatusNotFound,
		"/":             http.StatusNotFound,
		"/rc/noop":      http.StatusNotFound,
	} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody)
		recorder := httptest.NewRecorder()
		http.DefaultServeMux.ServeHTTP(recorder, request)
		require.Equal(t, want, recorder.Code, path)
	}
}

func TestDefaultTransportMustBeAnHTTPTransport(t *testing.T) {
	original := http.DefaultTransport
	defer func() { http.DefaultTransport = original }()
	http.DefaultTransport = roundTripper(original.RoundTrip)
	w := newWorld(t, 0)
	_, err := w.runner().Run(t.Context(), w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.ErrorIs(t, err, rclonerun.ErrDefaultTransport)
	require.ErrorContains(t, err, "roundTripper")
}

// Several accounts at once: each run sees its own photos, token, log and counts.
func TestAccountsDoNotMeet(t *testing.T) {
	const accounts = 6
	var all sync.WaitGroup
	worlds := make([]*world, accounts)
	results := make([]cloudsync.Result, accounts)
	tokens := make([][]string, accounts)
	errs := make([]error, accounts)
	for i := range accounts {
		worlds[i] = newWorld(t, 2+i)
		worlds[i].client = provider(t, worlds[i].google, time.Now().Add(-time.Hour))
		runner := worlds[i].runner()
		runner.OnToken = func(_ truenas.Task, token rclonerun.Secret) { tokens[i] = append(tokens[i], token.Reveal()) }
		all.Go(func() {
			results[i], errs[i] = run(t, runner, worlds[i].task("media/all", truenas.Copy), cloudsync.RunOptions{})
		})
	}
	all.Wait()
	seen := map[string]bool{}
	for i, w := range worlds {
		require.NoError(t, errs[i], results[i].Log)
		require.EqualValues(t, 2+i, results[i].Files)
		require.Equal(t, w.wanted(), w.files(t))
		require.Len(t, tokens[i], 1)
		require.False(t, seen[tokens[i][0]], "a token of one account reached another")
		seen[tokens[i][0]] = true
		require.Equal(t, 2+i, strings.Count(results[i].Log, "Copied ("), "each run logs its own files")
		require.NotEmpty(t, slices.Collect(maps.Keys(w.wanted())))
	}
}
