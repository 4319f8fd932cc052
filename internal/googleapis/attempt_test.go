package googleapis_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

// A server that accepts a request and says nothing does not stop the program.
func TestAnAttemptEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, replies: []reply{okay}}
		caller := w.caller(2)
		silent := true
		caller.HTTP = &http.Client{Transport: answers(func(r *http.Request) (int, string, error) {
			if silent {
				silent = false
				<-r.Context().Done()
				return 0, "", r.Context().Err()
			}
			return 200, `{}`, nil
		})}
		require.NoError(t, caller.Call(t.Context(), googleapis.Request{Op: "ask", Method: http.MethodGet}, nil, &struct{}{}))
		require.Len(t, w.waits, 1)
		require.ErrorIs(t, w.waits[0].Err, context.DeadlineExceeded)
		require.Equal(t, 2*time.Minute+w.waits[0].For, time.Since(w.begin))
	})
}

func TestBytesMustBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, replies: []reply{okay}}
		caller := w.caller(2)
		silent := 1
		caller.HTTP = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			if silent--; silent >= 0 {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, Body: slowBody{r.Context()}}, nil
		})}
		get := func() error {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://bytes.example/", nil)
			require.NoError(t, err)
			resp, err := caller.Do("get", req, nil)
			if err != nil {
				return err
			}
			_, err = io.ReadAll(resp.Body)
			require.NoError(t, resp.Body.Close())
			require.Error(t, resp.Request.Context().Err(), "nothing is left behind")
			return err
		}
		require.NoError(t, get())
		require.Len(t, w.waits, 1)
		require.ErrorIs(t, w.waits[0].Err, os.ErrDeadlineExceeded)
		require.Equal(t, 2*time.Minute+w.waits[0].For+time.Hour, time.Since(w.begin))
		silent = 2
		require.ErrorIs(t, get(), os.ErrDeadlineExceeded)

		var failed context.Context
		caller.HTTP = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			failed = r.Context()
			return nil, syscall.ECONNRESET
		})}
		require.ErrorIs(t, get(), syscall.ECONNRESET)
		require.Error(t, failed.Err(), "nothing is left behind")
	})
}

// slowBody ends after an hour, if its request has not ended before.
type slowBody struct{ ctx context.Context } //nolint:containedctx // that of its request

func (b slowBody) Read([]byte) (int, error) {
	time.Sleep(time.Hour)
	if b.ctx.Err() != nil {
		return 0, b.ctx.Err()
	}
	return 0, io.EOF
}

func (slowBody) Close() error { return nil }
