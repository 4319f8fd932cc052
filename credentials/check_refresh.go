package credentials

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// tokenContext makes x/oauth2 use the checker's HTTP client.
func (c *checker) tokenContext(ctx context.Context) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, c.http)
}

// checkRefresh asks for an access token and reports whether it got one. If not,
// the authorization endpoint tells whether a new consent would work.
func (c *checker) checkRefresh(ctx context.Context) bool {
	token, err := refreshToken(ctx, c.client, c.grant, c.http)
	if err == nil {
		c.refreshed(token)
		return true
	}
	failure, ok := errors.AsType[*OAuthError](err)
	switch {
	case c.lost(CheckRefresh):
		c.probeClient(ctx, loopbackRedirect()) // is it this host alone?
	case !ok:
		c.result(CheckRefresh).unknown(message(err), remedyWay(tokenHost))
	case c.clientRefused(failure, CheckRefresh):
	default:
		c.grantRefused(failure)
		if c.report.Reauthorize {
			c.probeClient(ctx, loopbackRedirect()) // would the consent page open?
		}
	}
	return false
}

// refreshed takes the new access token. That it was issued proves the rest.
func (c *checker) refreshed(token *oauth2.Token) {
	c.token = token
	c.secrets = append(c.secrets, NewSecret(token.AccessToken), NewSecret(token.RefreshToken))
	c.grant = c.grant.renewed(token, c.now)
	c.grant.ClientID = c.client.ID
	c.result(CheckClientKnown).ok("the refresh proves it")
	c.result(CheckSecret).ok("the refresh proves it")
	c.result(CheckRefresh).ok("a new access token was issued")
	if c.grant.Account == "" {
		c.grant.Account = redact(account(token, c.client.ID), c.secrets...)
	}
}

// grantRefused explains a refusal that is about the grant.
func (c *checker) grantRefused(failure *OAuthError) {
	result, cause := c.result(CheckRefresh), failure.Cause()
	evidence := strings.TrimSpace(failure.Code + ": " + cause.String())
	switch cause {
	case CauseUnknown, CauseRequestMalformed, CauseScopeRefused, CauseRedirect:
		result.unknown(evidence, cause.Remedy())
		return
	}
	result.fail(evidence, cause.Remedy(), causePage(c.client, cause))
	c.report.Reauthorize = cause.reauthorize()
	if cause == CauseGrantEnded {
		c.explainEnd(result)
	}
}

// explainEnd names the likely reason for a dead grant. Google's text is the same
// for all of them.
func (c *checker) explainEnd(result *CheckResult) {
	grant := c.grant
	age := c.now.Sub(grant.GrantedAt)
	switch limited := !grant.RefreshExpiry.IsZero(); {
	case limited && !c.now.Before(grant.RefreshExpiry):
		result.Evidence += fmt.Sprintf("; Google had limited it to %s", day(grant.RefreshExpiry))
		if !grant.FromTesting() {
			result.Remedy, result.Link = "authorize again", ""
			return
		}
		result.Evidence += ", because the consent screen was in Testing"
	case limited && !grant.FromTesting():
		result.Remedy, result.Link = "authorize again", ""
		return
	case !grant.GrantedAt.IsZero() && age > testingLife-12*time.Hour && age < testingLife+12*time.Hour:
		result.Evidence += "; it is 7 days old, which is the limit of a consent screen in Testing"
	case !grant.lastUse().IsZero() && c.now.After(grant.lastUse().AddDate(0, idleMonths, 0)):
		result.Evidence += "; it was not used for six months, which is Google's limit"
		result.Remedy = "authorize again, and let the sync run regularly"
		return
	default:
		return
	}
	result.Remedy = "choose Publish app, then authorize again"
	result.Link = audiencePage(c.client)
}

func (c *checker) checkLifetime() {
	result, grant := c.result(CheckLifetime), c.grant
	end, age := grant.RefreshExpiry, c.now.Sub(grant.GrantedAt)
	switch {
	case end.After(c.now) && grant.FromTesting():
		result.warn(fmt.Sprintf("it ends on %s, because the consent screen is in Testing", day(end)),
			"choose Publish app, then authorize again; no verification is needed for personal use", audiencePage(c.client))
	case end.After(c.now):
		result.warn("it ends on "+day(end)+", because access was given for a limited time", "authorize again before that day", "")
	case grant.OutlivedTesting():
		result.ok(fmt.Sprintf("it has outlived Testing: it works after %d days", days(age)))
	default:
		result.unknown("Google names no end", "make sure that the publishing status is In production: in Testing the grant would end after 7 days")
		result.Link = audiencePage(c.client)
	}
}
