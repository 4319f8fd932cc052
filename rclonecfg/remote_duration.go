package rclonecfg

import (
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	badDuration   = `is not a duration: write it like 500ms, 10s or 1m30s`
	movingTime    = "is a day, from which rclone counts to now, so that the duration grows with each day: write it like 10s"
	unlimitedTime = `never ends: with it rclone holds uploads back for ever; write a duration like 10s`
)

// longUnits are those of rclone's units that time.ParseDuration does not know. A
// number without unit is in seconds.
var longUnits = []struct {
	name   string
	length time.Duration
}{
	{"d", 24 * time.Hour},
	{"w", 7 * 24 * time.Hour},
	{"M", 30 * 24 * time.Hour},
	{"y", 365 * 24 * time.Hour},
}

// parseDuration reads a duration as rclone does: as Go writes it, as one number
// with one of rclone's own units or none, or as a row of numbers with units. A
// day, which rclone takes too, is refused.
func parseDuration(text string) (time.Duration, error) {
	if text == "off" {
		return 0, reasonError(unlimitedTime)
	}
	if d, err := time.ParseDuration(text); err == nil {
		return d, nil
	}
	if d, ok := singleNumber(text); ok {
		return d, nil
	}
	if d, ok := numberRow(text); ok {
		return d, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, time.DateOnly} {
		if _, err := time.Parse(layout, text); err == nil {
			return 0, reasonError(movingTime)
		}
	}
	return 0, reasonError(badDuration)
}

// singleNumber reads "1.5d" and "90". The number may be in any form that Go
// parses, such as 1e3.
func singleNumber(text string) (time.Duration, bool) {
	length := time.Second
	for _, unit := range longUnits {
		if number, found := strings.CutSuffix(text, unit.name); found {
			text, length = number, unit.length
			break
		}
	}
	number, err := strconv.ParseFloat(text, 64)
	nanoseconds := number * float64(length)
	if err != nil || math.IsNaN(nanoseconds) || math.Abs(nanoseconds) >= math.MaxInt64 {
		return 0, false
	}
	return time.Duration(nanoseconds), true
}

// numberRow reads "1d12h" and "-1w2d".
func numberRow(text string) (time.Duration, bool) {
	sign := 1.0
	if rest, found := strings.CutPrefix(text, "-"); found {
		sign, text = -1, rest
	} else {
		text = strings.TrimPrefix(text, "+")
	}
	if text == "" {
		return 0, false
	}
	const digits = "0123456789."
	total := 0.0
	for text != "" {
		rest := strings.TrimLeft(text, digits)
		number := text[:len(text)-len(rest)]
		text = ""
		if next := strings.IndexAny(rest, digits); next >= 0 {
			rest, text = rest[:next], rest[next:]
		}
		nanoseconds, ok := numberWithUnit(number, rest)
		if !ok {
			return 0, false
		}
		total += nanoseconds
	}
	if total >= math.MaxInt64 {
		return 0, false
	}
	return time.Duration(sign * total), true
}

func numberWithUnit(number, name string) (nanoseconds float64, ok bool) {
	value, err := strconv.ParseFloat(number, 64)
	if err != nil || name == "" {
		return 0, false
	}
	for _, unit := range longUnits {
		if unit.name == name {
			return value * float64(unit.length), true
		}
	}
	d, err := time.ParseDuration(number + name)
	return float64(d), err == nil
}
