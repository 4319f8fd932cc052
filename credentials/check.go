package credentials

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// CheckOptions are the settings of [Check]; the zero value is ready to use.
type CheckOptions struct {
	// HTTP reaches Google; default a client with a timeout of 30 seconds.
	HTTP *http.Client
	// Scopes are those that the grant has to have; default the three scopes of the
	// Library. Without one that reads the Library the API and what is visible are
	// not checked.
	Scopes []string
	// Now is the clock; default [time.Now].
	Now func() time.Time
}

// Check examines the Google side of a setup: the client, the grant, its scopes
// and how long it lives, the API, and what the client can see. It refreshes the
// access token and sends at most four requests; it changes nothing at Google.
//
// Check does not fail: whatever goes wrong is a line of the report, with the
// remedy. A problem skips the checks that depend on it.
func Check(ctx context.Context, client Client, grant *Grant, options CheckOptions) Report {
	if options.Now == nil {
		options.Now = time.Now
	}
	c := &checker{client: client, http: httpClient(options.HTTP), wanted: options.Scopes, now: options.Now()}
	if grant != nil {
		c.report.Grant = grant.copy()
	}
	c.run(ctx)
	return c.report
}

type checker struct {
	client Client
	http   *http.Client
	wanted []string // scopes; empty: those of the Library
	now    time.Time
	token  *oauth2.Token
	report Report
}

// run does the checks from the cheapest on. Each returns false if the rest has
// nothing to stand on.
func (c *checker) run(ctx context.Context) {
	steps := []struct {
		id, title string
		check     func(context.Context, *CheckResult) bool
	}{
		{CheckClient, "OAuth client", c.checkClient},
		{CheckRefreshToken, "Refresh token", c.checkRefreshToken},
		{CheckRefresh, "Google accepts the grant", c.checkRefresh},
		{CheckScopes, "Permissions", c.checkScopes},
		{CheckLifetime, "Lifetime of the grant", c.checkLifetime},
		{CheckAPI, "Photos Library API", nil},
		{CheckVisible, "Visible photos and videos", nil},
	}
	ok := true
	for _, step := range steps {
		result := CheckResult{ID: step.id, Title: step.title, Status: StatusSkipped}
		if ok && step.check != nil {
			ok = step.check(ctx, &result)
		}
		c.report.Checks = append(c.report.Checks, result)
	}
	if ok {
		last := c.report.Checks[len(steps)-2:]
		c.checkLibrary(ctx, &last[0], &last[1])
	}
}

func (c *checker) checkClient(_ context.Context, result *CheckResult) bool {
	if err := c.client.validate(); err != nil {
		result.fail("it cannot be used", message(err), clientsPage(c.client))
		return false
	}
	if strings.HasPrefix(c.client.ID, sharedRcloneClient) {
		result.Status = StatusWarn
		result.Evidence = "this is rclone's shared client, which is being switched off"
		result.Remedy = remedyDesktop
		result.Link = clientsPage(c.client)
		return true
	}
	result.ok(c.client.ID)
	return true
}

func (c *checker) checkRefreshToken(_ context.Context, result *CheckResult) bool {
	grant := c.report.Grant
	switch {
	case grant == nil:
		result.fail("there is no grant", "authorize first", "")
	case grant.RefreshToken.IsZero():
		result.fail("the grant has none, so access ends within an hour", "authorize again with ForceConsent and a client of the type Desktop app", clientsPage(c.client))
	default:
		result.ok("present")
		return true
	}
	return false
}

func (c *checker) checkRefresh(ctx context.Context, result *CheckResult) bool {
	grant := c.report.Grant
	token, err := refreshToken(ctx, c.client, grant, tokenClient(c.http))
	if err == nil {
		c.token = token
		c.report.Grant = grant.renewed(token, c.now)
		result.ok("a new access token was issued")
		if grant.Account != "" {
			result.Evidence += " for " + grant.Account
		}
		return true
	}
	oauth, ok := errors.AsType[*OAuthError](err)
	switch {
	case errors.Is(err, ErrClientMismatch):
		result.fail(fmt.Sprintf("it was given to %s", grant.ClientID), "use that client, or authorize again", clientsPage(c.client))
	case !ok:
		result.unknown(message(err), "check this computer's way to https://"+tokenHost+" and try again")
	case oauth.Code == "":
		result.unknown(httpStatus(oauth.StatusCode)+", which is no answer in OAuth's form", remedyWay(tokenHost))
	case oauth.Temporary():
		result.unknown(message(err), oauth.Remedy())
	default:
		cause := oauth.Cause()
		result.fail(strings.TrimSpace(oauth.Code+": "+cause.String()), cause.Remedy(), causePage(c.client, cause))
		if cause == CauseGrantEnded {
			c.explainEnd(result)
		}
	}
	return false
}

