package credentials

import (
	"fmt"
	"strings"
)

// Status is the outcome of one [CheckResult].
type Status string

// The outcomes. Unknown means that the check ran and could not tell, skipped
// that an earlier failure left nothing to check.
const (
	StatusOK      Status = "ok"
	StatusWarn    Status = "warn"
	StatusFail    Status = "fail"
	StatusSkipped Status = "skipped"
	StatusUnknown Status = "unknown"
)

// The checks of a [Report], in its order.
const (
	CheckClient       = "client"
	CheckRefreshToken = "refresh-token"
	CheckRefresh      = "refresh"
	CheckScopes       = "scopes"
	CheckLifetime     = "lifetime"
	CheckAPI          = "api"
	CheckVisible      = "visible-items"
)

// CheckResult is one line of a [Report]. No field holds a secret.
type CheckResult struct {
	// ID is one of the Check constants.
	ID string `json:"id"`
	// Title is the question, for people.
	Title  string `json:"title"`
	Status Status `json:"status"`
	// Evidence is what was seen.
	Evidence string `json:"evidence,omitempty"`
	// Remedy is what to do next; empty if nothing is wrong.
	Remedy string `json:"remedy,omitempty"`
	// Link is the page where to do it; it may be empty.
	Link string `json:"link,omitempty"`
}

// Report is what [Check] found out.
type Report struct {
	Checks []CheckResult `json:"checks"`
	// Grant is a copy of the checked grant, with the refreshed tokens if the
	// refresh succeeded: keep it in place of the old one. It is nil if Check got
	// none. JSON shows it without the tokens.
	Grant *Grant `json:"grant,omitempty"`
	// VisibleItems is how many photos and videos the client can see. MoreItems
	// says that there are more, which were not counted.
	VisibleItems int  `json:"visible_items"`
	MoreItems    bool `json:"more_items"`
}

// OK reports whether the grant was proved to work: nothing failed, the token was
// refreshed and the API answered, unless the scopes leave nothing to ask it for.
// Warnings do not count, nor does an unknown lifetime.
func (r Report) OK() bool {
	for _, check := range r.Checks {
		switch check.Status {
		case StatusFail:
			return false
		case StatusSkipped:
			// Those of the Library come last; if an earlier check had stopped them, it
			// would count itself.
			if check.ID != CheckLifetime && check.ID != CheckVisible && check.ID != CheckAPI {
				return false
			}
		case StatusUnknown:
			if check.ID != CheckLifetime && check.ID != CheckVisible {
				return false
			}
		}
	}
	return len(r.Checks) > 0
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

// String is the report as text for people: one line for each check, with the
// remedy and the link below where something is wrong.
func (r Report) String() string {
	var out strings.Builder
	for _, check := range r.Checks {
		fmt.Fprintf(&out, "%-8s%s", check.Status, check.Title)
		if check.Evidence != "" {
			out.WriteString(": " + check.Evidence)
		}
		out.WriteByte('\n')
		for _, line := range []string{check.Remedy, check.Link} {
			if line != "" {
				fmt.Fprintf(&out, "%8s%s\n", "", line)
			}
		}
	}
	return out.String()
}
