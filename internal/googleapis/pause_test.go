package googleapis_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/api/googleapi"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

func TestPause(t *testing.T) {
	refusal := func(code int, after string) error {
		header := http.Header{}
		if after != "" {
			header.Set("Retry-After", after)
		}
		return &googleapi.Error{Code: code, Header: header}
	}
	tests := map[string]struct {
		err      error
		failures int
		attempts int
		min, max time.Duration // of the wait; 0: none, and err is returned
	}{
		"first cut":           {io.ErrUnexpectedEOF, 1, 0, 0, time.Second},
		"fourth cut":          {io.ErrUnexpectedEOF, 4, 0, 0, 8 * time.Second},
		"fifth cut":           {io.ErrUnexpectedEOF, 5, 0, 0, 0},
		"second of two":       {io.ErrUnexpectedEOF, 2, 2, 0, 0},
		"asking once":         {io.ErrUnexpectedEOF, 1, 1, 0, 0},
		"tenth of many":       {io.ErrUnexpectedEOF, 10, 100, 0, 32 * time.Second},
		"as long as asked":    {refusal(503, "20"), 1, 0, 20 * time.Second, 21 * time.Second},
		"a limit":             {refusal(429, ""), 1, 0, time.Minute, time.Minute + time.Second},
		"longer than a while": {refusal(429, "301"), 1, 0, 0, 0},
		"refused":             {refusal(403, ""), 1, 0, 0, 0},
		"a full disk":         {errors.New("disk full"), 1, 0, 0, 0},
		"the day is spent":    {errSpent, 1, 0, 0, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				var told []googleapis.Wait
				caller := googleapis.Caller{
					Package: "pkg",
					Final:   func(err error) bool { return errors.Is(err, errSpent) },
					Retry:   googleapis.Retry{Attempts: test.attempts, OnWait: func(w googleapis.Wait) { told = append(told, w) }},
				}
				err := caller.Pause(t.Context(), "fetch", test.failures, test.err)
				waited := time.Since(begin)
				if test.max == 0 {
					require.Equal(t, test.err, err)
					require.Zero(t, waited)
					require.Empty(t, told)
					return
				}
				require.NoError(t, err)
				require.Equal(t, []googleapis.Wait{{Op: "fetch", Attempt: test.failures, For: waited, Err: test.err}}, told)
				require.GreaterOrEqual(t, waited, test.min)
				require.LessOrEqual(t, waited, test.max)
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := googleapis.Caller{Package: "pkg"}.Pause(ctx, "fetch", 1, refusal(429, ""))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "pkg: fetch: waiting to go on: ")
		require.ErrorContains(t, err, "429")
		err = googleapis.Caller{}.Pause(ctx, "fetch", 1, io.ErrUnexpectedEOF)
		require.Equal(t, io.ErrUnexpectedEOF, err)
	})
}
