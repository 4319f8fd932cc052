package googleapis

import "time"

// Google's days end at midnight in California.
//
// Source: https://developers.google.com/photos/overview/api-limits-quotas
const pacificZone = "America/Los_Angeles"

// NextPacificMidnight is the end of the day of now, when Google counts from 0
// again.
func NextPacificMidnight(now time.Time) time.Time {
	zone, err := time.LoadLocation(pacificZone)
	if err != nil {
		return nextMidnightByRule(now) // containers often have no time zones
	}
	year, month, day := now.In(zone).Date()
	return time.Date(year, month, day+1, 0, 0, 0, 0, zone).UTC()
}

func nextMidnightByRule(now time.Time) time.Time {
	year, month, day := now.In(pacificByRule(now)).Date()
	midnight := time.Date(year, month, day+1, 0, 0, 0, 0, pacificByRule(now))
	// The clocks may change before it comes.
	return time.Date(year, month, day+1, 0, 0, 0, 0, pacificByRule(midnight)).UTC()
}

// pacificByRule is the zone at the time t by the law since 2007: summer time from
// 2 in the morning of the second Sunday of March until 2 in the morning of the
// first Sunday of November.
//
// Source: https://www.nist.gov/pml/time-and-frequency-division/popular-links/daylight-saving-time-dst
func pacificByRule(t time.Time) *time.Location {
	const standard, summer = -8 * 60 * 60, -7 * 60 * 60
	year := t.UTC().Year() // its first and last hours are winter in any case
	begin := sunday(year, time.March, 2).Add(2*time.Hour - standard*time.Second)
	end := sunday(year, time.November, 1).Add(2*time.Hour - summer*time.Second)
	if t.Before(begin) || !t.Before(end) {
		return time.FixedZone("PST", standard)
	}
	return time.FixedZone("PDT", summer)
}

// sunday is midnight UTC of the nth one of a month.
func sunday(year int, month time.Month, nth int) time.Time {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, (7-int(first.Weekday()))%7+7*(nth-1))
}
