package photoslibrary

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

// QuotaError is an [ErrQuota]: a limit is reached, which is [ErrQuotaExhausted]
// if it is one of the day and [ErrRateLimited] if not.
type QuotaError struct {
	// Limit is Google's name of it, such as ApiCallsPerProjectPerDay or
	// WritesPerMinutePerUser; empty if the answer does not tell.
	Limit string
	// Value is the limit itself, such as 10000; 0 if the answer does not tell.
	Value int64
	// PerDay tells a limit of the day from one of the minute.
	PerDay bool
	// ResetsAt is when requests are answered again: the next midnight in
	// California for a limit of the day; else the time that Google named, or a
	// minute from the answer.
	ResetsAt time.Time
}

// Error says what to do.
func (e *QuotaError) Error() string { return "photoslibrary: a quota is used up: " + e.remedy() }

// Is reports whether target is [ErrQuota] or the one of its two kinds.
func (e *QuotaError) Is(target error) bool {
	return target == ErrQuota || target == ErrQuotaExhausted && e.PerDay || target == ErrRateLimited && !e.PerDay
}

func (e *QuotaError) remedy() string {
	limit := ""
	if e.Limit != "" {
		limit = " of " + e.Limit
	}
	if e.Value > 0 {
		limit = fmt.Sprintf(" of %d%s", e.Value, strings.Replace(limit, " of ", " ", 1))
	}
	until := e.ResetsAt.UTC().Format("2006-01-02 15:04:05 MST")
	if e.PerDay {
		return "the daily quota" + limit + " is back at midnight, Pacific time: " + until
	}
	return "the limit" + limit + " is for a short time: wait until " + until
}

func (e *Error) quotaError(daily bool) *QuotaError {
	out := &QuotaError{PerDay: daily}
	if name := e.Metadata["quota_limit"]; methodName.MatchString(name) {
		out.Limit = name
	}
	if value, err := strconv.ParseInt(e.Metadata["quota_limit_value"], 10, 64); err == nil && value > 0 {
		out.Value = value
	}
	if daily {
		out.ResetsAt = googleapis.NextPacificMidnight(e.at)
		return out
	}
	wait, ok := googleapis.RetryAfter(e.Err.Header, e.at)
	if !ok {
		wait = time.Minute
	}
	out.ResetsAt = e.at.Add(wait)
	return out
}
