package credentials

import (
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

// Identity scopes: they only make Google tell whose account it is.
const (
	ScopeOpenID = "openid"
	ScopeEmail  = "email"
)

const scopePrefix = "https://www.googleapis.com/auth/"

// DefaultScopes returns what [Authorize] asks for: the three Photos Library
// scopes that rclone needs, and the two that name the account.
func DefaultScopes() []string {
	return append(photosScopes(), ScopeOpenID, ScopeEmail)
}

// photosScopes are all Library scopes that still work since 31 March 2025
// (Google Photos APIs, "Updates").
func photosScopes() []string {
	return []string{
		photoslibrary.ScopeAppendOnly,
		photoslibrary.ScopeReadAppCreated,
		photoslibrary.ScopeEditAppCreated,
	}
}

// removedScopes may still be listed in an old token although every call that
// needs one fails.
func removedScopes() []string {
	return []string{
		scopePrefix + "photoslibrary",
		scopePrefix + "photoslibrary.readonly",
		scopePrefix + "photoslibrary.sharing",
	}
}

// splitScopes reads the scope field of a token response.
func splitScopes(field string) []string { return strings.Fields(field) }

// missingScopes returns the wanted scopes that were not granted. Identity scopes
// never count: a grant without them works, it only has no name to show.
func missingScopes(wanted, granted []string) []string {
	return slices.DeleteFunc(slices.Clone(wanted), func(scope string) bool {
		return isIdentityScope(scope) || slices.Contains(granted, scope)
	})
}

func isIdentityScope(scope string) bool {
	switch strings.TrimPrefix(scope, scopePrefix) {
	// Google answers the short names with the long ones.
	case ScopeOpenID, ScopeEmail, "profile", "userinfo.email", "userinfo.profile":
		return true
	}
	return false
}

// scopeTitle says what a scope allows, in the words of a person who has to tick
// its box.
func scopeTitle(scope string) string {
	switch scope {
	case photoslibrary.ScopeAppendOnly:
		return "Add photos and albums to your Google Photos library"
	case photoslibrary.ScopeReadAppCreated:
		return "See the photos and albums that this app added"
	case photoslibrary.ScopeEditAppCreated:
		return "Edit the photos and albums that this app added"
	}
	return scope
}

// shortScope drops the prefix that all Google scopes share.
func shortScope(scope string) string { return strings.TrimPrefix(scope, scopePrefix) }

func shortScopes(scopes []string) string {
	short := make([]string, len(scopes))
	for i, scope := range scopes {
		short[i] = shortScope(scope)
	}
	return strings.Join(short, ", ")
}

// scopeTitles returns the title of each scope.
func scopeTitles(scopes []string) []string {
	titles := make([]string, len(scopes))
	for i, scope := range scopes {
		titles[i] = scopeTitle(scope)
	}
	return titles
}
