package credentials

import (
	"encoding/json"
	"regexp"
	"slices"
	"time"
)

// Report is what [Check] found out. Its JSON holds no secret and no address of a
// person, so it can be copied into a request for help:
//
//	{
//	  "ok": true,                      // OK(); not read back
//	  "at": "2026-11-22T12:00:00Z",
//	  "client": "742138104895-abcd…",
//	  "account": "o…@example.com",     // left out if unknown
//	  "reauthorize": false,
//	  "visible_items": 12,
//	  "more_items": false,
//	  "checks": [{
//	    "id": "client", "title": "OAuth client", "status": "ok",
//	    "evidence": "742138104895-abcd…", "remedy": "…", "link": "https://…",
//	    "because": "api",              // with status skipped
//	    "waiting": {"helps": true, "at_least_seconds": 60, "at_most_seconds": 300}
//	  }, …]
//	}
//
// A report that is read back from JSON equals the one that was written, but for
// the grant and for what was shortened. What is empty is left out of a check.
type Report struct {
	// Grant is a copy of the checked grant, with the refreshed tokens if the
	// refresh succeeded: keep it in place of the old one. It is nil if Check got
	// none. It is not part of the JSON.
	Grant *Grant `json:"-"`
	// At is when the check began, in whole seconds.
	At time.Time `json:"at,omitzero"`
	// Client is the beginning of the client's id.
	Client string `json:"client,omitempty"`
	// Account is the e-mail address of the grant, if Google named it; JSON shortens
	// it.
	Account string `json:"account,omitempty"`
	// Reauthorize is set if nothing but a new consent helps: call [Authorize] with
	// ForceConsent.
	Reauthorize bool `json:"reauthorize"`
	// VisibleItems is how many photos and videos the client can see. MoreItems
	// says that there are more, which were not counted.
	VisibleItems int  `json:"visible_items"`
	MoreItems    bool `json:"more_items"`
	// Checks are in the order of the Check constants; every report has all.
	Checks []CheckResult `json:"checks"`

	refused bool // the access token was refused, so the next check needs a new one
}

// OK reports whether the grant was proved to work: nothing failed, the token was
// refreshed and the API answered, unless the scopes leave nothing to ask it for.
// Warnings do not count, nor does what is unknown besides these.
func (r Report) OK() bool {
	refresh, _ := r.Check(CheckRefresh)
	api, _ := r.Check(CheckAPI)
	return refresh.Status == StatusOK &&
		(api.Status == StatusOK || api.Status == StatusSkipped && api.Because == "") &&
		!slices.ContainsFunc(r.Checks, func(check CheckResult) bool { return check.Status == StatusFail })
}

// Check returns the result with that ID.
func (r Report) Check(id string) (CheckResult, bool) {
	for _, check := range r.Checks {
		if check.ID == id {
			return check, true
		}
	}
	return CheckResult{}, false
}

// address finds the e-mail addresses in a text.
var address = regexp.MustCompile(`([^\s@])[^\s@]*@`)

func maskAddresses(text string) string { return address.ReplaceAllString(text, "$1…@") }

// ownPage finds the id in the link to the page of one client.
var ownPage = regexp.MustCompile(`/auth/clients/[0-9][^?]*`)

// MarshalJSON implements [json.Marshaler]; see [Report] for the form.
func (r Report) MarshalJSON() ([]byte, error) {
	type plain Report // without this method
	r.Account = maskAddresses(r.Account)
	r.Checks = slices.Clone(r.Checks)
	for i := range r.Checks {
		check := &r.Checks[i]
		check.Evidence, check.Remedy = maskAddresses(check.Evidence), maskAddresses(check.Remedy)
		check.Link = ownPage.ReplaceAllString(withoutAccount(check.Link), "/auth/clients")
	}
	return json.Marshal(struct {
		OK bool `json:"ok"`
		plain
	}{r.OK(), plain(r)})
}
