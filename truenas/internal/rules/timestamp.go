package rules

import (
	"slices"
	"strings"
	"time"
)

// timestampPath ends the path of a filter whose operand is an ISO 8601 text.
const timestampPath = ".$date"

// isoLayouts are the forms of a timestamp in a filter; without an offset it is
// taken for UTC.
var isoLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999",
	"2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly,
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

// checkTimestamp returns what is wrong with a filter on a time.
func checkTimestamp(path any, op string, operand any) string {
	p, _ := path.(string)
	if !strings.HasSuffix(p, timestampPath) {
		return ""
	}
	if !slices.Contains([]string{"=", "!=", ">", ">=", "<", "<="}, op) {
		return op + ": invalid timestamp operation."
	}
	if _, ok := Timestamp(path, operand); !ok {
		return PyStr(operand) + ": must be an ISO-8601 formatted timestamp string"
	}
	return ""
}
