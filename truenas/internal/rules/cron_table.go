package rules

import "time"

// CronTable is when a schedule runs.
type CronTable struct {
	// values are the numbers of each column as bits.
	values [cronSecond + 1]uint64
	// star says of each column that its text begins with "*": cron takes such a
	// day for no restriction beside the other day, and such a time for one that
	// follows the clock.
	star [cronSecond + 1]bool
	// LastDay is "L" as the day of the month.
	LastDay bool
	// Nth are days of the week in one week of the month only.
	Nth []NthDay
}

// NthDay is a day of the week, 0 is Sunday, in one week of the month: 1 to 5, 0
// for the last.
type NthDay struct{ Weekday, Week int }

// Has reports whether a number is in a column.
func (t *CronTable) Has(column, n int) bool { return t.values[column]&(1<<n) != 0 }

// Numbers are the numbers of a column in order.
func (t *CronTable) Numbers(column int) []int {
	var numbers []int
	for n := range 64 {
		if t.Has(column, n) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// Fixed reports whether the schedule names times of day, rather than following
// the clock.
func (t *CronTable) Fixed() bool { return !t.star[CronMinute] && !t.star[CronHour] }

// Day reports whether the schedule runs on a date.
func (t *CronTable) Day(date time.Time) bool {
	if !t.Has(CronMonth, int(date.Month())) {
		return false
	}
	day, weekday := date.Day(), int(date.Weekday())
	last := date.AddDate(0, 0, 1).Day() == 1
	dom := t.Has(CronDom, day) || t.LastDay && last
	dow := t.Has(CronDow, weekday)
	for _, nth := range t.Nth {
		inWeek := (day+6)/7 == nth.Week
		if nth.Week == 0 {
			inWeek = date.AddDate(0, 0, 7).Month() != date.Month()
		}
		dow = dow || nth.Weekday == weekday && inWeek
	}
	if t.star[CronDom] || t.star[CronDow] {
		return dom && dow
	}
	return dom || dow // both are named: either is enough
}
