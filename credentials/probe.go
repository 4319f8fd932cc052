package credentials

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

const (
	probeURL = "https://" + authHost + "/o/oauth2/v2/auth"
	// probeCode is a code that Google never gave anybody.
	probeCode = "4/0-doctor"
)

// probe asks Google what can be asked without a login: does it know the client,
// is that a Desktop client, and is the secret right?
func (c *checker) probe(ctx context.Context) {
	redirect := loopbackRedirect()
	c.probeClient(ctx, redirect)
	if known := c.result(CheckClientKnown); known.Status == StatusFail {
		c.because(CheckSecret, CheckClientKnown)
		return
	}
	c.probeSecret(ctx, redirect)
}

// loopbackRedirect is an address that nobody registered. Only a Desktop client
// may use it; a Web client needs each of its addresses in the console.
func loopbackRedirect() string {
	const first, count = 49152, 16384 // the ports that are nobody's
	port, err := rand.Int(rand.Reader, big.NewInt(count))
	if err != nil { // cannot happen: crypto/rand ends the program instead
		port = big.NewInt(0)
	}
	return fmt.Sprintf("http://127.0.0.1:%d", first+port.Int64())
}

// probeClient asks for a consent page and looks at where Google would send the
// browser. That is not documented, so whatever is new makes the check unknown.
func (c *checker) probeClient(ctx context.Context, redirect string) {
	result := c.result(CheckClientKnown)
	query := url.Values{
		"client_id": {c.client.ID}, "redirect_uri": {redirect}, "response_type": {"code"}, "scope": {ScopeOpenID},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, probeURL+"?"+query.Encode(), nil)
	if err != nil {
		result.unknown("the request cannot be built", "check the client id")
		return
	}
	resp, err := c.http.Do(req)
	if err == nil {
		_ = resp.Body.Close() // the header says it all
	}
	if c.lost(CheckClientKnown) {
		return
	}
	if err != nil {
		result.unknown(plain(err), remedyWay(authHost))
		return
	}
	answer := c.record.last()
	switch {
	case answer.status >= http.StatusInternalServerError || answer.status == http.StatusTooManyRequests:
		result.unknown(httpStatus(answer.status), CauseTemporary.Remedy())
		result.Waiting = Waiting{Helps: true}
	case answer.redirect == nil || answer.redirect.Hostname() != authHost:
		result.unknown(httpStatus(answer.status)+", which this check does not know", "see what a consent page says")
	case isSignIn(answer.redirect.Path):
		result.ok("it exists and is a Desktop app")
	case strings.HasPrefix(answer.redirect.Path, "/signin/oauth/error"):
		c.probeFailed(decodePageError(answer.redirect.Query().Get("authError")))
	default:
		result.unknown("Google sends the browser to a page that this check does not know", "see what a consent page says")
	}
}

func isSignIn(path string) bool {
	for _, part := range []string{"/v3/signin/", "/signin/v2/", "/signin/identifier", "/signin/oauth/consent", "ServiceLogin", "AccountChooser"} {
		if strings.Contains(path, part) {
			return true
		}
	}
	return false
}

// probeFailed explains an error page.
func (c *checker) probeFailed(failure *OAuthError) {
	result, cause := c.result(CheckClientKnown), failure.Cause()
	switch cause {
	case CauseRedirect:
		result.fail("it is not a Desktop app (redirect_uri_mismatch): most likely a Web application", remedyDesktop, createPage(c.client))
	case CauseClientNotFound, CauseClientDeleted, CauseClientDisabled, CauseInternal, CauseAdminPolicy, CauseBlocked:
		result.fail(failure.Code+": "+cause.String(), cause.Remedy(), causePage(c.client, cause))
	case CauseTemporary:
		result.unknown("Google cannot answer at the moment", cause.Remedy())
		result.Waiting = Waiting{Helps: true}
	default:
		evidence := "Google shows an error page"
		if failure.Code != "" && utf8.ValidString(failure.Code) {
			evidence += ": " + failure.Code
		}
		result.unknown(evidence, "see what a consent page says")
	}
}

// probeSecret offers a code that cannot be good. Google looks at the client
// first, so "invalid_grant" means that id and secret are a pair.
func (c *checker) probeSecret(ctx context.Context, redirect string) {
	_, err := c.client.OAuthConfig(redirect).Exchange(c.tokenContext(ctx), probeCode)
	if c.lost(CheckSecret) {
		return
	}
	result := c.result(CheckSecret)
	if err == nil {
		result.unknown("the token endpoint takes a code that nobody was given", remedyWay(tokenHost))
		return
	}
	failure, ok := errors.AsType[*OAuthError](exchangeError(err, c.secrets...))
	if !ok {
		result.unknown("the answer is not one of Google's token endpoint", remedyWay(tokenHost))
		return
	}
	c.clientRefused(failure, CheckSecret)
}

// clientRefused sorts a refusal that is about the client, and reports whether it
// was. id is the check that asked.
func (c *checker) clientRefused(failure *OAuthError, id string) bool {
	known, secret, cause := c.result(CheckClientKnown), c.result(CheckSecret), failure.Cause()
	switch {
	case cause == CauseClientNotFound, cause == CauseClientDeleted, cause == CauseClientDisabled:
		known.fail(failure.Code+": "+cause.String(), cause.Remedy(), causePage(c.client, cause))
		c.because(CheckSecret, CheckClientKnown)
		if id != CheckSecret {
			c.because(id, CheckClientKnown)
		}
	case cause == CauseSecretWrong, cause == CauseSecretMissing:
		secret.fail(failure.Code+": "+cause.String(), cause.Remedy(), clientPage(c.client))
		if id != CheckSecret {
			c.because(id, CheckSecret)
		}
	case failure.Code == "invalid_grant":
		secret.ok("it belongs to the id")
		if known.Status == "" {
			known.ok("it exists") // of which type, the probe tells
		}
		return false
	case failure.Code == "":
		c.result(id).unknown(httpStatus(failure.StatusCode)+", which is no answer in OAuth's form", remedyWay(tokenHost))
		c.result(id).Waiting = Waiting{Helps: failure.Temporary()}
	case failure.Temporary():
		c.result(id).unknown(failure.Code+": "+cause.String(), cause.Remedy())
		c.result(id).Waiting = Waiting{Helps: true}
	default:
		return c.otherRefusal(failure, id)
	}
	return true
}

// otherRefusal is for what says nothing about the pair of id and secret.
func (c *checker) otherRefusal(failure *OAuthError, id string) bool {
	if id != CheckSecret {
		return false
	}
	c.result(id).unknown(failure.Code+", which says nothing about the secret", "authorize and see")
	return true
}
