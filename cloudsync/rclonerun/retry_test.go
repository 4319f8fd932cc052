package rclonerun

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
)

type scripted struct {
	answers []func(*http.Request) (*http.Response, error)
	bodies  []string
}

func (s *scripted) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		body, _ := io.ReadAll(r.Body)
		s.bodies = append(s.bodies, string(body))
	}
	answer := s.answers[0]
	if len(s.answers) > 1 {
		s.answers = s.answers[1:]
	}
	return answer(r)
}

func status(code int, body string, header ...string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) {
		response := &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
		for i := 0; i+1 < len(header); i += 2 {
			response.Header.Set(header[i], header[i+1])
		}
		return response, nil
	}
}

func broken(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

func TestRetrier(t *testing.T) {
	type answers = []func(*http.Request) (*http.Response, error)
	reset := errors.New("connection reset")
	for _, test := range []struct {
		name     string
		answers  answers
		want     int // status, 0 for an error
		tries    int
		min, max time.Duration
	}{
		{"no need", answers{status(200, "")}, 200, 1, 0, 0},
		{"a client error stays", answers{status(403, "")}, 403, 1, 0, 0},
		{"busy once", answers{status(429, ""), status(200, "")}, 200, 2, time.Second / 2, time.Second},
		{"as long as Google says", answers{status(429, "", "Retry-After", "30"), status(200, "")}, 200, 2, 30 * time.Second, 30 * time.Second},
		{"but not for hours", answers{status(503, "", "Retry-After", "7200"), status(200, "")}, 200, 2, maxWait, maxWait},
		{"the network fails twice", answers{broken(reset), broken(reset), status(200, "")}, 200, 3, 3 * time.Second / 2, 3 * time.Second},
		{"the quota of the day", answers{status(429, `{"quota_limit":"ApiCallsPerProjectPerDay"}`)}, 429, 1, 0, 0},
		{"busy for ever", answers{status(500, "no")}, 500, maxTries, 127 * time.Second / 2, 127 * time.Second},
		{"down for ever", answers{broken(reset)}, 0, maxTries, 127 * time.Second / 2, 127 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				next := &scripted{answers: test.answers}
				request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://photoslibrary.googleapis.com/v1/x", strings.NewReader("body"))
				require.NoError(t, err)
				began := time.Now()
				response, err := (&retrier{next: next}).RoundTrip(request)
				if test.want == 0 {
					require.ErrorIs(t, err, reset)
				} else {
					require.NoError(t, err)
					require.Equal(t, test.want, response.StatusCode)
					require.NoError(t, response.Body.Close())
				}
				require.Len(t, next.bodies, test.tries)
				for _, body := range next.bodies {
					require.Equal(t, "body", body, "each try sends the whole body")
				}
				require.GreaterOrEqual(t, time.Since(began), test.min)
				require.LessOrEqual(t, time.Since(began), test.max)
			})
		})
	}
}

func TestRetrierKeepsTheErrorBody(t *testing.T) {
	const body = `{"error":{"message":"limit 'All requests per day'"}}`
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://photoslibrary.googleapis.com/v1/x", http.NoBody)
	require.NoError(t, err)
	response, err := (&retrier{next: &scripted{answers: []func(*http.Request) (*http.Response, error){status(429, body)}}}).RoundTrip(request)
	require.NoError(t, err)
	got, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.JSONEq(t, body, string(got))
}

func TestRetrierDoesNotRepeatUploads(t *testing.T) {
	next := &scripted{answers: []func(*http.Request) (*http.Response, error){status(503, "")}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://photoslibrary.googleapis.com/v1/uploads", io.LimitReader(strings.NewReader("x"), 1))
	require.NoError(t, err)
	request.ContentLength = -1
	response, err := (&retrier{next: next}).RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Len(t, next.bodies, 1)
}

func TestRetrierEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		stop := errors.New("stop")
		time.AfterFunc(100*time.Millisecond, func() { cancel(stop) })
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://photoslibrary.googleapis.com/v1/x", http.NoBody)
		require.NoError(t, err)
		began := time.Now()
		_, err = (&retrier{next: &scripted{answers: []func(*http.Request) (*http.Response, error){status(500, "")}}}).RoundTrip(request)
		require.ErrorIs(t, err, stop)
		require.Equal(t, 100*time.Millisecond, time.Since(began))
	})
}
