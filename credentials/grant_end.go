package credentials

import "time"

// idleMonths is how long a refresh token lives without being used (Google's
// OAuth overview, "Refresh token expiration").
const idleMonths = 6

// EndReason says why a grant ends when [Grant.End] says it does.
type EndReason string

// The reasons that can be known beforehand, and the one that is known too late.
const (
	EndUnknown EndReason = "unknown"      // no date is known
	EndTesting EndReason = "testing"      // the consent screen is in Testing: seven days
	EndLimited EndReason = "limited time" // the user gave access for a time
	EndIdle    EndReason = "idle"         // six months without a refresh; each one moves it
	EndRefused EndReason = "refused"      // Google no longer accepts the refresh token
)

// End predicts when the refresh token stops working, and why. It is known from
// the consent on; with [EndUnknown] the time is zero. With [EndRefused] it is the
// time at which Google refused.
//
// Users and administrators can end a grant at any time before, and a consent
// screen in Testing may come without a date: see [Grant.OutlivedTesting].
func (g *Grant) End() (time.Time, EndReason) {
	if !g.EndedAt.IsZero() {
		return g.EndedAt, EndRefused
	}
	end, reason := time.Time{}, EndUnknown
	if used := g.lastUse(); !used.IsZero() {
		end, reason = used.AddDate(0, idleMonths, 0), EndIdle
	}
	// A refresh after the end shows that the end was wrong.
	limited := !g.RefreshExpiry.IsZero() && !g.RefreshedAt.After(g.RefreshExpiry)
	if limited && (end.IsZero() || g.RefreshExpiry.Before(end)) {
		end, reason = g.RefreshExpiry, EndLimited
		if g.FromTesting() {
			reason = EndTesting
		}
	}
	return end, reason
}

// FromTesting reports whether the grant was given for about the seven days of a
// consent screen in Testing. Users may limit the access themselves, to a day or
// to months; and an end says nothing without its beginning.
func (g *Grant) FromTesting() bool {
	const slack = 24 * time.Hour
	life := g.RefreshExpiry.Sub(g.GrantedAt)
	return !g.RefreshExpiry.IsZero() && !g.GrantedAt.IsZero() && life >= testingLife-slack && life <= testingLife+slack
}

// OutlivedTesting reports whether Google gave an access token more than eight
// days after the consent: proof that the consent screen was not in Testing,
// which no answer of Google says.
func (g *Grant) OutlivedTesting() bool {
	return !g.GrantedAt.IsZero() && g.RefreshedAt.Sub(g.GrantedAt) > testingLife+24*time.Hour
}

// lastUse is the last time that Google is known to have accepted the user or the
// refresh token.
func (g *Grant) lastUse() time.Time {
	if g.RefreshedAt.After(g.GrantedAt) {
		return g.RefreshedAt
	}
	return g.GrantedAt
}

// limit takes the end of the refresh token that a token response at the time now
// came to. Google counts down to a fixed end, but is not known to do so in every
// answer, and clocks jump: the end moves only where the old one is shown to be
// wrong.
func (g *Grant) limit(end, now time.Time) {
	const slack = time.Hour // the way of an answer, and rounding
	switch old := g.RefreshExpiry; {
	case old.IsZero():
		g.RefreshExpiry = end
	case now.Before(g.GrantedAt):
		// The clock is behind: what it says is no reason to change anything.
	case !now.Before(old), end.Before(old.Add(-slack)):
		g.RefreshExpiry = end
	}
}
