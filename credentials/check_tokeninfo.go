package credentials

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
)

const tokenInfoURL = "https://" + tokenHost + "/tokeninfo"

// checkTokenInfo asks whose the access token is. The token travels in the form:
// addresses end up in logs.
func (c *checker) checkTokenInfo(ctx context.Context) {
	owner := c.result(CheckOwner)
	form := url.Values{"access_token": {c.token.AccessToken}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, tokenInfoURL, strings.NewReader(form.Encode()))
	if err != nil { // cannot happen: the address is a constant
		owner.unknown(message(err), "")
		return
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := c.http.Do(req)
	var body []byte
	if err == nil {
		body, err = io.ReadAll(resp.Body)
		_ = resp.Body.Close() // it was read
	}
	if c.lost(CheckOwner) {
		c.because(CheckAccount, CheckNetwork)
		return
	}
	if err != nil {
		owner.unknown(plain(err), "check again")
		c.because(CheckAccount, CheckOwner)
		return
	}
	if resp.StatusCode != http.StatusOK {
		owner.unknown("Google does not tell whose the token is: "+httpStatus(resp.StatusCode), "check again")
		owner.Waiting = Waiting{Helps: resp.StatusCode >= http.StatusInternalServerError || resp.StatusCode == http.StatusTooManyRequests}
		c.because(CheckAccount, CheckOwner)
		return
	}
	c.readTokenInfo(body)
}

// readTokenInfo reads an answer of tokeninfo, in which every value is a text.
func (c *checker) readTokenInfo(body []byte) {
	owner := c.result(CheckOwner)
	var info struct {
		Audience   string `json:"aud"`
		Authorized string `json:"azp"`
		Email      string `json:"email"`
		Scope      string `json:"scope"`
	}
	err := json.Unmarshal(body, &info)
	issued := info.Audience
	if issued == "" {
		issued = info.Authorized
	}
	switch {
	case err != nil || issued == "":
		owner.unknown("Google does not tell whose the token is", "check again")
		c.because(CheckAccount, CheckOwner)
		return
	case issued != c.client.ID:
		c.foreign(issued)
		return
	}
	owner.ok("Google says so")
	if len(c.grant.Scopes) == 0 {
		c.grant.Scopes = splitScopes(info.Scope)
	}
	if info.Email != "" {
		c.grant.Account = redact(info.Email, c.secrets...)
	}
	c.checkAccount()
}

func (c *checker) checkAccount() {
	result, name, wanted := c.result(CheckAccount), c.grant.Account, c.options.Account
	switch {
	case name == "" && wanted == "":
		result.skip("Google does not name it")
	case name == "":
		result.unknown("Google does not name it", "authorize with the scopes openid and email, which tell the account")
	case wanted == "" || sameAccount(name, wanted):
		result.ok(name)
	default:
		c.report.Reauthorize = true
		result.fail(name+", not "+redact(wanted), remedyConsent+" and choose "+redact(wanted), permissionsPage)
	}
}
