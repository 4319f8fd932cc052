package rclonerun_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/cloudsync/cloudsynctest"
	"github.com/nasphotos/nasphotos/cloudsync/rclonerun"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

func TestRunnerKeepsTheContract(t *testing.T) {
	cloudsynctest.TestRunner(t, cloudsynctest.Harness{
		Good: func(t *testing.T) cloudsynctest.Case {
			t.Helper()
			w := newWorld(t, 5)
			return cloudsynctest.Case{Runner: w.runner(), Task: w.task("media/all", truenas.Copy)}
		},
		Bad: func(t *testing.T) cloudsynctest.Case {
			t.Helper()
			w := newWorld(t, 1)
			return cloudsynctest.Case{Runner: w.runner(), Task: w.task("album/Nowhere", truenas.Copy)}
		},
		Endless: func(t *testing.T) cloudsynctest.Case {
			w := newWorld(t, 2)
			runner := w.runner()
			runner.Transport = newGate(w.google.Transport())
			return cloudsynctest.Case{Runner: runner, Task: w.task("media/all", truenas.Copy)}
		},
		Untouched: func(t *testing.T, c cloudsynctest.Case) {
			entries, err := os.ReadDir(c.Runner.(*rclonerun.Runner).Root + c.Task.Path)
			require.NoError(t, err)
			require.Empty(t, entries)
		},
	})
}

