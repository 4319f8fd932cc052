package googleapis

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longestRetryAfter keeps absurd values from overflowing a duration.
const longestRetryAfter = 366 * 24 * time.Hour

// RetryAfter reads how long an answer asks to wait, as seconds or as a date; ok
// is false if it does not say. A date is compared with the answer's own Date, so
// that a wrong clock here does no harm, and with now if it has none.
//
// Source: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
func RetryAfter(header http.Header, now time.Time) (wait time.Duration, ok bool) {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if text == "" {
		return 0, false
	}
	if strings.Trim(text, "0123456789") == "" {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil || seconds > int64(longestRetryAfter/time.Second) {
			return longestRetryAfter, true
		}
		return time.Duration(seconds) * time.Second, true
	}
	date, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	if sent, err := http.ParseTime(header.Get("Date")); err == nil {
		now = sent
	}
	return min(max(0, date.Sub(now)), longestRetryAfter), true
}
