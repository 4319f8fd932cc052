package rules

import "github.com/nasphotos/nasphotos/truenas/internal/ejson"

// CanonicalURL is the URL as the schema passes it on, or what is wrong with it.
func CanonicalURL(s string) (canonical, message string) {
	canonical, _, message = canonicalURL(s)
	return canonical, message
}

// PadTime writes a time of day with two digits each.
func PadTime(s string) string { return padTime(s) }

// CheckTimeOfDay returns what is wrong with a time of day, or "".
func CheckTimeOfDay(s string) string { return checkTimeOfDay(s) }

// CheckSchedule returns what is wrong with the columns of a schedule, or "".
func CheckSchedule(minute, hour, dom, month, dow string) string {
	return checkCron(ejson.NewObject("minute", minute, "hour", hour, "dom", dom, "month", month, "dow", dow))
}
