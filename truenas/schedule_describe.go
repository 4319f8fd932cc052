package truenas

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// namedTimes is how many times of day a description lists one by one.
const namedTimes = 6

// Describe says in plain English when the schedule runs, as "every day at 03:00"
// or "every 15 minutes on Saturday and Sunday". It is for people: do not parse it.
func (s Schedule) Describe() string {
	table, err := s.parse()
	if err != nil {
		return "never: " + err.Error()
	}
	columns := s.columns()
	text := table.describeDays(columns)
	if times, listed := table.times(); listed {
		if text == "" {
			text = "every day"
		}
		return text + " at " + join(times)
	}
	return strings.TrimSpace(table.describeClock(columns) + " " + text)
}

// times lists the times of day unless they are many.
func (t *cronTable) times() ([]string, bool) {
	hours, minutes := t.Numbers(rules.CronHour), t.Numbers(rules.CronMinute)
	if len(hours)*len(minutes) > namedTimes {
		return nil, false
	}
	var times []string
	for _, hour := range hours {
		for _, minute := range minutes {
			times = append(times, fmt.Sprintf("%02d:%02d", hour, minute))
		}
	}
	return times, true
}

// describeClock says when in a day the schedule runs, if that is often.
func (t *cronTable) describeClock(columns []string) string {
	minutes, hours := t.Numbers(rules.CronMinute), t.Numbers(rules.CronHour)
	minute := "at minute " + join(texts(minutes, strconv.Itoa))
	if step, ok := strings.CutPrefix(columns[rules.CronMinute], "*/"); ok && len(minutes) > 1 {
		minute = "every " + step + " minutes"
	}
	if len(minutes) == 60 {
		minute = "every minute"
	}
	hour := "during the hours " + join(texts(hours, func(n int) string { return fmt.Sprintf("%02d", n) }))
	if step, ok := strings.CutPrefix(columns[rules.CronHour], "*/"); ok && len(hours) > 1 {
		hour = "every " + step + " hours"
	}
	switch every := len(hours) == 24; {
	case every && !strings.HasPrefix(minute, "every"):
		return "every hour " + minute
	case every:
		return minute
	case strings.HasPrefix(hour, "every") && !strings.HasPrefix(minute, "every"):
		return hour + " " + minute
	case strings.HasPrefix(hour, "every"):
		return minute + " in " + strings.Replace(hour, "every ", "one of every ", 1)
	}
	return minute + " " + hour
}

// describeDays says on which days the schedule runs; "" for all.
func (t *cronTable) describeDays(columns []string) string {
	var days []string
	dom, dow := columns[rules.CronDom], columns[rules.CronDow]
	all := func(column, count int) bool { return len(t.Numbers(column)) == count }
	if !all(rules.CronDom, 31) {
		var list []string
		if numbers := t.Numbers(rules.CronDom); len(numbers) > 0 {
			list = append(list, "on day "+join(texts(numbers, strconv.Itoa)))
		}
		if t.LastDay {
			list = append(list, "on the last day")
		}
		days = append(days, join(list)+" of the month")
	}
	if !all(rules.CronDow, 8) && dow != "1-7" && dow != "0-6" {
		days = append(days, "on "+join(t.weekdays()))
	}
	between := " or "
	if strings.HasPrefix(dom, "*") || strings.HasPrefix(dow, "*") {
		between = " and "
	}
	text := strings.Join(days, between)
	if !all(rules.CronMonth, 12) {
		months := texts(t.Numbers(rules.CronMonth), func(n int) string { return time.Month(n).String() })
		if text == "" {
			text = "every day"
		}
		text += " in " + join(months)
	}
	return text
}

// weekdays names the days of the week from Monday on.
func (t *cronTable) weekdays() []string {
	var days []int
	for n := 1; n <= 7; n++ {
		if t.Has(rules.CronDow, n%7) {
			days = append(days, n)
		}
	}
	name := func(n int) string { return time.Weekday(n % 7).String() }
	names := texts(days, name)
	if last := len(days) - 1; last > 1 && days[last]-days[0] == last {
		names = []string{name(days[0]) + " to " + name(days[last])}
	}
	for _, nth := range t.Nth {
		week := [...]string{"last", "first", "second", "third", "fourth", "fifth"}[nth.Week]
		names = append(names, "the "+week+" "+time.Weekday(nth.Weekday).String())
	}
	return names
}

func texts(numbers []int, text func(int) string) []string {
	list := make([]string, len(numbers))
	for i, n := range numbers {
		list[i] = text(n)
	}
	return list
}

// join writes a list as English does: "a, b and c".
func join(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
