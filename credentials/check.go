package credentials

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// CheckOptions are the settings of [Check]; the zero value is ready to use.
type CheckOptions struct {
	// HTTP reaches Google; default a client with a timeout of 30 seconds. Its
	// cookies are not used and no redirect is followed.
	HTTP *http.Client
	// Scopes are those that the grant has to have; default the three scopes of the
	// Library. Without one that reads the Library the API and what is visible are
	// not checked.
	Scopes []string
	// Account is the e-mail address that the grant should be of; empty means any.
	Account string
	// Consents is how often the account has consented to the client, if somebody
	// counted: after 100 Google drops the oldest grant.
	Consents int
	// Picker asks the Photos Picker API too. That takes a session, which is deleted
	// again.
	Picker bool
	// Now is the clock; default [time.Now].
	Now func() time.Time
}

// maxRequests bounds the requests of one Check.
const maxRequests = 6

// Check examines the Google side of a setup: the client, the grant and how long
// it lives, the way to Google, the API, and what the client can see. A nil grant
// leaves what needs no login. It refreshes the access token, sends at most six
// requests, none of them twice, and changes nothing at Google.
//
// Store Report.Grant in place of the grant that was checked, in a Store's Update
// with [Newer]: it has the refreshed tokens, and from that refresh the six months
// count after which Google drops an unused grant.
//
// Check does not fail: whatever goes wrong is a line of the report, with the
// remedy. What depends on it is skipped and names it. Answers that Google does
// not document make a check unknown.
func Check(ctx context.Context, client Client, grant *Grant, options CheckOptions) Report {
	c := newChecker(client, grant, options)
	c.run(ctx)
	return c.finish()
}

type checker struct {
	client  Client
	grant   *Grant // a copy, renewed by the refresh; may be nil
	options CheckOptions
	now     time.Time
	record  *recorder
	http    *http.Client // through record
	results map[string]*CheckResult
	token   *oauth2.Token // of the refresh, or kept from the check before
	secrets []Secret      // never in the report
	report  Report
}

func newChecker(client Client, grant *Grant, options CheckOptions) *checker {
	if options.Now == nil {
		options.Now = time.Now
	}
	base := httpClient(options.HTTP)
	c := &checker{
		client: client, options: options, now: options.Now(),
		record:  &recorder{base: base.Transport, now: options.Now, left: maxRequests},
		results: map[string]*CheckResult{},
		secrets: []Secret{client.Secret},
	}
	c.http = &http.Client{
		Transport: c.record, Timeout: base.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	c.report.Checks = checks()
	for i := range c.report.Checks {
		result := &c.report.Checks[i]
		c.results[result.ID] = result
	}
	if grant != nil {
		c.grant = grant.copy()
		c.secrets = append(c.secrets, grant.AccessToken, grant.RefreshToken)
	}
	return c
}

// run spends the six requests like this:
//
//	a grant that works:  refresh 1, tokeninfo 1, search 1 to 3 (2 with the picker),
//	                     bytes 1, picker 2; the bytes wait for what the others leave
//	a grant that is refused: refresh 1, authorization endpoint 1 (would a new
//	                     consent work?)
//	no usable grant:     authorization endpoint 1, token endpoint 1
//	an unusable client:  none
//
// A refresh that works proves the id and the secret, so they are not probed.
func (c *checker) run(ctx context.Context) {
	c.record.stopped = func() bool { return ctx.Err() != nil }
	c.checkClient()
	c.checkEndpoints()
	c.checkSharedClient()
	c.checkGrant()
	c.checkOwner()
	c.checkIdle()
	c.checkConsents()
	switch {
	case c.failed(CheckClient):
		c.skipRest(CheckClient)
	case c.failed(CheckEndpoints):
		c.skipRest(CheckEndpoints)
	case c.grant == nil, c.failed(CheckGrant):
		c.probe(ctx)
		c.skipRest(CheckGrant)
	case c.failed(CheckOwner):
		c.probe(ctx)
		c.skipRest(CheckOwner)
	case c.token != nil, c.checkRefresh(ctx):
		c.useGrant(ctx)
	default:
		c.skipRest(CheckRefresh)
	}
}

// useGrant does what needs an access token.
func (c *checker) useGrant(ctx context.Context) {
	if c.result(CheckOwner).Status == "" {
		c.checkTokenInfo(ctx)
	}
	if c.result(CheckLifetime).Status == "" {
		c.checkLifetime()
	}
	c.checkScopes()
	if c.failed(CheckOwner) {
		c.skipRest(CheckOwner)
		return
	}
	c.checkLibrary(ctx)
	c.checkPicker(ctx)
}

// finish closes the report.
func (c *checker) finish() Report {
	c.checkClock()
	c.checkNetwork()
	account := c.options.Account
	if c.grant != nil && c.grant.Account != "" {
		account = c.grant.Account
	}
	for i := range c.report.Checks {
		result := &c.report.Checks[i]
		if result.Status == "" {
			result.Status = StatusSkipped
		}
		result.Evidence = redact(result.Evidence, c.secrets...)
		result.Remedy = redact(result.Remedy, c.secrets...)
		result.Link = withAccount(redact(result.Link, c.secrets...), account)
	}
	c.report.Grant = c.grant
	c.report.At = c.now.UTC().Truncate(time.Second)
	c.report.Client = maskID(c.client.ID)
	if c.grant != nil {
		c.report.Account = redact(c.grant.Account, c.secrets...)
	}
	return c.report
}

func (c *checker) result(id string) *CheckResult { return c.results[id] }

func (c *checker) failed(id string) bool { return c.results[id].Status == StatusFail }

// because skips one check for the sake of another.
func (c *checker) because(id, cause string) {
	result := c.results[id]
	result.skip("")
	result.Because = cause
}

// skipRest skips all that has no result yet. If the cause was itself skipped, the
// reason is the same.
func (c *checker) skipRest(cause string) {
	if reason := c.results[cause].Because; reason != "" {
		cause = reason
	}
	for i := range c.report.Checks {
		result := &c.report.Checks[i]
		switch result.ID {
		case cause, CheckNetwork, CheckClock, CheckConsents:
			continue // the last three look at what happened, whatever it was
		case CheckPicker:
			if !c.options.Picker {
				continue
			}
		}
		if result.Status == "" {
			c.because(result.ID, cause)
		}
	}
}

// clientNumber is the project number in front of a client id.
var clientNumber = regexp.MustCompile(`^[0-9]{1,20}-`)

// maskID shortens a client id: enough to tell clients apart, and to find the
// project.
func maskID(id string) string {
	number := clientNumber.FindString(id)
	rest := []rune(strings.TrimPrefix(id, number))
	if len(rest) > 4 {
		return redact(number + string(rest[:4]) + "…")
	}
	return redact(id)
}

// message is an error's text without the name of this package.
func message(err error) string { return strings.TrimPrefix(err.Error(), "credentials: ") }

// day is a moment as a report shows it.
func day(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }
