package photoslibrary_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

func TestMeterCountsWhatIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var meter photoslibrary.Meter
		status := []int{503, 429, 200, 200, 200, 200}
		client := line(func(r *http.Request) (int, string, error) {
			next := status[0]
			status = status[1:]
			if next == 429 {
				return next, bodyMinute, nil
			}
			return next, `{"id":"x"}`, nil
		}).client()
		client.Meter = &meter
		_, err := client.Get(t.Context(), "x")
		require.NoError(t, err)
		_, err = client.Download(t.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}, io.Discard)
		require.NoError(t, err)
		begin := time.Now()
		_, err = client.CreateAlbum(t.Context(), "x")
		require.NoError(t, err)
		time.Sleep(20 * time.Second)
		_, err = client.CreateAlbum(t.Context(), "x")
		require.NoError(t, err)

		midnight := time.Date(2000, 1, 1, 8, 0, 0, 0, time.UTC)
		got := meter.Usage()
		require.Equal(t, photoslibrary.Usage{
			Requests:  photoslibrary.Allowance{Used: 5, Limit: 10_000, ResetsAt: midnight},
			Downloads: photoslibrary.Allowance{Used: 1, Limit: 75_000, ResetsAt: midnight},
			Writes:    photoslibrary.Allowance{Used: 2, Limit: 30, ResetsAt: begin.Add(time.Minute)},
		}, got)
		require.Equal(t, []int{9_995, 74_999, 28}, []int{got.Requests.Left(), got.Downloads.Left(), got.Writes.Left()})

		time.Sleep(time.Until(begin.Add(time.Minute)))
		require.Equal(t, 1, meter.Usage().Writes.Used)
		time.Sleep(20 * time.Second)
		require.Equal(t, photoslibrary.Allowance{Limit: 30}, meter.Usage().Writes)
		time.Sleep(time.Until(midnight) - time.Second)
		require.Equal(t, 5, meter.Usage().Requests.Used)
		time.Sleep(time.Second)
		got = meter.Usage()
		require.Equal(t, photoslibrary.Allowance{Limit: 10_000, ResetsAt: midnight.AddDate(0, 0, 1)}, got.Requests)
		require.Zero(t, got.Downloads.Used)
	})
}

func TestMeterRemembersWhatGoogleSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var meter photoslibrary.Meter
		body := strings.ReplaceAll(bodyDay, `"10000"`, `"500"`)
		status := 429
		client := line(func(*http.Request) (int, string, error) { return status, body, nil }).client()
		client.Meter, client.Retry = &meter, once
		_, err := client.Get(t.Context(), "x")
		require.ErrorIs(t, err, photoslibrary.ErrQuotaExhausted)
		midnight := time.Date(2000, 1, 1, 8, 0, 0, 0, time.UTC)
		requests := meter.Usage().Requests
		require.Equal(t, photoslibrary.Allowance{Used: 1, Limit: 500, Exhausted: true, ResetsAt: midnight}, requests)
		require.Zero(t, requests.Left())
		require.False(t, meter.Usage().Downloads.Exhausted)
		_, err = client.Download(t.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}, io.Discard)
		require.ErrorIs(t, err, photoslibrary.ErrQuotaExhausted)
		require.True(t, meter.Usage().Downloads.Exhausted)

		body = bodyDayText
		_, err = client.Get(t.Context(), "x")
		require.ErrorIs(t, err, photoslibrary.ErrQuotaExhausted)
		require.Equal(t, 500, meter.Usage().Requests.Limit, "what was told before")

		body = bodyMinute
		begin := time.Now()
		_, err = client.Get(t.Context(), "x")
		require.ErrorIs(t, err, photoslibrary.ErrRateLimited)
		require.False(t, meter.Usage().Writes.Exhausted, "a read says nothing of writes")
		body = strings.ReplaceAll(bodyMinute, "WritesPerMinutePerUser", "ReadsPerMinutePerUser")
		_, err = client.CreateAlbum(t.Context(), "y")
		require.ErrorIs(t, err, photoslibrary.ErrRateLimited)
		require.False(t, meter.Usage().Writes.Exhausted, "nor does another limit")
		body = bodyMinute
		_, err = client.CreateAlbum(t.Context(), "x")
		require.ErrorIs(t, err, photoslibrary.ErrRateLimited)
		require.Equal(t, photoslibrary.Allowance{Used: 2, Limit: 30, Exhausted: true, ResetsAt: begin.Add(time.Minute)}, meter.Usage().Writes)
		time.Sleep(time.Minute)
		require.False(t, meter.Usage().Writes.Exhausted)

		time.Sleep(time.Until(midnight))
		requests = meter.Usage().Requests
		require.False(t, requests.Exhausted)
		require.Equal(t, 500, requests.Left(), "the limit is the same tomorrow")
	})
}

