package rules

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// The columns of a schedule, in the order of a cron line.
const (
	CronMinute = iota
	CronHour
	CronDom
	CronMonth
	CronDow
	// cronSecond appears when a value of the schedule contains a blank.
	cronSecond
)

// cronColumn is what a column may hold. names are other words for numbers,
// counted from low.
type cronColumn struct {
	low, high int
	names     []string
}

func columnOf(column int) cronColumn {
	switch column {
	case CronHour:
		return cronColumn{high: 23}
	case CronDom:
		return cronColumn{low: 1, high: 31}
	case CronMonth:
		return cronColumn{1, 12, []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}}
	case CronDow:
		return cronColumn{0, 7, []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}}
	default:
		return cronColumn{high: 59}
	}
}

var (
	stepOperand = regexp.MustCompile(`^(\*|[0-9]+-[0-9]+)/([0-9]+)\n?$`)
	cronRange   = regexp.MustCompile(`^([^-]+)-([^-/]+)(?:/([0-9]+))?$`)
	nthWeekday  = regexp.MustCompile(`^(?:([a-z]{3}-[a-z]{3}|\w+)#|l)([0-9]+)$`)
	onlyDigits  = regexp.MustCompile(`^[0-9]+$`)
)

// ParseCron reads the columns of a schedule as the server's cron library does: it
// accepts "" (any), "?", "L", "mon", "5#2" and "*/61". The table says nothing of
// use if a column contains a blank.
func ParseCron(columns [5]string) (CronTable, *CronError) {
	line, failed := "", &CronError{}
	for i, text := range columns {
		if text == "" {
			text = "*"
		}
		if strings.Contains(text, "/") && !stepOperand.MatchString(text) {
			return CronTable{}, &CronError{Column: i, reason: cronStep}
		}
		line += text + " "
	}
	// Any decimal digit counts, as in Python.
	parts := strings.Fields(strings.ToLower(strings.Map(asciiDigit, line)))
	failed.line, failed.parts = line, strings.Join(parts, " ")
	if len(parts) != 5 && len(parts) != 6 {
		failed.reason = cronCount
		return CronTable{}, failed
	}
	var t CronTable
	for i, part := range parts {
		if reason := t.column(i, part, failed); reason != "" {
			failed.Column, failed.reason = i, reason
			return CronTable{}, failed
		}
	}
	if t.Has(CronDow, 7) {
		t.values[CronDow] |= 1 // 7 is Sunday too
	}
	return t, nil
}

// column reads a column and returns why it cannot.
func (t *CronTable) column(i int, text string, failed *CronError) cronReason {
	if strings.Contains(text, "?") {
		switch {
		case text != "?":
			return cronQuestionMixed
		case i != CronDom && i != CronDow:
			return cronQuestionPlace
		}
		text = "*"
	}
	t.star[i] = strings.HasPrefix(text, "*")
	plain := false
	for item := range strings.SplitSeq(text, ",") {
		m := nthWeekday.FindStringSubmatch(item)
		if i != CronDow || m == nil {
			plain = true
			numbers, reason := t.item(i, item)
			if reason != "" {
				return reason
			}
			t.values[i] |= numbers
			continue
		}
		week := 0 // l5: the last Friday
		days := m[2]
		if m[1] != "" {
			if week, _ = strconv.Atoi(m[2]); week < 1 || week > 5 {
				failed.week = m[2]
				return cronWeek
			}
			days = m[1]
		}
		numbers, reason := t.item(i, days)
		if reason != "" {
			return reason
		}
		for n := range 8 {
			if numbers&(1<<n) != 0 {
				t.Nth = append(t.Nth, NthDay{n % 7, week})
			}
		}
	}
	if i == CronDow && plain && len(t.Nth) > 0 {
		return cronMixed
	}
	return ""
}

// item reads one element of a list.
func (t *CronTable) item(i int, item string) (numbers uint64, reason cronReason) {
	c := columnOf(i)
	if item == "*" {
		return cronNumbers(c.low, c.high, 1), ""
	}
	if i == CronDom && item == "l" {
		t.LastDay = true
		return 0, ""
	}
	if rest, ok := strings.CutPrefix(item, "*/"); ok {
		item = strconv.Itoa(c.low) + "-" + strconv.Itoa(c.high) + "/" + rest
	}
	m := cronRange.FindStringSubmatch(item)
	if m == nil {
		if strings.HasPrefix(item, "-") {
			return 0, cronNegative
		}
		n, reason := c.number(item)
		if reason == "" && (n < c.low || n > c.high) {
			reason = cronOutside
		}
		if reason != "" {
			return 0, reason
		}
		return cronNumbers(n, n, 1), ""
	}
	return c.span(i, m[1], m[2], m[3])
}

// span reads a range with its step, which may be "".
func (c cronColumn) span(i int, from, to, every string) (numbers uint64, reason cronReason) {
	low := -1 // the last day is no beginning
	if i != CronDom || from != "l" {
		if low, reason = c.number(from); reason != "" {
			return 0, reason
		}
	}
	if i == CronDom && to == "l" {
		to = "31"
	}
	high, reason := c.number(to)
	if reason != "" {
		return 0, reason
	}
	step := 1
	if every != "" {
		// Longer than the column is as good as any longer one.
		if n, err := strconv.Atoi(every); err != nil || n > c.high {
			step = c.high + 1
		} else {
			step = n
		}
	}
	switch {
	case i == CronDow && high == 0 && low > 0:
		high = 7 // fri-sun
	case low > high, low < 0:
		return 0, cronDescending
	}
	switch {
	case max(low, high) > c.high:
		return 0, cronBeyond
	case step == 0:
		return 0, cronZeroStep
	case low < c.low:
		return 0, cronOutside
	}
	return cronNumbers(low, high, step), ""
}

func cronNumbers(low, high, step int) (numbers uint64) {
	for n := low; n <= high; n += step {
		numbers |= 1 << n
	}
	return numbers
}

func (c cronColumn) number(text string) (int, cronReason) {
	if i := slices.Index(c.names, text); i >= 0 {
		return c.low + i, ""
	}
	if !onlyDigits.MatchString(text) {
		return 0, cronWord
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, cronOutside
	}
	return n, ""
}
