package googleapis_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

// A transport may ask for an access token before it looks at the context.
func TestNothingIsSentAfterTheEnd(t *testing.T) {
	closed := errors.New("the window was closed")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(closed)
	asked := 0
	w := &world{t: t}
	caller := w.caller(0)
	caller.HTTP = &http.Client{Transport: answers(func(r *http.Request) (int, string, error) {
		asked++
		return 0, "", r.Context().Err()
	})}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://bytes.example/", nil)
	require.NoError(t, err)
	for name, ask := range map[string]func() error{
		"a read": func() error {
			return caller.Call(ctx, googleapis.Request{Op: "ask", Method: http.MethodGet}, nil, &struct{}{})
		},
		"a write": func() error {
			return caller.Call(ctx, googleapis.Request{Op: "ask", Method: http.MethodPost, Write: true}, 1, &struct{}{})
		},
		"a body": func() error {
			_, err := caller.Send(ctx, googleapis.Request{Op: "ask", Method: http.MethodPost, Body: io.LimitReader(strings.NewReader("x"), 1)})
			return err
		},
		"bytes": func() error {
			_, err := caller.Do("ask", req, nil) //nolint:bodyclose // there is none
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := ask()
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorIs(t, err, closed)
			require.NotErrorIs(t, err, errLost)
			require.ErrorContains(t, err, "pkg: ask: ")
			require.Zero(t, asked)
			require.Empty(t, w.sent)
		})
	}
}

func TestAWaitEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		closed := errors.New("the window was closed")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(8*time.Second, func() { cancel(closed) })
		w := &world{t: t, replies: []reply{status(429)}}
		err := w.caller(0).Call(ctx, googleapis.Request{Op: "ask", Method: http.MethodPost, Write: true}, 1, &struct{}{})
		require.Equal(t, 8*time.Second, time.Since(w.begin))
		require.ErrorIs(t, err, closed)
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorContains(t, err, "429", "why it waited")
		require.NotErrorIs(t, err, errLost, "a limit is a definite refusal")
		require.Len(t, w.at, 1)
	})
}

func TestARequestEndsWithTheContext(t *testing.T) {
	closed := errors.New("the window was closed")
	ctx, cancel := context.WithCancelCause(t.Context())
	transport := answers(func(r *http.Request) (int, string, error) {
		_, _ = io.ReadAll(r.Body)
		cancel(closed)
		return 0, "", r.Context().Err()
	})
	caller := googleapis.Caller{Package: "pkg", HTTP: &http.Client{Transport: transport}, BaseURL: "https://api.example", Lost: errLost}
	err := caller.Call(ctx, googleapis.Request{Op: "ask", Method: http.MethodPost, Write: true}, 1, &struct{}{})
	require.ErrorIs(t, err, closed)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, errLost, "it was on its way")
}

func TestTheEndOfTheContextIsNoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		answer := 0
		w := &world{t: t}
		caller := w.caller(0)
		caller.HTTP = &http.Client{Transport: answers(func(r *http.Request) (int, string, error) {
			<-r.Context().Done()
			if answer > 0 {
				return answer, "", nil
			}
			return 0, "", r.Context().Err()
		})}
		err := caller.Call(ctx, googleapis.Request{Method: http.MethodGet}, nil, &struct{}{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Empty(t, w.waits)
		answer = 403
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err = caller.Call(ctx, googleapis.Request{Method: http.MethodGet}, nil, &struct{}{})
		require.ErrorContains(t, err, "403")
		require.NotErrorIs(t, err, context.DeadlineExceeded, "there was an answer")
	})
}
