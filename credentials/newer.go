package credentials

import "slices"

// Newer returns a copy of the grant that was given or refreshed last, for
// programs that find two: their own, and for example the one on the NAS. A nil
// counts as the older one; of equals it is a.
//
// Of two consents the later counts (GrantedAt). Of one consent the later refresh
// counts (RefreshedAt, or Expiry where only that is known), and what only the
// other one knows is added, such as the account or the day of the end. Times are
// those of the computers that refreshed: a clock that was wrong by more than the
// time between two refreshes misleads it. A [Store]'s Update does not depend on
// it.
func Newer(a, b *Grant) *Grant {
	switch {
	case a == nil && b == nil:
		return nil
	case a == nil:
		return b.copy()
	case b == nil:
		return a.copy()
	}
	newer, older := a, b
	same := sameConsent(a, b)
	if b.isNewer(a, same) {
		newer, older = b, a
	}
	result := newer.copy()
	if same {
		result.learn(older)
	}
	return result
}

// sameConsent reports whether both come from one visit to the consent page. A
// refresh may change the refresh token, but never GrantedAt.
func sameConsent(a, b *Grant) bool {
	if a.RefreshToken.Equal(b.RefreshToken) {
		return true
	}
	return a.ClientID == b.ClientID && a.Account == b.Account &&
		!a.GrantedAt.IsZero() && a.GrantedAt.Equal(b.GrantedAt)
}

// sameTokens reports whether both come from the same refresh.
func (g *Grant) sameTokens(other *Grant) bool {
	return g.RefreshToken.Equal(other.RefreshToken) && g.AccessToken.Equal(other.AccessToken)
}

func (g *Grant) isNewer(than *Grant, same bool) bool {
	switch {
	case !same && !g.GrantedAt.IsZero() && !than.GrantedAt.IsZero() && !g.GrantedAt.Equal(than.GrantedAt):
		return g.GrantedAt.After(than.GrantedAt)
	case !g.RefreshedAt.IsZero() && !than.RefreshedAt.IsZero() && !g.RefreshedAt.Equal(than.RefreshedAt):
		return g.RefreshedAt.After(than.RefreshedAt)
	case !g.Expiry.Equal(than.Expiry):
		return g.Expiry.After(than.Expiry)
	}
	return g.EndedAt.After(than.EndedAt)
}

// learn adds what only the older grant of the same consent knows.
func (g *Grant) learn(older *Grant) {
	if g.ClientID == "" {
		g.ClientID = older.ClientID
	}
	if g.Account == "" {
		g.Account = older.Account
	}
	if len(g.Scopes) == 0 {
		g.Scopes = slices.Clone(older.Scopes)
	}
	if g.GrantedAt.IsZero() {
		g.GrantedAt = older.GrantedAt
	}
	if g.RefreshExpiry.IsZero() {
		g.RefreshExpiry = older.RefreshExpiry
	}
	if g.RefreshedAt.IsZero() {
		g.RefreshedAt = older.RefreshedAt
	}
	if g.others.IsZero() {
		g.others = older.others
	}
	// The token that was refused last is still the one.
	if g.RefreshToken.Equal(older.RefreshToken) && older.EndedAt.After(g.lastUse()) && older.EndedAt.After(g.EndedAt) {
		g.EndedAt = older.EndedAt
	}
}
