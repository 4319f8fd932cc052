package googletest

import "net/http"

// Fault is a state of the console, the account or Google that breaks sign-in,
// tokens or both.
type Fault string

// The faults. Sources: Google's pages for native apps and for limited-input
// devices, and answers that users reported.
const (
	// FaultNone is the normal state.
	FaultNone Fault = ""
	// FaultNotTestUser: the app is in Testing and the account not a test user.
	FaultNotTestUser Fault = "access_denied"
	// FaultOrgInternal: the app is Internal and the account outside the organisation.
	FaultOrgInternal Fault = "org_internal"
	// FaultAdminPolicy: the Workspace administrator restricts the scopes.
	FaultAdminPolicy Fault = "admin_policy_enforced"
	// FaultDeletedClient: the OAuth client was deleted.
	FaultDeletedClient Fault = "deleted_client"
	// FaultDisabledClient: Google disabled the OAuth client.
	FaultDisabledClient Fault = "disabled_client"
	// FaultReauthenticate: a session policy of the organisation wants a new login.
	FaultReauthenticate Fault = "invalid_rapt"
	// FaultRAPTRequired is the same, for a grant that never had the proof of a
	// login that it now needs.
	FaultRAPTRequired Fault = "rapt_required"
	// FaultAppBlocked: Google blocks the app, with a page that has no code.
	FaultAppBlocked Fault = "app_blocked"
	// FaultUnauthorized: the token endpoint refuses every secret, with the wording
	// that it had in earlier years.
	FaultUnauthorized Fault = "unauthorized"
	// FaultUnavailable: every host answers 503 with an HTML page.
	FaultUnavailable Fault = "unavailable"
)

// SetFault puts the server into a faulty state until it is set again.
func (s *Server) SetFault(fault Fault) {
	if _, ok := faults[fault]; !ok {
		panic("googletest: unknown fault " + string(fault))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// faultAnswers is what a fault does; a nil answer changes nothing there.
type faultAnswers struct {
	page    *pageError  // of the authorization endpoint
	account *pageError  // once the user has said which account to use
	token   *tokenError // of the token endpoint
}

var faults = map[Fault]faultAnswers{
	FaultNone: {},
	FaultNotTestUser: {account: &pageError{
		"access_denied", "The app is currently being tested, and can only be accessed by developer-approved testers.", http.StatusForbidden,
	}},
	FaultOrgInternal: {
		page:  &pageError{"org_internal", "This client is restricted to users within its organization.", http.StatusForbidden},
		token: &tokenError{status: http.StatusForbidden, Code: "org_internal"},
	},
	FaultAdminPolicy: {
		account: &pageError{"admin_policy_enforced", "Access to your account data is restricted by policies within your organization.", http.StatusBadRequest},
		token:   &tokenError{status: http.StatusBadRequest, Code: "admin_policy_enforced"},
	},
	FaultDeletedClient: {
		page:  &pageError{"deleted_client", "The OAuth client was deleted.", http.StatusUnauthorized},
		token: &tokenError{status: http.StatusUnauthorized, Code: "deleted_client", Description: "The OAuth client was deleted."},
	},
	FaultDisabledClient: {
		page:  &pageError{"disabled_client", "The OAuth client was disabled.", http.StatusUnauthorized},
		token: &tokenError{status: http.StatusUnauthorized, Code: "disabled_client", Description: "The OAuth client was disabled."},
	},
	FaultReauthenticate: {token: &tokenError{
		status: http.StatusBadRequest, Code: "invalid_grant", Description: "reauth related error (invalid_rapt)", Subtype: "invalid_rapt",
	}},
	FaultRAPTRequired: {token: &tokenError{
		status: http.StatusBadRequest, Code: "invalid_grant", Description: "reauth related error (rapt_required)", Subtype: "rapt_required",
	}},
	// Which status the page has is not recorded.
	FaultAppBlocked:   {account: &pageError{"", "This app is blocked.", http.StatusForbidden}},
	FaultUnauthorized: {token: invalidClient("Unauthorized")},
	FaultUnavailable:  {},
}

// unavailable answers 503 in that state and reports whether it did.
func (s *Server) unavailable(w http.ResponseWriter) bool {
	s.mu.Lock()
	fault := s.fault
	s.mu.Unlock()
	if fault != FaultUnavailable {
		return false
	}
	writeHTMLError(w, http.StatusServiceUnavailable, "The service is temporarily unavailable.")
	return true
}
