package truenas

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// BandwidthLimit limits the speed from a time of day on.
type BandwidthLimit struct {
	// Time is "HH:MM"; the times of a task increase.
	Time string `json:"time"`
	// Bandwidth is in bytes per second; nil is no limit.
	Bandwidth *int64 `json:"bandwidth"`
}

// UnmarshalJSON reads an item of a task's bwlimit.
func (l *BandwidthLimit) UnmarshalJSON(data []byte) error {
	*l = BandwidthLimit{}
	return decodeFields(data, "bandwidth limit", func(o object) []error {
		return []error{field(o, "time", &l.Time), field(o, "bandwidth", &l.Bandwidth)}
	})
}

// BandwidthSchedule is the timetable of a task's limits; an empty one is no limit.
type BandwidthSchedule []BandwidthLimit

// ParseBandwidth reads a timetable as rclone's --bwlimit takes it:
// "08:00,512k 12:00,10M 23:00,off". A number alone is in KiB per second; the
// suffixes B, K, M, G, T and P are powers of 1024. A single speed, as "1M", holds
// all day, and "off" and "" are the empty timetable. TrueNAS has neither days of
// the week nor different speeds for uploads and downloads.
func ParseBandwidth(text string) (BandwidthSchedule, error) {
	entries := strings.Fields(text)
	if len(entries) == 1 && !strings.Contains(entries[0], ",") {
		speed, err := parseSpeed(entries[0])
		if err != nil || speed == nil {
			return nil, err
		}
		return BandwidthSchedule{{Time: "00:00", Bandwidth: speed}}, nil
	}
	var schedule BandwidthSchedule
	for _, entry := range entries {
		at, limit, ok := strings.Cut(entry, ",")
		if !ok {
			return nil, fmt.Errorf("truenas: bandwidth %q: want a time and a speed, as 08:00,512k", entry)
		}
		hour, minute, ok := parseClock(at)
		if !ok {
			return nil, fmt.Errorf("truenas: bandwidth %q: %q is no time of day; write it as 08:00", entry, at)
		}
		speed, err := parseSpeed(limit)
		if err != nil {
			return nil, err
		}
		schedule = append(schedule, BandwidthLimit{Time: fmt.Sprintf("%02d:%02d", hour, minute), Bandwidth: speed})
	}
	return schedule, schedule.Validate(V27)
}

// String returns the timetable in the form that [ParseBandwidth] reads.
func (s BandwidthSchedule) String() string {
	entries := make([]string, len(s))
	for i, limit := range s {
		entries[i] = limit.Time + "," + formatSpeed(limit.Bandwidth)
	}
	return strings.Join(entries, " ")
}

// Validate says what a release would refuse: a speed that is not above 0, and
// times that do not increase. Before 26 TrueNAS compares them as texts: there
// "9:00" comes after "10:00".
func (s BandwidthSchedule) Validate(release Release) error {
	before := ""
	for i, limit := range s {
		hour, minute, ok := parseClock(limit.Time)
		if !ok {
			return fmt.Errorf("truenas: bandwidth %q: want a time of day as 08:00", limit.Time)
		}
		if limit.Bandwidth != nil && *limit.Bandwidth <= 0 {
			return fmt.Errorf("truenas: bandwidth at %s: %d bytes per second; want more than 0, or null for no limit",
				limit.Time, *limit.Bandwidth)
		}
		at := limit.Time
		if release >= V26 {
			at = fmt.Sprintf("%02d:%02d", hour, minute)
		}
		if i > 0 && at <= before {
			return fmt.Errorf("truenas: bandwidth: %s is not later than %s before it; write the times in order, with two "+
				"digits each", limit.Time, s[i-1].Time)
		}
		before = at
	}
	return nil
}

func parseClock(text string) (hour, minute int, ok bool) {
	h, m, found := strings.Cut(text, ":")
	hour, err1 := strconv.Atoi(h)
	minute, err2 := strconv.Atoi(m)
	ok = found && err1 == nil && err2 == nil && len(h) <= 2 && len(m) <= 2 &&
		hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && !strings.ContainsAny(text, "+-")
	return hour, minute, ok
}

// speedUnits are the suffixes of a speed, each 1024 times the one before.
const speedUnits = "BKMGTP"

// parseSpeed returns bytes per second; nil for no limit.
func parseSpeed(text string) (*int64, error) {
	if strings.EqualFold(text, "off") {
		return nil, nil //nolint:nilnil // no limit and no error
	}
	bad := func(why string) (*int64, error) {
		return nil, fmt.Errorf("truenas: bandwidth %q: %s; write a speed as 512k or 10M, or off", text, why)
	}
	if strings.Contains(text, ":") {
		return bad("TrueNAS has one limit for both directions")
	}
	number, unit := strings.ToUpper(text), int64(1024)
	number = strings.TrimSuffix(number, "IB")
	number = strings.TrimSuffix(number, "I")
	if last := len(number) - 1; last >= 0 {
		if power := strings.IndexByte(speedUnits, number[last]); power >= 0 {
			number, unit = number[:last], 1<<(10*power)
		}
	}
	if number == "" || strings.Trim(number, "0123456789.") != "" {
		return bad("is no speed")
	}
	value, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return bad("is no speed")
	}
	value *= float64(unit)
	switch {
	case value == 0:
		return nil, nil //nolint:nilnil // as off
	case value < 1 || value >= math.MaxInt64:
		return bad("is out of range")
	}
	speed := int64(value)
	return &speed, nil
}

// formatSpeed uses the greatest unit that leaves nothing over.
func formatSpeed(speed *int64) string {
	if speed == nil {
		return "off"
	}
	value, power := *speed, 0
	for power < len(speedUnits)-1 && value >= 1024 && value%1024 == 0 {
		value, power = value/1024, power+1
	}
	return strconv.FormatInt(value, 10) + speedUnits[power:power+1]
}
