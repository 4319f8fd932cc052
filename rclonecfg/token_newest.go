package rclonecfg

import (
	"cmp"
	"errors"
)

// ErrDifferentGrants is returned by [Newest] for tokens that do not share a
// refresh token: they come from different consents, or nothing shows that they
// come from the same one, so neither replaces the other.
var ErrDifferentGrants = errors.New("rclonecfg: the tokens do not have the same refresh token, " +
	"so neither is known to be the newer copy of the other: keep the one whose sign-in is still wanted")

// Newest returns the fresher of two copies of one grant, and the same one
// whichever comes first. Use it before overwriting a stored token: a NAS
// refreshes its copy and writes it back, so the copy there is usually the newer
// one.
//
// A copy that [FormatToken] refuses loses against one that it takes. Otherwise
// the later expiry wins. Two access tokens with the same expiry are equally
// fresh; the order of their text decides. The result has its TokenType filled in
// and its Expiry in UTC.
//
// The expiry is what the computer wrote down that refreshed the token, so a copy
// from one whose clock is fast can win with the older access token. The refresh
// token is the same in both: no sign-in is lost.
//
// It returns [ErrDifferentGrants] unless both have a refresh token, and the same.
func Newest(a, b Token) (Token, error) {
	if a.RefreshToken.IsZero() || !a.RefreshToken.Equal(b.RefreshToken) {
		return Token{}, ErrDifferentGrants
	}
	a, b = a.normal(), b.normal()
	if a.compareFreshness(b) < 0 {
		return b, nil
	}
	return a, nil
}

// normal returns the token with one spelling of what means the same.
func (t Token) normal() Token {
	if t.TokenType == "" {
		t.TokenType = defaultTokenType
	}
	t.Expiry = t.Expiry.Round(0).UTC()
	return t
}

// compareFreshness is zero only for the same token, so that the order of the
// arguments of Newest cannot matter.
func (t Token) compareFreshness(other Token) int {
	usable := func(t Token) int {
		if t.unusable() == "" {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(usable(t), usable(other)),
		t.Expiry.Compare(other.Expiry),
		cmp.Compare(t.AccessToken.Reveal(), other.AccessToken.Reveal()),
		cmp.Compare(t.TokenType, other.TokenType),
	)
}
