package rules

import (
	"strings"
	"time"
)

// timestampPath ends the path of a filter whose operand is an ISO 8601 text.
const timestampPath = ".$date"

// isoLayouts are the forms of a timestamp in a filter; without an offset it is
// taken for UTC.
var isoLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly, "20060102", "20060102T150405Z07:00", "20060102T150405",
}

// Timestamp returns the time that a filter compares with; ok is false for a
// filter that is not about a time.
func Timestamp(path, operand any) (at time.Time, ok bool) {
	p, _ := path.(string)
	text, _ := operand.(string)
	if !strings.HasSuffix(p, timestampPath) {
		return time.Time{}, false
	}
	for _, layout := range isoLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
