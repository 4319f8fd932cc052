package credentials

import (
	"encoding/json"
	"time"
)

// Status is the outcome of one [CheckResult].
type Status string

// The outcomes. Unknown means that the check ran and could not tell, skipped
// that there was nothing to check: because of another check, or because the
// answer does not matter.
const (
	StatusOK      Status = "ok"
	StatusWarn    Status = "warn"
	StatusFail    Status = "fail"
	StatusSkipped Status = "skipped"
	StatusUnknown Status = "unknown"
)

// The checks of a [Report], in its order. Those before CheckNetwork send nothing.
const (
	CheckClient       = "client"        // the id and the secret look like Google's
	CheckEndpoints    = "endpoints"     // the client's endpoints are on Google's hosts
	CheckSharedClient = "shared-client" // the client is not the one that all of rclone's users share
	CheckGrant        = "grant"         // there is a grant with a refresh token and an expiry
	CheckOwner        = "owner"         // the grant was given to this client
	CheckIdle         = "idle"          // the grant is in use
	CheckConsents     = "consents"      // the account has not consented too often
	CheckNetwork      = "network"       // Google's hosts can be reached
	CheckClock        = "clock"         // this computer's clock is right
	CheckClientKnown  = "client-known"  // Google knows the client, as a Desktop app
	CheckSecret       = "secret"        // the secret is the client's
	CheckRefresh      = "refresh"       // Google accepts the grant
	CheckLifetime     = "lifetime"      // the grant lasts
	CheckScopes       = "scopes"        // the boxes of the consent page were ticked
	CheckAccount      = "account"       // the grant is of the right account
	CheckAPI          = "api"           // the Photos Library API is enabled
	CheckProject      = "project"       // it is looked for in the client's project
	CheckQuota        = "quota"         // there are requests left
	CheckVisible      = "visible-items" // the client can see something
	CheckDownload     = "download"      // the bytes of an item can be had
	CheckPicker       = "picker"        // the Photos Picker API works
)

// CheckResult is one line of a [Report]. No field holds a secret; client ids are
// shortened.
type CheckResult struct {
	// ID is one of the Check constants.
	ID string `json:"id"`
	// Title is what was examined, for people.
	Title  string `json:"title"`
	Status Status `json:"status"`
	// Evidence is what was seen.
	Evidence string `json:"evidence,omitempty"`
	// Remedy is what to do next; empty if nothing is wrong.
	Remedy string `json:"remedy,omitempty"`
	// Link is the page where to do it; it may be empty.
	Link string `json:"link,omitempty"`
	// Because is the ID of the check that leaves this one nothing to examine; it
	// is set only with [StatusSkipped].
	Because string `json:"because,omitempty"`
	// Waiting says whether time alone changes the result.
	Waiting Waiting `json:"waiting,omitzero"`
}

// Waiting says whether a later check may see something else although nobody did
// anything in between, and when. The zero value means that waiting is useless.
// In JSON the times are whole seconds.
type Waiting struct {
	// Helps is set if it does.
	Helps bool
	// AtLeast is how long nothing changes, as with a quota; 0 if that is not known.
	AtLeast time.Duration
	// AtMost is how long it takes after the remedy until Google goes by it; 0 if
	// that is not known.
	AtMost time.Duration
}

// waitingWire is [Waiting] in JSON.
type waitingWire struct {
	Helps   bool  `json:"helps"`
	AtLeast int64 `json:"at_least_seconds,omitempty"`
	AtMost  int64 `json:"at_most_seconds,omitempty"`
}

// MarshalJSON implements [json.Marshaler].
func (w Waiting) MarshalJSON() ([]byte, error) {
	return json.Marshal(waitingWire{w.Helps, seconds(w.AtLeast), seconds(w.AtMost)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (w *Waiting) UnmarshalJSON(data []byte) error {
	var wire waitingWire
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*w = Waiting{wire.Helps, time.Duration(wire.AtLeast) * time.Second, time.Duration(wire.AtMost) * time.Second}
	return nil
}

// seconds rounds up: who asks a moment too early sees the old answer.
func seconds(d time.Duration) int64 {
	return int64((d + time.Second - 1) / time.Second)
}

// checks are all that a report has.
func checks() []CheckResult {
	return []CheckResult{
		{ID: CheckClient, Title: "OAuth client"},
		{ID: CheckEndpoints, Title: "Endpoints"},
		{ID: CheckSharedClient, Title: "Client of your own"},
		{ID: CheckGrant, Title: "Grant"},
		{ID: CheckOwner, Title: "Client of the grant"},
		{ID: CheckIdle, Title: "Grant in use"},
		{ID: CheckConsents, Title: "Number of consents"},
		{ID: CheckNetwork, Title: "Way to Google"},
		{ID: CheckClock, Title: "Clock"},
		{ID: CheckClientKnown, Title: "Client at Google"},
		{ID: CheckSecret, Title: "Client secret"},
		{ID: CheckRefresh, Title: "Grant accepted"},
		{ID: CheckLifetime, Title: "Lifetime of the grant"},
		{ID: CheckScopes, Title: "Permissions"},
		{ID: CheckAccount, Title: "Account"},
		{ID: CheckAPI, Title: "Photos Library API"},
		{ID: CheckProject, Title: "Project"},
		{ID: CheckQuota, Title: "Quota"},
		{ID: CheckVisible, Title: "Visible items"},
		{ID: CheckDownload, Title: "Download"},
		{ID: CheckPicker, Title: "Photos Picker API"},
	}
}

func (r *CheckResult) ok(evidence string) { r.set(StatusOK, evidence, "", "") }

func (r *CheckResult) warn(evidence, remedy, link string) { r.set(StatusWarn, evidence, remedy, link) }

func (r *CheckResult) fail(evidence, remedy, link string) { r.set(StatusFail, evidence, remedy, link) }

func (r *CheckResult) unknown(evidence, remedy string) { r.set(StatusUnknown, evidence, remedy, "") }

// skip is for what need not be checked.
func (r *CheckResult) skip(evidence string) { r.set(StatusSkipped, evidence, "", "") }

// set replaces the whole result.
func (r *CheckResult) set(status Status, evidence, remedy, link string) {
	*r = CheckResult{ID: r.ID, Title: r.Title, Status: status, Evidence: evidence, Remedy: remedy, Link: link}
}
