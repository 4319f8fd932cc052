package rules

import (
	"fmt"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// CronError is why a schedule is not one.
type CronError struct {
	Column int
	reason cronReason
	// line is the schedule as it was given, parts as it was split and joined again.
	line, parts string
	// week is what stands after a "#".
	week string
}

// cronReason is a reason in the server's words.
type cronReason string

const (
	cronStep          cronReason = "Only range or `*` are allowed before `/`"
	cronCount         cronReason = "Exactly 5 or 6 columns has to be specified for iterator expression."
	cronQuestionMixed cronReason = "[{line}] is not acceptable. Question mark can not used with other characters"
	cronQuestionPlace cronReason = "[{line}] is not acceptable. Question mark can only used in day_of_month or day_of_week"
	cronWeek          cronReason = "[{line}] is not acceptable.  Invalid day_of_week value: '{week}'"
	cronMixed         cronReason = "day-of-week field does not support mixing literal values and nth day of week syntax"
	cronNegative      cronReason = "[{line}] is not acceptable,negative numbers not allowed"
	cronOutside       cronReason = "[{line}] is not acceptable, out of range"
	cronDescending    cronReason = "[{line}] is not acceptable"
	cronBeyond        cronReason = "{line} is out of bands"
	cronZeroStep      cronReason = "invalid range: range() arg 3 must not be zero"
	cronWord          cronReason = "[{parts}] is not acceptable"
)

// server returns the error in the server's words.
func (e *CronError) server() string {
	return strings.NewReplacer("{line}", e.line, "{parts}", e.parts, "{week}", e.week).Replace(string(e.reason))
}

func (e *CronError) Error() string {
	switch e.reason {
	case cronStep:
		return `a field with a "/" must be "*" or one range of numbers before it, as "*/15" or "8-18/2"`
	case cronMixed:
		return "a day in one week of the month and a plain day cannot stand in one list"
	case cronWeek:
		return "the number after # must be from 1 to 5"
	case cronDescending:
		return "a range must not go down; write two ranges with a comma between them"
	case cronZeroStep:
		return "a step must not be 0"
	case cronCount:
		return "want five fields without blanks"
	case cronQuestionMixed, cronQuestionPlace, cronNegative, cronOutside, cronBeyond, cronWord:
	}
	c := columnOf(e.Column)
	return fmt.Sprintf("want a number from %d to %d", c.low, c.high)
}

// cronFields are the keys of a schedule, in the order of a cron line.
func cronFields() [5]string { return [5]string{"minute", "hour", "dom", "month", "dow"} }

// checkCron returns why the schedule of a call is not one, in the words of the
// server's validation error, or "".
func checkCron(schedule *ejson.Object) string {
	var columns [5]string
	for i, key := range cronFields() {
		columns[i] = schedule.Text(key)
	}
	if _, err := ParseCron(columns); err != nil {
		return "Please ensure fields match cron syntax - " + err.server()
	}
	return ""
}
