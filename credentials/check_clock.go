package credentials

import (
	"fmt"
	"time"
)

// Above the first a clock is worth a look, above the second tokens are taken for
// valid that are not, and TLS starts to fail.
const (
	skewWarning = time.Minute
	skewFailure = 5 * time.Minute
)

// checkClock compares this computer's clock with the date of Google's answers.
func (c *checker) checkClock() {
	result := c.result(CheckClock)
	skew, known := c.skew()
	if !known {
		result.skip("no answer had a date")
		return
	}
	which := "behind"
	if skew < 0 {
		which, skew = "ahead of", -skew
	}
	evidence := fmt.Sprintf("%s %s Google's", long(skew.Truncate(time.Second)), which)
	const remedy = "let this computer set its clock by the network (NTP)"
	switch {
	case skew > skewFailure:
		result.fail(evidence, remedy, "")
	case skew > skewWarning:
		result.warn(evidence, remedy, "")
	default:
		result.ok("right to the minute")
	}
}

// skew is how far this clock is behind that of Google, by the answer that took
// the shortest time. A date has whole seconds, cut off.
func (c *checker) skew() (time.Duration, bool) {
	var skew, shortest time.Duration
	known := false
	for i := range c.record.seen {
		seen := &c.record.seen[i]
		took := seen.got.Sub(seen.sent)
		if seen.date.IsZero() || seen.cached || seen.fault() != nil || known && took >= shortest {
			continue
		}
		known, shortest = true, took
		skew = seen.date.Add(time.Second / 2).Sub(seen.sent.Add(took / 2))
	}
	return skew, known
}
