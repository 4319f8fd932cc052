package truenas

import (
	"iter"
	"slices"
	"time"

	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// searchYears is how far the next run is looked for: 29 February comes again
// after 8 years at the latest, on one day of the week after 40.
const searchYears = 41

// Next returns the times of the runs after a point in time, without end, in its
// time zone: give it a time in that of the NAS. It returns none for a schedule
// that is not valid or whose date never comes, as 31 February.
//
// When clocks change, it does as the NAS's cron: a named time that is skipped runs
// right after the change, and one that comes twice runs once; a schedule with "*"
// as the minute or the hour follows the clock.
func (s Schedule) Next(after time.Time) iter.Seq[time.Time] {
	return func(yield func(time.Time) bool) {
		table, err := s.parse()
		if err != nil {
			return
		}
		// Dates are counted in UTC, where every day has 24 hours.
		year, month, day := after.Date()
		date := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
		for end := date.AddDate(searchYears, 0, 0); date.Before(end); date = date.AddDate(0, 0, 1) {
			if !table.Day(date) {
				continue
			}
			for _, run := range table.runs(date, after.Location()) {
				if !run.After(after) {
					continue
				}
				if !yield(run) {
					return
				}
				after, end = run, date.AddDate(searchYears, 0, 0)
			}
		}
	}
}

// runs returns the points in time of one date, in order.
func (t *cronTable) runs(date time.Time, zone *time.Location) []time.Time {
	var runs []time.Time
	for hour := range 24 {
		for minute := range 60 {
			if !t.Has(rules.CronHour, hour) || !t.Has(rules.CronMinute, minute) {
				continue
			}
			wall := date.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
			at, skipped := instants(wall, zone)
			switch {
			case t.Fixed() && len(at) == 0:
				runs = append(runs, skipped)
			case t.Fixed():
				runs = append(runs, at[0])
			default:
				runs = append(runs, at...)
			}
		}
	}
	slices.SortFunc(runs, time.Time.Compare)
	return slices.CompactFunc(runs, time.Time.Equal)
}

// instants returns when a clock in zone shows what wall shows in UTC: once, twice
// when clocks are set back, and never when they are set forward over it, which
// they are at skipped then.
func instants(wall time.Time, zone *time.Location) (at []time.Time, skipped time.Time) {
	year, month, day := wall.Date()
	guess := time.Date(year, month, day, wall.Hour(), wall.Minute(), 0, 0, zone)
	start, end := guess.ZoneBounds()
	offsets := []int{offset(guess)}
	if !start.IsZero() {
		offsets = append(offsets, offset(start.Add(-1)))
	}
	if !end.IsZero() {
		offsets = append(offsets, offset(end))
	}
	slices.Sort(offsets)
	offsets = slices.Compact(offsets)
	slices.Reverse(offsets) // the greater offset comes first
	for _, o := range offsets {
		t := wall.Add(-time.Duration(o) * time.Second).In(zone)
		if offset(t) == o {
			at = append(at, t)
		}
	}
	if len(at) > 0 {
		return at, time.Time{}
	}
	if skipped = end; wallOf(guess).After(wall) {
		skipped = start
	}
	return nil, skipped
}

func offset(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}

// wallOf is what the clock of t's zone shows, in UTC.
func wallOf(t time.Time) time.Time { return t.Add(time.Duration(offset(t)) * time.Second).UTC() }
