package rclonerun_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/truenas"
)

// stall is a transport on which the requests that match go wrong in one way, for
// ever.
type stall struct {
	inner   http.RoundTripper
	matches func(*http.Request) bool
	status  int // 0: no answer at all
	once    sync.Once
	arrived chan struct{}
}

func (s *stall) RoundTrip(r *http.Request) (*http.Response, error) {
	if !s.matches(r) {
		return s.inner.RoundTrip(r)
	}
	s.once.Do(func() { close(s.arrived) })
	if s.status == 0 {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return &http.Response{
		StatusCode: s.status, Request: r, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(`{"error":{"code":500,"message":"busy","status":"UNAVAILABLE"}}`)),
	}, nil
}

// However Google behaves, a cancelled run ends at once, and with the cause.
func TestCancelEndsWhateverGoogleDoes(t *testing.T) {
	host := func(name string) func(*http.Request) bool {
		return func(r *http.Request) bool { return r.URL.Host == name }
	}
	path := func(suffix string) func(*http.Request) bool {
		return func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, suffix) }
	}
	for _, where := range []struct {
		name    string
		matches func(*http.Request) bool
		push    bool
	}{
		{"downloads", host("lh3.googleusercontent.com"), false},
		{"search", path(":search"), false},
		{"token", host("oauth2.googleapis.com"), false},
		{"uploads", path("/v1/uploads"), true},
		{"batchCreate", path(":batchCreate"), true},
	} {
		for what, status := range map[string]int{"stalls": 0, "is busy": http.StatusTooManyRequests, "fails": http.StatusInternalServerError} {
			t.Run(where.name+" "+what, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, 3)
				w.client = provider(t, w.google, time.Now().Add(-time.Hour)) // has to be refreshed
				task := w.task("media/all", truenas.Copy)
				if where.push {
					require.NoError(t, os.WriteFile(w.path("new.jpg"), w.google.Library().Items[0].Bytes, 0o600))
					task = w.task("album/New", truenas.Copy)
					task.Direction = truenas.Push
				}
				runner := w.runner()
				broken := &stall{inner: w.google.Transport(), matches: where.matches, status: status, arrived: make(chan struct{})}
				runner.Transport = broken
				ctx, cancel := context.WithCancelCause(t.Context())
				run, err := runner.Run(ctx, task, cloudsync.RunOptions{})
				require.NoError(t, err)
				<-broken.arrived
				stop := errors.New("stop")
				cancel(stop)
				// Far below the pauses of any retry, and far above what an honest end takes.
				waiting, give := context.WithTimeout(t.Context(), 10*time.Second)
				defer give()
				result, err := run.Wait(waiting)
				require.NoError(t, waiting.Err(), "the run does not end")
				require.ErrorIs(t, err, stop)
				require.Equal(t, cloudsync.Aborted, result.State)
			})
		}
	}
}

// The error of the caller's transport reaches the caller.
func TestTransportErrorIsTheCause(t *testing.T) {
	w := newWorld(t, 1)
	runner := w.runner()
	denied := errors.New("NO-ACCESS-42")
	runner.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, ":search") {
			// A context's error is not worth a retry, so the test need not wait.
			return nil, errors.Join(denied, context.Canceled)
		}
		return w.google.Transport().RoundTrip(r)
	})
	_, err := run(t, runner, w.task("media/all", truenas.Copy), cloudsync.RunOptions{})
	require.ErrorIs(t, err, denied)
}