// explainEnd names the likely reason for a dead grant. Google's text is the same
// for all of them.
func (c *checker) explainEnd(result *CheckResult) {
	grant := c.report.Grant
	age := c.now.Sub(grant.GrantedAt)
	switch limited := !grant.RefreshExpiry.IsZero(); {
	case limited && !c.now.Before(grant.RefreshExpiry):
		result.Evidence += fmt.Sprintf("; Google had limited it to %s", day(grant.RefreshExpiry))
		if !grant.FromTesting() {
			result.Remedy = "authorize again"
			return
		}
		result.Evidence += ", because the consent screen was in Testing"
	case limited && !grant.FromTesting():
		result.Remedy = "authorize again"
		return
	case !grant.GrantedAt.IsZero() && age > testingLife-12*time.Hour && age < testingLife+12*time.Hour:
		result.Evidence += "; it is 7 days old, which is the limit of a consent screen in Testing"
	default:
		return
	}
	result.Remedy = "choose Publish app, then authorize again"
	result.Link = audiencePage(c.client)
}

func (c *checker) checkScopes(_ context.Context, result *CheckResult) bool {
	granted := c.report.Grant.Scopes
	wanted := c.wantedScopes()
	missing := missingScopes(wanted, granted)
	removed := slices.DeleteFunc(removedScopes(), func(scope string) bool { return !slices.Contains(granted, scope) })
	switch {
	case len(missing) == 0 && len(c.wanted) > 0:
		result.ok("granted: " + shortScopes(wanted))
	case len(missing) == 0:
		result.ok("all three Photos scopes are granted")
	case len(removed) > 0:
		result.fail("the grant is from before 31 March 2025 and holds scopes that no longer work: "+shortScopes(removed),
			"authorize again with ForceConsent and tick every box", "")
	default:
		result.fail("missing: "+shortScopes(missing), "authorize again with ForceConsent and tick every box", "")
	}
	return true
}

func (c *checker) wantedScopes() []string {
	if len(c.wanted) == 0 {
		return photosScopes()
	}
	return c.wanted
}

func (c *checker) checkLifetime(_ context.Context, result *CheckResult) bool {
	grant := c.report.Grant
	end, age := grant.RefreshExpiry, c.now.Sub(grant.GrantedAt)
	switch {
	case end.After(c.now) && grant.FromTesting():
		result.Status = StatusWarn
		result.Evidence = fmt.Sprintf("it ends on %s, because the consent screen is in Testing", day(end))
		result.Remedy = "choose Publish app, then authorize again; no verification is needed for personal use"
		result.Link = audiencePage(c.client)
	case end.After(c.now):
		result.Status = StatusWarn
		result.Evidence = "it ends on " + day(end) + ", because access was given for a limited time"
		result.Remedy = "authorize again before that day"
	case !grant.GrantedAt.IsZero() && age > testingLife+24*time.Hour:
		result.ok(fmt.Sprintf("it works %d days after the consent, so the consent screen is not in Testing", int(age.Hours()/24)))
	default:
		result.unknown("Google names no end", "make sure that the publishing status is In production: in Testing the grant would end after 7 days")
		result.Link = audiencePage(c.client)
	}
	return true
}

func (r *CheckResult) ok(evidence string) { r.Status, r.Evidence = StatusOK, evidence }

func (r *CheckResult) fail(evidence, remedy, link string) {
	r.Status, r.Evidence, r.Remedy, r.Link = StatusFail, evidence, remedy, link
}

func (r *CheckResult) unknown(evidence, remedy string) {
	r.Status, r.Evidence, r.Remedy = StatusUnknown, evidence, remedy
}

// message is an error's text without the name of this package.
func message(err error) string { return strings.TrimPrefix(err.Error(), "credentials: ") }

// day is a moment as a report shows it.
func day(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }
