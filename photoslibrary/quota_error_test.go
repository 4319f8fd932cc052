package photoslibrary_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

func TestQuotaError(t *testing.T) {
	now := time.Date(2026, 7, 4, 20, 0, 0, 0, time.UTC)
	midnight := time.Date(2026, 7, 5, 7, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		body  string
		after string
		want  photoslibrary.QuotaError
		text  string
	}{
		"day": {
			bodyDay, "",
			photoslibrary.QuotaError{Limit: "ApiCallsPerProjectPerDay", Value: 10000, PerDay: true, ResetsAt: midnight},
			"photoslibrary: a quota is used up: the daily quota of 10000 ApiCallsPerProjectPerDay is back at midnight, Pacific time: 2026-07-05 07:00:00 UTC",
		},
		"day, whatever is asked": {
			bodyDay, "30", photoslibrary.QuotaError{Limit: "ApiCallsPerProjectPerDay", Value: 10000, PerDay: true, ResetsAt: midnight}, "",
		},
		"day, text": {
			bodyDayText, "",
			photoslibrary.QuotaError{PerDay: true, ResetsAt: midnight},
			"photoslibrary: a quota is used up: the daily quota is back at midnight, Pacific time: 2026-07-05 07:00:00 UTC",
		},
		"minute": {
			bodyMinute, "",
			photoslibrary.QuotaError{Limit: "WritesPerMinutePerUser", Value: 30, ResetsAt: now.Add(time.Minute)},
			"photoslibrary: a quota is used up: the limit of 30 WritesPerMinutePerUser is for a short time: wait until 2026-07-04 20:01:00 UTC",
		},
		"minute, as asked": {
			bodyMinuteText, "17",
			photoslibrary.QuotaError{ResetsAt: now.Add(17 * time.Second)},
			"photoslibrary: a quota is used up: the limit is for a short time: wait until 2026-07-04 20:00:17 UTC",
		},
		"odd values": {
			`{"error":{"code":429,"details":[{"@type":"google.rpc.ErrorInfo","metadata":{"quota_limit":"a b","quota_limit_value":"-3"}}]}}`,
			"soon",
			photoslibrary.QuotaError{ResetsAt: now.Add(time.Minute)},
			"",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			library := answering(http.StatusTooManyRequests, test.body)
			library.HTTP.Transport = withHeader(library.HTTP.Transport, "Retry-After", test.after)
			library.Now = func() time.Time { return now }
			_, err := library.Get(t.Context(), "x")
			quota, ok := errors.AsType[*photoslibrary.QuotaError](err)
			require.True(t, ok)
			require.Equal(t, test.want, *quota)
			require.ErrorIs(t, quota, photoslibrary.ErrQuota)
			require.Equal(t, quota.PerDay, errors.Is(quota, photoslibrary.ErrQuotaExhausted))
			require.Equal(t, !quota.PerDay, errors.Is(quota, photoslibrary.ErrRateLimited))
			if test.text != "" {
				require.EqualError(t, quota, test.text)
			}
		})
	}
}

func withHeader(base http.RoundTripper, name, value string) http.RoundTripper {
	return roundTripper(func(r *http.Request) *http.Response {
		resp, _ := base.RoundTrip(r)
		resp.Header.Set(name, value)
		return resp
	})
}
