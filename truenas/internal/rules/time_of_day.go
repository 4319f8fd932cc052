package rules

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// checkTimeOfDay returns why s is not a time for a bandwidth limit, or "".
// Each half is read as Python's int does: "8:0", " 08:00" and "+8:00" pass.
func checkTimeOfDay(s string) string {
	const format = `Time should be in 24 hour format like "18:00"`
	parts := strings.Split(s, ":")
	if len(parts) != 2 {
		return format
	}
	hour, ok1 := pyInt(parts[0])
	minute, ok2 := pyInt(parts[1])
	for i, ok := range []bool{ok1, ok2} {
		if !ok {
			return "invalid literal for int() with base 10: " + PyRepr(parts[i])
		}
	}
	switch {
	case hour < 0 || hour > 23:
		return "hour must be in 0..23"
	case minute < 0 || minute > 59:
		return "minute must be in 0..59"
	}
	return ""
}

var pyInteger = regexp.MustCompile(`^[+-]?[0-9]+(_[0-9]+)*$`)

func pyInt(s string) (int, bool) {
	s = strings.Map(asciiDigit, strings.TrimFunc(s, isPySpace))
	if !pyInteger.MatchString(s) {
		return 0, false
	}
	n, err := strconv.Atoi(strings.ReplaceAll(s, "_", ""))
	if err != nil {
		return 1 << 30, true // too large for any clock, and still an int
	}
	return n, true
}

// timeOfDay is the schema of such a time. Newer releases fill both halves up to
// two characters, so that times compare as text.
type timeOfDay struct{}

func (timeOfDay) check(at string, v any, errs *Problems) any {
	text{parse: checkTimeOfDay}.check(at, v, errs)
	if s, ok := v.(string); ok && errs.release.AtLeast(V26) {
		return padTime(s)
	}
	return v
}

// padTime fills both halves of a time up to two characters with zeros: "8:0"
// becomes "08:00", and " 8:+5" stays.
func padTime(s string) string {
	hour, minute, ok := strings.Cut(s, ":")
	if !ok {
		return s
	}
	return padHalf(hour) + ":" + padHalf(minute)
}

func padHalf(s string) string {
	return strings.Repeat("0", max(0, len("00")-utf8.RuneCountInString(s))) + s
}
