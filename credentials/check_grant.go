package credentials

import (
	"fmt"
	"time"
)

// idleWarning comes two months before Google ends a grant that nobody uses, and
// deletes a client that nobody uses (Google, "Manage OAuth clients").
const idleWarning = 4 * 30 * 24 * time.Hour

// maxConsents is the number of live grants for one account and client; the next
// one ends the oldest, without a word (Google, "OAuth 2.0 overview").
const maxConsents = 100

const remedyConsent = "authorize again with ForceConsent"

// checkGrant looks at the shape. A grant without expiry works here, but rclone
// and x/oauth2 take its access token as valid for ever.
func (c *checker) checkGrant() {
	result, grant := c.result(CheckGrant), c.grant
	switch {
	case grant == nil:
		result.skip("there is none yet")
		result.Remedy = "authorize first"
	case grant.RefreshToken.IsZero():
		c.report.Reauthorize = true
		result.fail("it has no refresh token, so access ends within an hour",
			remedyConsent+" and a client of the type Desktop app", clientsPage(c.client))
	case !grant.AccessToken.IsZero() && grant.Expiry.IsZero():
		result.warn("its access token has no expiry, so rclone would never refresh it and fail after an hour",
			"keep the grant of this report in its place", "")
	default:
		result.ok("it has a refresh token")
	}
}

// checkOwner compares what the grant says of itself; Google is asked later.
func (c *checker) checkOwner() {
	if c.grant == nil || c.grant.ClientID == "" || c.grant.ClientID == c.client.ID || c.failed(CheckClient) {
		return
	}
	c.foreign(c.grant.ClientID)
}

func (c *checker) foreign(owner string) {
	c.result(CheckOwner).fail("it was given to "+maskID(owner)+", not to "+maskID(c.client.ID),
		"use the client that the grant was given to, or authorize again", clientsPage(c.client))
}

// checkIdle looks at when the grant was last used. An access token tells too: it
// lives for an hour. Uses elsewhere, as on a NAS, do not show.
func (c *checker) checkIdle() {
	if c.grant == nil {
		return
	}
	result, used := c.result(CheckIdle), c.grant.lastUse()
	if issued := c.grant.Expiry.Add(-time.Hour); !c.grant.Expiry.IsZero() && issued.After(used) {
		used = issued
	}
	if used.IsZero() {
		result.skip("nobody noted its last use")
		return
	}
	switch idle := c.now.Sub(used); {
	case idle > idleWarning:
		result.warn(fmt.Sprintf("last used %d days ago, as far as known here", days(idle)),
			"let the sync run, or check once a month: Google ends a grant and deletes a client after six months without use", clientsPage(c.client))
	default:
		result.ok("last used " + ago(idle))
	}
}

func (c *checker) checkConsents() {
	result, count := c.result(CheckConsents), c.options.Consents
	switch {
	case count <= 0:
		result.skip("nobody counted them")
	case count >= maxConsents*9/10:
		result.warn(fmt.Sprintf("%d of %d: the next ones end the oldest grants", count, maxConsents),
			"keep one grant and share it, instead of consenting again for each computer", permissionsPage)
	default:
		result.ok(fmt.Sprintf("%d of %d", count, maxConsents))
	}
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

func ago(d time.Duration) string {
	switch n := days(d); {
	case n < 1:
		return "today"
	case n == 1:
		return "yesterday"
	default:
		return fmt.Sprintf("%d days ago", n)
	}
}
