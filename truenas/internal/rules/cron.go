package rules

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// cronFields are the columns of a schedule, in the order of a cron line.
var cronFields = []string{"minute", "hour", "dom", "month", "dow"}

// column is what one cron column may hold. A sixth one, for seconds, appears
// when a value of the schedule contains a blank.
type column struct {
	low, high int
	names     map[string]int
}

var columns = []column{
	{low: 0, high: 59},
	{low: 0, high: 23},
	{low: 1, high: 31, names: map[string]int{"l": -1}},
	{low: 1, high: 12, names: indexed(1, "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")},
	{low: 0, high: 7, names: indexed(0, "sun", "mon", "tue", "wed", "thu", "fri", "sat")},
	{low: 0, high: 59},
}

const (
	domColumn = 2
	dowColumn = 4
)

var (
	stepOperand = regexp.MustCompile(`^(\*|[0-9]+-[0-9]+)/([0-9]+)\n?$`)
	cronRange   = regexp.MustCompile(`^([^-]+)-([^-/]+)(?:/([0-9]+))?$`)
	nthWeekday  = regexp.MustCompile(`^(?:([a-z]{3}-[a-z]{3}|\w+)#|l)([0-9]+)$`)
	onlyDigits  = regexp.MustCompile(`^[0-9]+$`)
)

func indexed(first int, names ...string) map[string]int {
	m := make(map[string]int, len(names))
	for i, n := range names {
		m[n] = first + i
	}
	return m
}

// CheckSchedule returns why the columns of a schedule are not one, in the words
// of the server's validation error, or "".
func CheckSchedule(minute, hour, dom, month, dow string) string {
	return checkCron(ejson.NewObject("minute", minute, "hour", hour, "dom", dom, "month", month, "dow", dow))
}

// checkCron returns why the schedule is not one, or "". It accepts what the
// server's cron library accepts: "", "?", "L", "mon", "5#2", "*/61".
func checkCron(schedule *ejson.Object) string {
	const prefix = "Please ensure fields match cron syntax - "
	var line strings.Builder
	for _, f := range cronFields {
		v := schedule.Text(f)
		if v == "" {
			v = "*"
		}
		if strings.Contains(v, "/") && !stepOperand.MatchString(v) {
			return prefix + "Only range or `*` are allowed before `/`"
		}
		line.WriteString(v + " ")
	}
	if err := parseCron(line.String()); err != nil {
		return prefix + err.Error()
	}
	return ""
}

func parseCron(line string) error {
	// Any decimal digit counts, as in Python.
	parts := strings.Fields(strings.ToLower(strings.Map(asciiDigit, line)))
	if len(parts) != 5 && len(parts) != 6 {
		return errors.New("Exactly 5 or 6 columns has to be specified for iterator expression.") //nolint:staticcheck // the server's text
	}
	for i, p := range parts {
		if err := columns[i].parse(i, p); err != nil {
			text := strings.NewReplacer(cronLine, line, cronParts, strings.Join(parts, " ")).Replace(err.Error())
			return errors.New(text)
		}
	}
	return nil
}

// What stands in the messages for the schedule: as it was given, or split and
// joined again.
const (
	cronLine  = "{line}"
	cronParts = "{parts}"
)

var errOutOfRange = errors.New("[" + cronLine + "] is not acceptable, out of range")

func (c column) parse(i int, expr string) error {
	if strings.Contains(expr, "?") {
		switch {
		case expr != "?":
			return errors.New("[" + cronLine + "] is not acceptable. Question mark can not used with other characters")
		case i != domColumn && i != dowColumn:
			return errors.New("[" + cronLine + "] is not acceptable. Question mark can only used in day_of_month or day_of_week")
		}
		return nil
	}
	plain, nth := false, false
	for _, item := range strings.Split(expr, ",") {
		if i == dowColumn {
			if m := nthWeekday.FindStringSubmatch(item); m != nil {
				nth = true
				if m[1] == "" { // l5: the last Friday
					item = m[2]
				} else {
					if n, _ := strconv.Atoi(m[2]); n < 1 || n > 5 {
						return fmt.Errorf("[%s] is not acceptable.  Invalid day_of_week value: '%s'", cronLine, m[2])
					}
					item = m[1]
				}
			} else {
				plain = true
			}
		}
		if err := c.item(i, item); err != nil {
			return err
		}
	}
	if plain && nth {
		return errors.New("day-of-week field does not support mixing literal values and nth day of week syntax")
	}
	return nil
}

// item checks one element of a comma separated list.
func (c column) item(i int, item string) error {
	if rest, ok := strings.CutPrefix(item, "*/"); ok {
		item = fmt.Sprintf("%d-%d/%s", c.low, c.high, rest)
	}
	m := cronRange.FindStringSubmatch(item)
	if m == nil {
		switch {
		case item == "*":
			return nil
		case strings.HasPrefix(item, "-"):
			return errors.New("[" + cronLine + "] is not acceptable,negative numbers not allowed")
		}
		n, err := c.value(item)
		if err == nil && n != -1 && (n < c.low || n > c.high) {
			err = errOutOfRange
		}
		return err
	}
	if i == domColumn && m[2] == "l" {
		m[2] = "31"
	}
	low, err := c.value(m[1])
	if err != nil {
		return err
	}
	high, err := c.value(m[2])
	if err != nil {
		return err
	}
	switch {
	case i == dowColumn && high == 0 && low > 0:
		high = 7 // fri-sun
	case low > high || low < 0:
		return errors.New("[" + cronLine + "] is not acceptable")
	}
	switch {
	case max(low, high) > c.high:
		return errors.New(cronLine + " is out of bands")
	case m[3] != "" && strings.Trim(m[3], "0") == "":
		return errors.New("invalid range: range() arg 3 must not be zero")
	case low < c.low:
		return errOutOfRange
	}
	return nil
}

func (c column) value(s string) (int, error) {
	if n, ok := c.names[s]; ok {
		return n, nil
	}
	if !onlyDigits.MatchString(s) {
		return 0, errors.New("[" + cronParts + "] is not acceptable")
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, errOutOfRange
	}
	return n, nil
}

// asciiDigit maps every decimal digit of Unicode to 0-9.
func asciiDigit(r rune) rune {
	if r < 0x80 || !unicode.IsDigit(r) {
		return r
	}
	zero := r
	for zero > r-9 && unicode.IsDigit(zero-1) {
		zero--
	}
	return '0' + (r-zero)%10
}
