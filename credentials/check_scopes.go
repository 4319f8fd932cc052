package credentials

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

const remedyTick = remedyConsent + " and tick every box"

func (c *checker) wantedScopes() []string {
	if len(c.options.Scopes) == 0 {
		return photosScopes()
	}
	return c.options.Scopes
}

// checkScopes compares what was granted with what is wanted. The scopes that
// Google removed on 31 March 2025 may still be listed, and open nothing.
func (c *checker) checkScopes() {
	result, granted, wanted := c.result(CheckScopes), c.grant.Scopes, c.wantedScopes()
	if len(granted) == 0 {
		result.unknown("Google did not say what was granted", remedyTick)
		return
	}
	missing := missingScopes(wanted, granted)
	var removed, extra []string
	for _, scope := range granted {
		switch {
		case slices.Contains(removedScopes(), scope):
			removed = append(removed, scope)
		case !slices.Contains(wanted, scope) && !slices.Contains(photosScopes(), scope) && scope != picker.Scope && !isIdentityScope(scope):
			extra = append(extra, scope)
		}
	}
	switch {
	case len(missing) > 0 && len(removed) > 0:
		result.fail("the grant is from before 31 March 2025 and holds scopes that no longer work: "+shortScopes(removed), remedyTick, permissionsPage)
	case len(missing) > 0:
		result.fail("missing: "+shortScopes(missing), remedyTick, permissionsPage)
	case len(c.options.Scopes) > 0:
		result.ok("granted: " + shortScopes(wanted))
	default:
		result.ok("all three Photos scopes are granted")
	}
	if len(missing) > 0 {
		c.report.Reauthorize = true
		return
	}
	if len(removed) > 0 {
		result.Evidence += fmt.Sprintf("; %s opens nothing since 31 March 2025", shortScopes(removed))
	}
	if len(extra) > 0 {
		result.Evidence += "; also " + shortScopes(extra)
	}
}

// granted reports whether the grant has a scope, or may have it.
func (c *checker) granted(scope string) bool {
	return len(c.grant.Scopes) == 0 || slices.Contains(c.grant.Scopes, scope)
}

// sameAccount compares addresses; Google's do not care about case.
func sameAccount(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
