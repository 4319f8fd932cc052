package googletest

import (
	"slices"
	"strings"
)

const scopePrefix = "https://www.googleapis.com/auth/"

const (
	scopeOpenID  = "openid"
	scopeEmail   = scopePrefix + "userinfo.email"
	scopeProfile = scopePrefix + "userinfo.profile"
	scopeAppend  = scopePrefix + "photoslibrary.appendonly"
	scopeRead    = scopePrefix + "photoslibrary.readonly.appcreateddata"
	scopeEdit    = scopePrefix + "photoslibrary.edit.appcreateddata"
	scopePicker  = scopePrefix + "photospicker.mediaitems.readonly"
)

// scopeText is what the consent page says; a scope that is not here does not
// exist. The removed ones are: Google still grants them, and the API serves
// nothing for them.
var scopeText = map[string]string{
	scopeOpenID:  "Associate you with your personal info on Google",
	scopeEmail:   "See your primary Google Account email address",
	scopeProfile: "See your personal info, including any personal info you've made publicly available",
	scopeAppend:  "Add to your Google Photos library",
	scopeRead:    "View the items this app added to your Google Photos library",
	scopeEdit:    "Edit the items this app added to your Google Photos library",

	scopePicker: "View the photos you choose in Google Photos",

	scopePrefix + "photoslibrary":          "View and manage your Google Photos library (ended)",
	scopePrefix + "photoslibrary.readonly": "View your Google Photos library (ended)",
	scopePrefix + "photoslibrary.sharing":  "Manage shared albums (ended)",
}

// canonicalScope maps the short names of OpenID Connect to the names that
// tokens list.
func canonicalScope(scope string) string {
	switch scope {
	case "email":
		return scopeEmail
	case "profile":
		return scopeProfile
	}
	return scope
}

// identityScope reports whether scope only tells who the user is. Such scopes
// cannot be unticked.
func identityScope(scope string) bool {
	return scope == scopeOpenID || scope == scopeEmail || scope == scopeProfile
}

// parseScopes splits a scope parameter and returns the unknown ones apart.
func parseScopes(text string) (scopes, unknown []string) {
	for _, scope := range strings.Fields(text) {
		scope = canonicalScope(scope)
		if scopeText[scope] == "" {
			unknown = append(unknown, scope)
			continue
		}
		if !slices.Contains(scopes, scope) {
			scopes = append(scopes, scope)
		}
	}
	return scopes, unknown
}
