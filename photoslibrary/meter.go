package photoslibrary

import (
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

// What Google grants a project, and of writes each of its users.
//
// Source: https://developers.google.com/photos/overview/api-limits-quotas
const (
	defaultRequestsPerDay  = 10_000
	defaultDownloadsPerDay = 75_000
	defaultWritesPerMinute = 30
)

// Meter counts the requests that clients really send, those they repeat
// included, and remembers what Google says about its limits: no answer tells how
// much is left. The zero value is ready. Share one between all clients of a
// Google project, whose quota is one; what other programs spend it cannot know.
// Its methods are safe for concurrent use.
//
// A Meter is saved and restored as JSON, so that a program which starts again on
// the same day goes on counting.
type Meter struct {
	// Limits is what Google grants, if that is not the usual.
	Limits Limits
	// Now is the clock. Default [time.Now].
	Now func() time.Time

	mu        sync.Mutex
	dayEnds   time.Time
	requests  tally
	downloads tally
	writes    []time.Time // of the last minute
	// Google's word on writes holds until then.
	noWritesUntil time.Time
}

// Limits are quotas of the Library API.
type Limits struct {
	// RequestsPerDay of the project, other than for bytes. Default 10,000, or
	// what Google last said.
	RequestsPerDay int
	// DownloadsPerDay of the project: requests for bytes. Default 75,000, or what
	// Google last said.
	DownloadsPerDay int
	// WritesPerMinute of one user. Default 30.
	WritesPerMinute int
}

// Usage is a reading of a [Meter].
type Usage struct {
	// Requests of the day, other than for bytes.
	Requests Allowance
	// Downloads are the requests of the day for bytes.
	Downloads Allowance
	// Writes of the last 60 seconds, of all the users who share the Meter.
	Writes Allowance
}

// Allowance is one quota and what was used of it.
type Allowance struct {
	Used, Limit int
	// Exhausted reports that Google has refused a request for this quota, and has
	// answered none since.
	Exhausted bool
	// ResetsAt is when there is more: the next midnight in California for a quota
	// of the day; for writes the moment the oldest one is a minute old, zero if
	// there was none.
	ResetsAt time.Time
}

// Left is how much may still be used.
func (a Allowance) Left() int {
	if a.Exhausted {
		return 0
	}
	return max(0, a.Limit-a.Used)
}

// tally is one count of a day.
type tally struct {
	used      int
	exhausted bool
	told      int // the limit that Google named, on whatever day; 0: none
}

func (t tally) allowance(wanted, usual int, ends time.Time) Allowance {
	limit := usual
	switch {
	case wanted > 0:
		limit = wanted
	case t.told > 0:
		limit = t.told
	}
	return Allowance{Used: t.used, Limit: limit, Exhausted: t.exhausted, ResetsAt: ends}
}

// Usage is what was used until now.
func (m *Meter) Usage() Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.advance()
	writes := Allowance{Used: len(m.writes), Limit: m.Limits.WritesPerMinute, Exhausted: now.Before(m.noWritesUntil)}
	if writes.Limit <= 0 {
		writes.Limit = defaultWritesPerMinute
	}
	if len(m.writes) > 0 {
		writes.ResetsAt = m.writes[0].Add(time.Minute)
	}
	if writes.Exhausted {
		writes.ResetsAt = m.noWritesUntil
	}
	return Usage{
		Requests:  m.requests.allowance(m.Limits.RequestsPerDay, defaultRequestsPerDay, m.dayEnds),
		Downloads: m.downloads.allowance(m.Limits.DownloadsPerDay, defaultDownloadsPerDay, m.dayEnds),
		Writes:    writes,
	}
}

// advance forgets what is over, and returns the time.
func (m *Meter) advance() time.Time {
	now := time.Now()
	if m.Now != nil {
		now = m.Now()
	}
	// A clock that is set back a day begins another one too.
	if !now.Before(m.dayEnds) || m.dayEnds.Sub(now) > 26*time.Hour {
		m.dayEnds = googleapis.NextPacificMidnight(now)
		m.requests = tally{told: m.requests.told}
		m.downloads = tally{told: m.downloads.told}
	}
	m.writes = slices.DeleteFunc(m.writes, func(at time.Time) bool {
		return now.Sub(at) >= time.Minute || at.After(now)
	})
	return now
}

// count takes note of an attempt; a nil Meter does not.
func (m *Meter) count(a googleapis.Attempt) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.advance()
	day := &m.requests
	if a.Bytes {
		day = &m.downloads
	}
	day.used++
	if a.Write {
		m.writes = append(m.writes, now)
	}
	quota, ok := errors.AsType[*QuotaError](a.Err)
	switch {
	case a.Err == nil:
		// A refusal before it is over: the midnight of Google is not exactly that of
		// this clock.
		day.exhausted = false
		if a.Write {
			m.noWritesUntil = time.Time{}
		}
	case !ok:
	case quota.PerDay:
		day.exhausted = true
		if quota.Value > 0 {
			day.told = int(min(quota.Value, math.MaxInt32))
		}
	case a.Write && (quota.Limit == "" || strings.Contains(quota.Limit, "Write")):
		m.noWritesUntil = quota.ResetsAt
	}
}
