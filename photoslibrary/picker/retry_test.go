package picker_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

const (
	minuteLimit = `{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota exceeded","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMIT_EXCEEDED","metadata":{"quota_limit":"ApiCallsPerMinutePerProject","quota_limit_value":"100000"}}]}}`
	created     = `{"id":"s","pickerUri":"https://photos.google.com/picker/x"}`
	// A lost connection.
	lost = "lost"
)

func TestWhatIsAskedAgain(t *testing.T) {
	create := func(ctx context.Context, c *picker.Client) error {
		_, err := c.CreateSession(ctx, picker.CreateOptions{})
		return err
	}
	get := func(ctx context.Context, c *picker.Client) error {
		_, err := c.Session(ctx, "s")
		return err
	}
	list := func(ctx context.Context, c *picker.Client) error {
		for _, err := range c.Items(ctx, "s") {
			return err
		}
		return nil
	}
	remove := func(ctx context.Context, c *picker.Client) error { return c.DeleteSession(ctx, "s") }
	tests := map[string]struct {
		call    func(context.Context, *picker.Client) error
		answers []string // the last one repeats
		asked   int
		want    error
		ok      bool
		least   time.Duration
	}{
		"get":                        {get, []string{broken, lost, created}, 3, nil, true, 0},
		"list":                       {list, []string{broken, lost, `{}`}, 3, nil, true, 0},
		"list, too fast":             {list, []string{minuteLimit, `{}`}, 2, nil, true, time.Minute},
		"list, the day":              {list, []string{spent, `{}`}, 1, photoslibrary.ErrQuotaExhausted, false, 0},
		"list, pending":              {list, []string{pendingBody, `{}`}, 1, picker.ErrPending, false, 0},
		"trouble that stays":         {get, []string{broken}, 5, nil, false, 0},
		"create, too fast":           {create, []string{minuteLimit, created}, 2, nil, true, time.Minute},
		"create, too many sessions?": {create, []string{busy, created}, 1, photoslibrary.ErrRateLimited, false, 0},
		"create, lost":               {create, []string{lost, created}, 1, nil, false, 0},
		"create, fault":              {create, []string{broken, created}, 1, nil, false, 0},
		"delete, gone meanwhile":     {remove, []string{lost, missing}, 2, nil, true, 0},
		"delete, not there":          {remove, []string{missing}, 1, photoslibrary.ErrNotFound, false, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin, asked := time.Now(), 0
				waits := 0
				client := scripted(func(*http.Request) (int, string, error) {
					asked++
					answer := test.answers[min(asked, len(test.answers))-1]
					if answer == lost {
						return 0, "", io.ErrUnexpectedEOF
					}
					status := map[string]int{missing: 404, busy: 429, spent: 429, minuteLimit: 429, broken: 503, pendingBody: 400}[answer]
					return max(status, http.StatusOK), answer, nil
				})
				client.Retry = photoslibrary.Retry{OnWait: func(w photoslibrary.Wait) {
					waits++
					require.Equal(t, waits, w.Attempt)
				}}
				err := test.call(t.Context(), client)
				require.Equal(t, test.asked, asked)
				require.Equal(t, test.asked-1, waits)
				require.Equal(t, test.ok, err == nil, err)
				if test.want != nil {
					require.ErrorIs(t, err, test.want)
				}
				require.NotErrorIs(t, err, photoslibrary.ErrUncertain, "nobody could look for a session")
				require.GreaterOrEqual(t, time.Since(begin), test.least)
			})
		})
	}
}

// A time to come back is a reason to come back.
func TestCreateComesBackWhenAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin, asked := time.Now(), 0
		photos := &picker.Client{HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
			asked++
			resp := &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(created))}
			if asked == 1 {
				resp.StatusCode, resp.Body = http.StatusTooManyRequests, io.NopCloser(strings.NewReader(busy))
				resp.Header.Set("Retry-After", "30")
			}
			return resp
		})}}
		_, err := photos.CreateSession(t.Context(), picker.CreateOptions{})
		require.NoError(t, err)
		require.Equal(t, 2, asked)
		require.InDelta(t, 30, time.Since(begin).Seconds(), 1.1)
	})
}

type roundTripper func(*http.Request) *http.Response

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r), nil }

const pendingBody = `{"error":{"code":400,"status":"FAILED_PRECONDITION","message":"The user has not finished."}}`

// Polls have a pace of their own.
func TestWaitLeavesRetryAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var at []time.Duration
		client := scripted(func(*http.Request) (int, string, error) {
			at = append(at, time.Since(begin))
			if len(at) < 4 {
				return 429, minuteLimit, nil
			}
			return 200, picked, nil
		})
		client.Retry = photoslibrary.Retry{OnWait: func(photoslibrary.Wait) { t.Error("a wait besides the polls") }}
		_, err := client.Wait(t.Context(), picker.Session{ID: "s", Polling: &picker.Polling{Interval: 5 * time.Second, Timeout: time.Minute}})
		require.NoError(t, err)
		require.Equal(t, []time.Duration{0, 5 * time.Second, 10 * time.Second, 15 * time.Second}, at)
	})
}
