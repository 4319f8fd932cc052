package credentials

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// WatchOptions are the settings of [Watch]; the zero value is ready to use.
type WatchOptions struct {
	// Check are the settings of each check.
	Check CheckOptions
	// Until is the ID of the check that should become well; empty means
	// [Report.OK]. With [CheckVisible] it waits for something to see.
	Until string
	// Changed is called with the first report and with each that differs from the
	// one before in a status. It is called from the goroutine of Watch.
	Changed func(Report)
	// Interval is the time between the first two checks, and MaxInterval the
	// longest; it doubles in between. Defaults 5 seconds and 1 minute.
	Interval, MaxInterval time.Duration
}

// Watch checks again and again until the fix is live, and returns the last
// report. What was well and cannot change by a fix is not asked for again, so
// most checks are one request; a quota is not asked before it is back. The report's
// Grant has the newest tokens, also if there is an error: store it as [Check] says.
//
// The error is nil if all is well. Where waiting is in vain, Watch does not wait:
// the error matches [ErrReauthorize] if it takes a consent, and [ErrNoFix] if the
// client or the grant that Watch was given is not the right one. Otherwise only
// ctx ends it, with the error of ctx.
func Watch(ctx context.Context, client Client, grant *Grant, options WatchOptions) (Report, error) {
	interval := options.Interval
	if interval <= 0 {
		interval = 5 * time.Second
	}
	longest := max(interval, options.MaxInterval)
	if options.MaxInterval <= 0 {
		longest = max(interval, time.Minute)
	}
	var last Report
	for first := true; ; first = false {
		report := recheck(ctx, client, grant, options.Check, last)
		if ctx.Err() != nil && !first {
			// What the end of ctx broke off says nothing, but may have refreshed.
			last.Grant = report.Grant
			return last, context.Cause(ctx)
		}
		if options.Changed != nil && (first || changed(last, report)) {
			options.Changed(report)
		}
		last, grant = report, report.Grant
		switch {
		case report.well(options.Until):
			return last, nil
		case ctx.Err() != nil:
			return last, context.Cause(ctx)
		}
		if err := report.inVain(options.Until); err != nil {
			return last, err
		}
		if !sleep(ctx, max(interval, report.atLeast())) {
			return last, context.Cause(ctx)
		}
		interval = min(2*interval, longest)
	}
}

// well reports whether a watch for the check with this ID is over.
func (r Report) well(id string) bool {
	if id == "" {
		return r.OK()
	}
	check, _ := r.Check(id)
	return check.Status == StatusOK
}

// ErrNoFix means that no change at Google can help: another client or another
// secret is needed.
var ErrNoFix = errors.New("credentials: no change at Google mends this")

// inVain says why a watch for the check with this ID would never end.
func (r Report) inVain(id string) error {
	for _, input := range []string{CheckClient, CheckEndpoints, CheckOwner, CheckSecret} {
		if check, _ := r.Check(input); check.Status == StatusFail {
			return fmt.Errorf("%w: %s: %s", ErrNoFix, check.Evidence, check.Remedy)
		}
	}
	awaited, known := r.Check(id)
	switch {
	case id != "" && !known:
		return fmt.Errorf("%w: there is no check with the id %q", ErrNoFix, id)
	case id == CheckPicker && awaited.Status == StatusSkipped && awaited.Because == "":
		return fmt.Errorf("%w: the Picker API is not asked: set CheckOptions.Picker", ErrNoFix)
	case id == CheckNetwork, id == CheckClock, id == CheckClientKnown:
		return nil // need no grant
	}
	secret, _ := r.Check(CheckSecret)
	switch {
	case r.Reauthorize:
		return fmt.Errorf("%w: %s", ErrReauthorize, r.worst())
	case r.Grant == nil && secret.Status == StatusOK:
		return fmt.Errorf("%w: there is no grant yet, and the client is good", ErrReauthorize)
	}
	return nil
}

// worst is the first failed check, for an error.
func (r Report) worst() string {
	i := slices.IndexFunc(r.Checks, func(check CheckResult) bool { return check.Status == StatusFail })
	if i < 0 {
		return "the grant cannot be used"
	}
	return r.Checks[i].Evidence
}

// atLeast is the time in which no check can see anything else.
func (r Report) atLeast() time.Duration {
	var longest time.Duration
	for _, check := range r.Checks {
		longest = max(longest, check.Waiting.AtLeast)
	}
	return longest
}

// changed reports whether a status differs. Texts alone do not count: times and
// numbers are in them.
func changed(before, after Report) bool {
	for i, check := range after.Checks {
		if i >= len(before.Checks) || before.Checks[i].Status != check.Status {
			return true
		}
	}
	return false
}

// recheck is Check, without what the report before has shown to be well and no
// fix changes. That holds as long as the access token does.
func recheck(ctx context.Context, client Client, grant *Grant, options CheckOptions, before Report) Report {
	c := newChecker(client, grant, options)
	const margin = time.Minute
	refresh, _ := before.Check(CheckRefresh)
	if refresh.Status == StatusOK && !before.refused && grant != nil && c.now.Add(margin).Before(grant.Expiry) {
		c.keep(before)
	}
	c.run(ctx)
	return c.finish()
}

// kept are the checks that a fix of something else does not change.
func kept() []string {
	return []string{
		CheckClientKnown, CheckSecret, CheckRefresh, CheckLifetime, CheckScopes, CheckOwner, CheckAccount,
	}
}

// keep takes over what the report before has shown, and its access token.
func (c *checker) keep(before Report) {
	c.token = c.grant.Token()
	for _, id := range kept() {
		if result, _ := before.Check(id); result.Status == StatusOK || result.Status == StatusSkipped && result.Because == "" || id == CheckLifetime {
			*c.result(id) = result
		}
	}
}

// sleep waits, and reports whether ctx lasted.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
