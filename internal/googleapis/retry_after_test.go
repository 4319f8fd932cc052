package googleapis_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
	const year = 366 * 24 * time.Hour
	tests := map[string]struct {
		value, date string
		want        time.Duration
		ok          bool
	}{
		"none":           {"", "", 0, false},
		"seconds":        {"120", "", 2 * time.Minute, true},
		"at once":        {"0", "", 0, true},
		"spaces":         {" 5 ", "", 5 * time.Second, true},
		"much":           {"99999999999", "", year, true},
		"very much":      {"99999999999999999999999999", "", year, true},
		"negative":       {"-1", "", 0, false},
		"a fraction":     {"1.5", "", 0, false},
		"words":          {"soon", "", 0, false},
		"date":           {"Sun, 22 Nov 2026 20:00:30 GMT", "", 30 * time.Second, true},
		"date, RFC 850":  {"Sunday, 22-Nov-26 20:00:30 GMT", "", 30 * time.Second, true},
		"date, asctime":  {"Sun Nov 22 20:00:30 2026", "", 30 * time.Second, true},
		"past":           {"Sun, 22 Nov 2026 19:00:00 GMT", "", 0, true},
		"far":            {"Sun, 22 Nov 2099 19:00:00 GMT", "", year, true},
		"our clock errs": {"Sun, 22 Nov 2026 21:00:30 GMT", "Sun, 22 Nov 2026 21:00:00 GMT", 30 * time.Second, true},
		"odd date":       {"Sun, 22 Nov 2026 20:00:30 GMT", "today", 30 * time.Second, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			header := http.Header{}
			header.Set("Retry-After", test.value)
			header.Set("Date", test.date)
			got, ok := googleapis.RetryAfter(header, now)
			require.Equal(t, test.ok, ok)
			require.Equal(t, test.want, got)
		})
	}
	_, ok := googleapis.RetryAfter(nil, now)
	require.False(t, ok)
}

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"", "1", "-1", "99999999999999999999", "Sun, 22 Nov 2026 20:00:30 GMT", "Sunday, 22-Nov-26 20:00:30 GMT", "\u0661"} {
		f.Add(value, "Sun, 22 Nov 2026 20:00:00 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		wait, ok := googleapis.RetryAfter(http.Header{"Retry-After": {value}, "Date": {date}}, time.Unix(0, 0))
		if wait < 0 || wait > 366*24*time.Hour || !ok && wait != 0 {
			t.Errorf("%q is %s, %t", value, wait, ok)
		}
	})
}
