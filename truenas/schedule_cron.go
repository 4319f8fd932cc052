package truenas

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// cronColumn is what one field of a schedule may hold.
type cronColumn struct {
	name      string
	low, high int
	// names are other words for numbers, counted from low.
	names []string
}

const (
	minuteColumn = iota
	hourColumn
	domColumn
	monthColumn
	dowColumn
)

func cronColumns() []cronColumn {
	return []cronColumn{
		{"minute", 0, 59, nil},
		{"hour", 0, 23, nil},
		{"day of the month", 1, 31, nil},
		{"month", 1, 12, []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
		{"day of the week", 0, 7, []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
	}
}

// cronTable is a parsed schedule.
type cronTable struct {
	// values are the numbers of each column as bits.
	values [5]uint64
	// star says of each column that its text begins with "*": cron takes such a
	// day for no restriction beside the other day, and such a time for one that
	// follows the clock.
	star [5]bool
	// lastDay is "L" as the day of the month.
	lastDay bool
	// nth are days of the week in one week of the month only: 1 to 5, 0 for the last.
	nth []nthDay
}

type nthDay struct{ weekday, week int }

var (
	cronRange = regexp.MustCompile(`^([a-z0-9]+)-([a-z0-9]+)(?:/([0-9]+))?$`)
	cronStep  = regexp.MustCompile(`^(\*|[0-9]+-[0-9]+)/[0-9]+$`)
	cronNth   = regexp.MustCompile(`^([a-z0-9]+)(?:-([a-z]+))?#([0-9]+)$`)
	cronLast  = regexp.MustCompile(`^l([0-7])$`)
)

var errDescending = errors.New("a range must not go down; write two ranges with a comma between them")

// parse reads one column.
func (t *cronTable) parse(i int, text string) error {
	column := cronColumns()[i]
	text = strings.ToLower(text)
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("contains a blank or another character that cron does not know; write a list with commas alone")
	}
	if text == "?" && (i == domColumn || i == dowColumn) {
		text = "*"
	}
	if strings.Contains(text, "/") && !cronStep.MatchString(text) {
		return errors.New(`a field with a "/" must be "*" or one range of numbers before it, as "*/15" or "8-18/2"`)
	}
	t.star[i] = strings.HasPrefix(text, "*")
	for item := range strings.SplitSeq(text, ",") {
		if err := t.item(i, column, item); err != nil {
			return err
		}
	}
	if len(t.nth) > 0 && i == dowColumn && t.values[i] != 0 {
		return errors.New("a day in one week of the month and a plain day cannot stand in one list")
	}
	if i == dowColumn && t.values[i]&(1<<7) != 0 {
		t.values[i] |= 1 // 7 is Sunday too
	}
	return nil
}

// item reads one element of a list.
func (t *cronTable) item(i int, column cronColumn, item string) error {
	set := func(low, high, step int) {
		for n := low; n <= high; n += step {
			t.values[i] |= 1 << n
		}
	}
	if item == "*" {
		set(column.low, column.high, 1)
		return nil
	}
	if i == domColumn && item == "l" {
		t.lastDay = true
		return nil
	}
	if i == dowColumn {
		if days, ok, err := parseNth(column, item); ok {
			t.nth = append(t.nth, days...)
			return err
		}
	}
	if step, ok := strings.CutPrefix(item, "*/"); ok {
		item = fmt.Sprintf("%d-%d/%s", column.low, column.high, step)
	}
	m := cronRange.FindStringSubmatch(item)
	if m == nil {
		n, err := column.number(item)
		if err != nil {
			return err
		}
		set(n, n, 1)
		return nil
	}
	low, err := column.number(m[1])
	if err != nil {
		return err
	}
	if m[2] == "l" && i == domColumn {
		m[2] = "31"
	}
	high, err := column.number(m[2])
	if err != nil {
		return err
	}
	step := 1
	if m[3] != "" {
		// Longer than the column is as good as any longer one.
		step, err = strconv.Atoi(m[3])
		if err != nil {
			step = column.high + 1
		}
	}
	if i == dowColumn && high == 0 && low > 0 {
		high = 7 // fri-sun
	}
	switch {
	case step == 0:
		return errors.New("a step must not be 0")
	case low > high:
		return errDescending
	}
	set(low, high, step)
	return nil
}

// number reads a number or a name.
func (c cronColumn) number(text string) (int, error) {
	if i := slices.Index(c.names, text); i >= 0 {
		return c.low + i, nil
	}
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, fmt.Errorf("want a number from %d to %d", c.low, c.high)
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < c.low || n > c.high {
		return 0, fmt.Errorf("want a number from %d to %d", c.low, c.high)
	}
	return n, nil
}

// parseNth reads "fri#2", the second Friday of the month, "mon-fri#2", each of
// these days, or "l5", the last Friday.
func parseNth(column cronColumn, item string) (days []nthDay, ok bool, err error) {
	if m := cronLast.FindStringSubmatch(item); m != nil {
		n, _ := strconv.Atoi(m[1])
		return []nthDay{{weekday: n % 7}}, true, nil
	}
	m := cronNth.FindStringSubmatch(item)
	if m == nil {
		return nil, false, nil
	}
	low, err := column.number(m[1])
	high := low
	if err == nil && m[2] != "" {
		high, err = column.number(m[2])
	}
	if err != nil {
		return nil, true, err
	}
	week, err := strconv.Atoi(m[3])
	if err != nil || week < 1 || week > 5 {
		return nil, true, errors.New("the number after # must be from 1 to 5")
	}
	for weekday := low; weekday <= high; weekday++ {
		days = append(days, nthDay{weekday % 7, week})
	}
	if days == nil {
		return nil, true, errDescending
	}
	return days, true, nil
}

func (t *cronTable) has(column, n int) bool { return t.values[column]&(1<<n) != 0 }

// fixed reports whether the schedule names times of day, rather than following
// the clock.
func (t *cronTable) fixed() bool { return !t.star[minuteColumn] && !t.star[hourColumn] }

// day reports whether the schedule runs on a date.
func (t *cronTable) day(date time.Time) bool {
	if !t.has(monthColumn, int(date.Month())) {
		return false
	}
	day, weekday := date.Day(), int(date.Weekday())
	last := date.AddDate(0, 0, 1).Day() == 1
	dom := t.has(domColumn, day) || t.lastDay && last
	dow := t.has(dowColumn, weekday)
	for _, nth := range t.nth {
		inWeek := (day+6)/7 == nth.week
		if nth.week == 0 {
			inWeek = date.AddDate(0, 0, 7).Month() != date.Month()
		}
		dow = dow || nth.weekday == weekday && inWeek
	}
	if t.star[domColumn] || t.star[dowColumn] {
		return dom && dow
	}
	return dom || dow // both are named: either is enough
}
