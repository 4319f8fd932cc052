package photoslibrary

import (
	"strconv"
	"strings"
)

// parseContentRange reads "bytes 10-99/100", with a total of -1 for
// "bytes 10-99/*".
//
// Source: https://www.rfc-editor.org/rfc/rfc9110#field.content-range
func parseContentRange(text string) (first, total int64, ok bool) {
	unit, text, _ := strings.Cut(strings.TrimSpace(text), " ")
	positions, size, found := strings.Cut(text, "/")
	if !strings.EqualFold(unit, "bytes") || !found {
		return 0, 0, false
	}
	from, to, found := strings.Cut(positions, "-")
	if !found {
		return 0, 0, false
	}
	first, err := parseSize(from)
	if err != nil {
		return 0, 0, false
	}
	last, err := parseSize(to)
	if err != nil || last < first {
		return 0, 0, false
	}
	if size == "*" {
		return first, -1, true
	}
	total, err = parseSize(size)
	return first, total, err == nil && last < total
}

// parseSize reads digits only: no sign, no space.
func parseSize(text string) (int64, error) {
	n, err := strconv.ParseUint(text, 10, 63)
	return int64(n), err
}