func TestPullIsByteForByte(t *testing.T) {
	w := newWorld(t, 120) // more than a page of a listing
	result, err := run(t, w.runner(), w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.NoError(t, err, result.Log)
	require.Equal(t, w.wanted(), w.files(t))

	size := 0
	for _, content := range w.wanted() {
		size += len(content)
	}
	require.EqualValues(t, 120, result.Files, "each file counts once")
	require.EqualValues(t, size, result.Bytes)
	require.Zero(t, result.Checks)

	again, err := run(t, w.runner(), w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.NoError(t, err)
	require.Zero(t, again.Files)
	require.EqualValues(t, 120, again.Checks)
}

func TestDryRunCounts(t *testing.T) {
	w := newWorld(t, 3)
	result, err := run(t, w.runner(), w.task("album/Trip", truenas.Copy), cloudsync.RunOptions{DryRun: true})
	require.NoError(t, err)
	require.EqualValues(t, 3, result.Files)
	require.Empty(t, w.files(t))
}

func TestPush(t *testing.T) {
	w := newWorld(t, 2)
	photo := w.google.Library().Items[0].Bytes
	require.NoError(t, os.WriteFile(w.path("new.jpg"), append(photo, 0), 0o600))
	task := w.task("album/Pushed", truenas.Copy)
	task.Direction = truenas.Push
	result, err := run(t, w.runner(), task, cloudsync.RunOptions{})
	require.NoError(t, err, result.Log)
	require.EqualValues(t, 1, result.Files)
	require.Len(t, w.google.Library().Items, 3)
}

func TestFilter(t *testing.T) {
	w := newWorld(t, 3)
	task := w.task("media/all", truenas.Copy)
	task.Exclude = []string{"IMG_0001.*"}
	_, err := run(t, w.runner(), task, cloudsync.RunOptions{})
	require.NoError(t, err)
	require.Len(t, w.files(t), 2)
	require.NotContains(t, w.files(t), "IMG_0001.jpg")
}

func TestTokenIsRefreshedAndHandedOver(t *testing.T) {
	w := newWorld(t, 1)
	w.client = provider(t, w.google, time.Now().Add(-time.Hour))
	runner := w.runner()
	var handed []string
	runner.OnToken = func(task truenas.Task, token rclonerun.Secret) {
		require.Equal(t, 1, task.ID)
		handed = append(handed, token.Reveal())
	}
	result, err := run(t, runner, w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.NoError(t, err)
	require.Len(t, handed, 1)
	before, err := rclonecfg.ParseToken(w.client.Token.Reveal())
	require.NoError(t, err)
	after, err := rclonecfg.ParseToken(handed[0])
	require.NoError(t, err)
	newest, err := rclonecfg.Newest(before, after)
	require.NoError(t, err, "the grant stays the same")
	require.Equal(t, after, newest)
	require.NotContains(t, result.Log, after.AccessToken.Reveal())
	require.NotContains(t, result.Log, after.RefreshToken.Reveal())
}

func TestDeadGrant(t *testing.T) {
	w := newWorld(t, 1)
	w.client = provider(t, w.google, time.Now().Add(-time.Hour))
	w.google.RevokeAccess()
	_, err := run(t, w.runner(), w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.ErrorIs(t, err, credentials.ErrReauthorize)
	require.Empty(t, w.files(t))
}

func TestAPIDisabled(t *testing.T) {
	w := newWorld(t, 1)
	w.google.SetDisabledAPI(true)
	_, err := run(t, w.runner(), w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.ErrorIs(t, err, cloudsync.ErrAPIDisabled)
}

func TestMissingFolderAndDirectory(t *testing.T) {
	w := newWorld(t, 1)
	_, err := run(t, w.runner(), w.task("album/Nowhere", truenas.Copy), cloudsync.RunOptions{})
	require.ErrorIs(t, err, cloudsync.ErrFolderNotFound)

	task := w.task("media/all", truenas.Copy)
	task.Path = "/mnt/tank/missing"
	_, err = w.runner().Run(t.Context(), task, cloudsync.RunOptions{})
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestBrokenTransfersAreErrorsAndRepaired(t *testing.T) {
	useHTTP1(t)
	w := newWorld(t, 1)
	runner := w.runner()
	// Every download ends in the middle, as when a connection is cut.
	runner.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		response, err := w.google.Transport().RoundTrip(r)
		if err == nil && r.URL.Host == "lh3.googleusercontent.com" {
			response.Body = &cutBody{ReadCloser: response.Body, left: 7}
		}
		return response, err
	})
	_, err := run(t, runner, w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.Error(t, err)
	for name, content := range w.files(t) {
		require.Equal(t, w.wanted()[name], content, "no half file may stay behind")
	}
	_, err = run(t, w.runner(), w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.NoError(t, err)
	require.Equal(t, w.wanted(), w.files(t))
}

// useHTTP1 makes rclone speak HTTP/1.1, where a body that breaks off is an
// io.ErrUnexpectedEOF, which rclone itself takes for the end of a small file: its
// transports inherit that from a http.DefaultTransport that was used before.
func useHTTP1(t *testing.T) {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	response, err := http.DefaultTransport.RoundTrip(httptest.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
}

func TestCancelIsAnError(t *testing.T) {
	w := newWorld(t, 8)
	runner := w.runner()
	gate := newGate(w.google.Transport())
	runner.Transport = gate
	ctx, cancel := context.WithCancelCause(t.Context())
	run, err := runner.Run(ctx, w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.NoError(t, err)
	<-gate.arrived
	stop := errors.New("stop")
	cancel(stop)
	result, err := run.Wait(t.Context())
	require.ErrorIs(t, err, stop)
	require.NotEqual(t, cloudsync.Succeeded, result.State)
	for name, content := range w.files(t) {
		require.Equal(t, w.wanted()[name], content)
	}
}

func TestUnsupportedTasksAreRefused(t *testing.T) {
	w := newWorld(t, 0)
	for field, change := range map[string]func(*truenas.Task){
		"args":                      func(t *truenas.Task) { t.Args = "--max-age 1d" },
		"bwlimit":                   func(t *truenas.Task) { t.BWLimit = []truenas.BandwidthLimit{{Time: "08:00"}} },
		"encryption":                func(t *truenas.Task) { t.Encryption = true },
		"snapshot":                  func(t *truenas.Task) { t.Snapshot = true },
		"pre_script":                func(t *truenas.Task) { t.PreScript = "true" },
		"post_script":               func(t *truenas.Task) { t.PostScript = "true" },
		"transfer_mode":             func(t *truenas.Task) { t.TransferMode = truenas.Move },
		"direction":                 func(t *truenas.Task) { t.Direction = "SIDEWAYS" },
		"credentials.provider.type": func(t *truenas.Task) { t.Credential.Provider = truenas.Unknown{Type: "S3"} },
	} {
		task := w.task("media/all", truenas.Copy)
		change(&task)
		_, err := w.runner().Run(t.Context(), task, cloudsync.RunOptions{})
		var unsupported *rclonerun.UnsupportedError
		require.ErrorAs(t, err, &unsupported, field)
		require.Equal(t, field, unsupported.Field)
	}
	for name, change := range map[string]func(*truenas.Task){
		"no Direction":    func(t *truenas.Task) { t.Direction = "" },
		"no TransferMode": func(t *truenas.Task) { t.TransferMode = "" },
		"no Path":         func(t *truenas.Task) { t.Path = "" },
		"no credential":   func(t *truenas.Task) { t.Credential = truenas.Credential{} },
		"does not allow":  func(t *truenas.Task) { t.Attributes.Folder = "" },
		"uploads only":    func(t *truenas.Task) { t.Direction = truenas.Push },
		"token of credential": func(t *truenas.Task) {
			t.Credential.Provider = truenas.GooglePhotos{ClientID: "x", Token: truenas.NewSecret("hunter2")}
		},
	} {
		task := w.task("media/all", truenas.Copy)
		change(&task)
		_, err := w.runner().Run(t.Context(), task, cloudsync.RunOptions{})
		require.ErrorContains(t, err, name)
		require.NotContains(t, err.Error(), "hunter2")
	}
	task := w.task("media/all", truenas.Copy)
	hidden := truenas.NewSecret("********")
	task.Credential.Provider = truenas.GooglePhotos{ClientID: "********", ClientSecret: hidden, Token: hidden}
	_, err := w.runner().Run(t.Context(), task, cloudsync.RunOptions{})
	require.ErrorIs(t, err, truenas.ErrRedacted)
}

func TestLogger(t *testing.T) {
	w := newWorld(t, 1)
	runner := w.runner()
	var log bytes.Buffer
	runner.Logger = slog.New(slog.NewTextHandler(&log, nil))
	result, err := run(t, runner, w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.NoError(t, err)
	require.Contains(t, result.Log, "IMG_0000.jpg")
	require.Contains(t, log.String(), "IMG_0000.jpg")
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
