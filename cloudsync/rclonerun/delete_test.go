package rclonerun_test

import (
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/cloudsync/rclonerun"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/truenas"
)

// withExtras puts files at the destination that the source does not have.
func withExtras(t *testing.T, w *world) {
	t.Helper()
	require.NoError(t, os.MkdirAll(w.path("old/deep"), 0o755))
	for _, name := range []string{"extra.jpg", "old/deep/one.jpg", "old/two.jpg"} {
		require.NoError(t, os.WriteFile(w.path(name), []byte(name), 0o600))
	}
}

func TestSyncDeletesExtras(t *testing.T) {
	w := newWorld(t, 2)
	withExtras(t, w)

	dry, err := run(t, w.runner(), w.task("media/all", truenas.Sync), cloudsync.RunOptions{DryRun: true})
	require.NoError(t, err)
	require.EqualValues(t, 3, dry.Deleted)
	require.Len(t, w.files(t), 3)

	result, err := run(t, w.runner(), w.task("media/all", truenas.Sync), cloudsync.RunOptions{})
	require.NoError(t, err)
	require.EqualValues(t, 3, result.Deleted)
	require.Equal(t, w.wanted(), w.files(t))
	require.NoDirExists(t, w.path("old"))
}

func TestCopyDeletesNothing(t *testing.T) {
	w := newWorld(t, 2)
	withExtras(t, w)
	_, err := run(t, w.runner(), w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.NoError(t, err)
	require.Len(t, w.files(t), 5)
}

func TestSyncSparesWhatTheFilterExcludes(t *testing.T) {
	w := newWorld(t, 1)
	withExtras(t, w)
	task := w.task("media/all", truenas.Sync)
	task.Exclude = []string{"/old/**"}
	_, err := run(t, w.runner(), task, cloudsync.RunOptions{})
	require.NoError(t, err)
	require.FileExists(t, w.path("old/two.jpg"))
	require.NoFileExists(t, w.path("extra.jpg"))
}

func TestSyncNeverDeletesForAnEmptySource(t *testing.T) {
	w := newWorld(t, 2)
	withExtras(t, w)
	_, err := run(t, w.runner(), w.task("album/Empty", truenas.Sync), cloudsync.RunOptions{})
	require.ErrorIs(t, err, rclonerun.ErrEmptySource)
	require.Len(t, w.files(t), 3)
}

func TestSyncKeepsToMaxDelete(t *testing.T) {
	w := newWorld(t, 2)
	withExtras(t, w)
	runner := w.runner()
	runner.MaxDelete = 2
	_, err := run(t, runner, w.task("media/all", truenas.Sync), cloudsync.RunOptions{})
	var tooMany *rclonerun.TooManyDeletesError
	require.ErrorAs(t, err, &tooMany)
	require.Equal(t, 3, tooMany.Files)
	require.Len(t, w.files(t), 5)
}

// A local disk cannot hold every name that Google Photos can; such a file is
// stored under another name, which must not look like an extra one.
func TestSyncKeepsFilesWithOddNames(t *testing.T) {
	w := newWorld(t, 0)
	for _, name := range []string{"a\nb.jpg", "x\x01.jpg", "nul\x00.jpg", "100%.jpg", "Été\u0301.jpg"} {
		w.google.AddPhoto(googletest.Photo{Filename: name})
	}
	for range 3 {
		result, err := run(t, w.runner(), w.task("media/all", truenas.Sync), cloudsync.RunOptions{})
		require.NoError(t, err)
		require.Zero(t, result.Deleted)
		require.Len(t, w.files(t), 5)
	}
}

// A listing that breaks off in the middle is where rclone's --delete-during and
// --delete-before empty the destination.
func TestSyncNeverDeletesAfterAListingError(t *testing.T) {
	w := newWorld(t, 150)
	_, err := run(t, w.runner(), w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.NoError(t, err)
	withExtras(t, w)
	before := slices.Sorted(maps.Keys(w.files(t)))

	runner := w.runner()
	var searches atomic.Int32
	runner.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, ":search") && searches.Add(1)%2 == 0 {
			return &http.Response{
				StatusCode: http.StatusForbidden, Request: r, Header: http.Header{"Content-Type": {"application/json"}},
				Body: io.NopCloser(strings.NewReader(`{"error":{"code":403,"message":"no","status":"PERMISSION_DENIED"}}`)),
			}, nil
		}
		return w.google.Transport().RoundTrip(r)
	})
	_, err = run(t, runner, w.task("media/all", truenas.Sync), cloudsync.RunOptions{})
	require.Error(t, err)
	require.Equal(t, before, slices.Sorted(maps.Keys(w.files(t))))
}

// cutBody breaks off after some bytes.
type cutBody struct {
	io.ReadCloser
	left int
}

func (c *cutBody) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.ReadCloser.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}