// Google's midnight is not exactly that of the clock here, and somebody may have
// got a higher limit.
func TestMeterForgetsARefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var meter photoslibrary.Meter
		status, body := 429, bodyDay
		client := line(func(*http.Request) (int, string, error) { return status, body, nil }).client()
		client.Meter, client.Retry = &meter, once
		item := photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}
		_, err := client.Get(t.Context(), "x")
		require.Error(t, err)
		_, err = client.Download(t.Context(), item, io.Discard)
		require.Error(t, err)
		body = bodyMinute
		_, err = client.CreateAlbum(t.Context(), "x")
		require.Error(t, err)
		usage := meter.Usage()
		require.Equal(t, []bool{true, true, true}, []bool{usage.Requests.Exhausted, usage.Downloads.Exhausted, usage.Writes.Exhausted})

		status, body = 200, `{"id":"x"}`
		_, err = client.Download(t.Context(), item, io.Discard)
		require.NoError(t, err)
		usage = meter.Usage()
		require.Equal(t, []bool{true, false, true}, []bool{usage.Requests.Exhausted, usage.Downloads.Exhausted, usage.Writes.Exhausted})
		_, err = client.Get(t.Context(), "x")
		require.NoError(t, err)
		usage = meter.Usage()
		require.Equal(t, []bool{false, false, true}, []bool{usage.Requests.Exhausted, usage.Downloads.Exhausted, usage.Writes.Exhausted})
		_, err = client.CreateAlbum(t.Context(), "x")
		require.NoError(t, err)
		require.False(t, meter.Usage().Writes.Exhausted)
	})
}

// Whoever waits for a limit to pass does not keep the meter from others.
func TestMeterIsReadDuringAWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var meter photoslibrary.Meter
		var seen photoslibrary.Usage
		status := 429
		client := line(func(*http.Request) (int, string, error) {
			now := status
			status = 200
			return now, bodyMinute, nil
		}).client()
		client.Meter = &meter
		client.Retry.OnWait = func(photoslibrary.Wait) { seen = meter.Usage() }
		done := make(chan error)
		go func() { _, err := client.CreateAlbum(t.Context(), "x"); done <- err }()
		synctest.Wait()
		require.Equal(t, 1, seen.Writes.Used)
		require.True(t, seen.Writes.Exhausted)
		require.Equal(t, seen, meter.Usage())
		require.NoError(t, <-done)
		require.Equal(t, 2, meter.Usage().Requests.Used)
	})
}

func TestMeterLimitsAndClock(t *testing.T) {
	now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
	meter := photoslibrary.Meter{
		Limits: photoslibrary.Limits{RequestsPerDay: 1, DownloadsPerDay: 3, WritesPerMinute: 4},
		Now:    func() time.Time { return now },
	}
	google := start(t, googletest.Config{})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient(), Meter: &meter}
	for range 2 {
		_, err := library.CreateAlbum(t.Context(), "x")
		require.NoError(t, err)
	}
	usage := meter.Usage()
	require.Equal(t, photoslibrary.Allowance{Used: 2, Limit: 1, ResetsAt: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}, usage.Requests)
	require.Zero(t, usage.Requests.Left(), "never less")
	require.Equal(t, 3, usage.Downloads.Limit)
	require.Equal(t, photoslibrary.Allowance{Used: 2, Limit: 4, ResetsAt: now.Add(time.Minute)}, usage.Writes)
	now = now.AddDate(0, 0, -30) // the clock was set right
	require.Zero(t, meter.Usage().Requests.Used)
	require.Zero(t, meter.Usage().Writes.Used)
}

