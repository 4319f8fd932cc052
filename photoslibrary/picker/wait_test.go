package picker_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

const (
	unpicked = `{"id":"s","pollingConfig":{"pollInterval":"5s","timeoutIn":"60s"}}`
	slow     = `{"id":"s","pollingConfig":{"pollInterval":"20s","timeoutIn":"60s"}}`
	useless  = `{"id":"s","pollingConfig":{"pollInterval":"5s","timeoutIn":"0s"}}`
	hasty    = `{"id":"s","pollingConfig":{"pollInterval":"0.000001s","timeoutIn":"60s"}}`
	past     = `{"id":"s","expireTime":"1999-12-31T23:59:59Z","pollingConfig":{"pollInterval":"5s","timeoutIn":"60s"}}`
	bare     = `{"id":"s","pollingConfig":{}}`
	picked   = `{"id":"s","mediaItemsSet":true}`
	missing  = `{"error":{"code":404,"status":"NOT_FOUND","message":"Requested entity was not found."}}`
	busy     = `{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"Quota exceeded"}}`
	spent    = `{"error":{"code":429,"message":"Quota exceeded for limit 'All requests per day'"}}`
	broken   = `{"error":{"code":503,"status":"UNAVAILABLE","message":"try again"}}`
	// Time in a bubble starts at midnight of this day.
	expiring = `{"id":"s","expireTime":"2000-01-01T00:00:12Z","pollingConfig":{"pollInterval":"5s","timeoutIn":"60s"}}`
)

type poll struct {
	status int
	body   string
}

func polls(bodies ...string) []poll {
	var out []poll
	for _, body := range bodies {
		status := map[string]int{missing: 404, busy: 429, spent: 429, broken: 503}[body]
		out = append(out, poll{max(status, http.StatusOK), body})
	}
	return out
}

func TestWait(t *testing.T) {
	created := picker.Session{ID: "s", Polling: &picker.Polling{Interval: 5 * time.Second, Timeout: time.Minute}}
	tests := map[string]struct {
		session picker.Session
		polls   []poll // the last one repeats
		want    []error
		at      []int // seconds of the polls
		took    int
	}{
		"picked before":             {picker.Session{ID: "s", Picked: true}, nil, nil, nil, 0},
		"picked at once":            {created, polls(picked), nil, []int{0}, 0},
		"picked later":              {created, polls(unpicked, unpicked, picked), nil, []int{0, 5, 10}, 10},
		"the pace changes":          {created, polls(unpicked, slow, picked), nil, []int{0, 5, 25}, 25},
		"never":                     {created, polls(slow), []error{picker.ErrTimeout}, []int{0, 20, 40, 60}, 60},
		"picked at the last moment": {created, append(polls(slow, slow, slow), polls(picked)...), nil, []int{0, 20, 40, 60}, 60},
		"the first time counts":     {picker.Session{ID: "s"}, polls(slow), []error{picker.ErrTimeout}, []int{0, 20, 40, 60}, 60},
		"Google says stop":          {created, polls(unpicked, useless), []error{picker.ErrTimeout}, []int{0, 5}, 5},
		"stop from the start":       {picker.Session{ID: "s", Polling: &picker.Polling{}}, polls(unpicked), []error{picker.ErrTimeout}, []int{0}, 0},
		"stop, but picked":          {picker.Session{ID: "s", Polling: &picker.Polling{}}, polls(picked), nil, []int{0}, 0},
		"expires":                   {created, polls(expiring), []error{picker.ErrExpired}, []int{0, 5, 10, 12}, 12},
		"expires and is gone":       {created, polls(expiring, expiring, expiring, missing), []error{picker.ErrExpired, photoslibrary.ErrNotFound}, []int{0, 5, 10, 12}, 12},
		"the clock is wrong":        {created, polls(past, past, picked), nil, []int{0, 5, 10}, 10},
		"the clock is wrong, never": {created, polls(past), []error{picker.ErrTimeout}, []int{0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60}, 60},
		"expired and gone":          {picker.Session{ID: "s", ExpireTime: time.Unix(1, 0)}, polls(missing), []error{picker.ErrExpired, photoslibrary.ErrNotFound}, []int{0}, 0},
		"an absurd pace":            {picker.Session{ID: "s", Polling: &picker.Polling{Interval: time.Nanosecond, Timeout: time.Minute}}, polls(hasty, hasty, picked), nil, []int{0, 1, 2}, 2},
		"deleted":                   {created, polls(unpicked, missing), []error{photoslibrary.ErrNotFound}, []int{0, 5}, 5},
		"trouble that passes":       {created, polls(unpicked, busy, broken, picked), nil, []int{0, 5, 10, 15}, 15},
		"trouble first":             {picker.Session{ID: "s"}, polls(broken, picked), nil, []int{0, 5}, 5},
		"trouble that stays":        {picker.Session{ID: "s", Polling: &picker.Polling{Timeout: 7 * time.Second}}, polls(busy), []error{picker.ErrTimeout, photoslibrary.ErrRateLimited}, []int{0, 5, 7}, 7},
		"no quota":                  {created, polls(spent), []error{photoslibrary.ErrQuotaExhausted}, []int{0}, 0},
		"defaults":                  {picker.Session{ID: "s"}, polls(bare, bare, picked), nil, []int{0, 5, 10}, 10},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				var at []int
				client := scripted(func(r *http.Request) (int, string, error) {
					if r.URL.Path != "/v1/sessions/s" {
						return 404, missing, nil
					}
					at = append(at, int(time.Since(begin)/time.Second))
					next := test.polls[min(len(at), len(test.polls))-1]
					return next.status, next.body, nil
				})
				got, err := client.Wait(t.Context(), test.session)
				require.Equal(t, test.at, at)
				require.Equal(t, time.Duration(test.took)*time.Second, time.Since(begin))
				require.Equal(t, "s", got.ID)
				require.Equal(t, test.want == nil, got.Picked)
				if test.want == nil {
					require.NoError(t, err)
				}
				for _, want := range test.want {
					require.ErrorIs(t, err, want)
				}
			})
		})
	}
}

// Without a time limit in any answer Wait still ends.
func TestWaitEndsByDefault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		_, err := always(200, bare).Wait(t.Context(), picker.Session{ID: "s"})
		require.ErrorIs(t, err, picker.ErrTimeout)
		require.Equal(t, 30*time.Minute, time.Since(begin))
	})
}

func TestWaitEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		closed := errors.New("the window was closed")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(8*time.Second, func() { cancel(closed) })
		_, err := always(200, unpicked).Wait(ctx, picker.Session{ID: "s"})
		require.ErrorIs(t, err, closed)
		require.Equal(t, 8*time.Second, time.Since(begin))
		_, err = always(200, unpicked).Wait(ctx, picker.Session{ID: "s"})
		require.ErrorIs(t, err, context.Canceled)
	})
	_, err := always(200, unpicked).Wait(t.Context(), picker.Session{})
	require.ErrorContains(t, err, "the id is empty")
}