func TestMeterIsShared(t *testing.T) {
	var meter photoslibrary.Meter
	var all sync.WaitGroup
	for range 4 {
		client := line(func(*http.Request) (int, string, error) { return 200, `{}`, nil }).client()
		client.Meter = &meter
		all.Go(func() {
			for range 25 {
				_, _ = client.Get(t.Context(), "x")
				_ = meter.Usage()
			}
		})
	}
	all.Wait()
	require.Equal(t, 100, meter.Usage().Requests.Used)
}

func TestMeterIsSaved(t *testing.T) {
	now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	meter := photoslibrary.Meter{Now: clock}
	client := line(func(*http.Request) (int, string, error) { return 429, bodyDay, nil }).client()
	client.Meter = &meter
	_, err := client.Get(t.Context(), "x")
	require.Error(t, err)
	saved, err := json.Marshal(&meter)
	require.NoError(t, err)
	require.JSONEq(t, `{"dayEnds":"2026-11-23T08:00:00Z","requests":{"used":1,"exhausted":true,"limit":10000},"downloads":{"used":0}}`, string(saved))

	unused, err := json.Marshal(&photoslibrary.Meter{Now: clock})
	require.NoError(t, err)
	require.JSONEq(t, `{"dayEnds":"2026-11-23T08:00:00Z","requests":{"used":0},"downloads":{"used":0}}`, string(unused))

	restored := photoslibrary.Meter{Now: clock}
	require.NoError(t, json.Unmarshal(saved, &restored))
	require.Equal(t, meter.Usage(), restored.Usage())
	now = now.Add(12 * time.Hour)
	require.Zero(t, restored.Usage().Requests.Used, "another day")

	for _, bad := range []string{`{"dayEnds":"today"}`, `{"requests":{"used":-1}}`, `{"downloads":{"limit":-1}}`, `{"requests":{"used":9223372036854775807}}`, `[]`} {
		before := restored.Usage()
		require.ErrorContains(t, json.Unmarshal([]byte(bad), &restored), "photoslibrary: read a saved meter: ", bad)
		require.Equal(t, before, restored.Usage())
	}
}

func FuzzMeter(f *testing.F) {
	f.Add(`{"dayEnds":"2026-11-23T08:00:00Z","requests":{"used":1,"exhausted":true,"limit":10000},"downloads":{"used":0}}`)
	f.Add(`{}`)
	f.Add(`{"requests":{"used":-1}}`)
	f.Add(`{"dayEnds":"9999-12-31T23:59:59Z","downloads":{"used":9223372036854775807}}`)
	f.Fuzz(func(t *testing.T, saved string) {
		clock := func() time.Time { return time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC) }
		meter := photoslibrary.Meter{Now: clock}
		if json.Unmarshal([]byte(saved), &meter) != nil {
			return
		}
		usage := meter.Usage()
		for _, quota := range []photoslibrary.Allowance{usage.Requests, usage.Downloads} {
			if quota.Used < 0 || quota.Left() < 0 || quota.Left() > quota.Limit || !quota.ResetsAt.After(clock()) {
				t.Errorf("%s is %+v", saved, quota)
			}
		}
		again, err := json.Marshal(&meter)
		if err != nil {
			t.Fatal(err)
		}
		restored := photoslibrary.Meter{Now: clock}
		if err := json.Unmarshal(again, &restored); err != nil || restored.Usage() != usage {
			t.Errorf("%s was saved as %s: %v", saved, again, err)
		}
	})
}
