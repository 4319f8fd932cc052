package credentials

import "net/http"

// Cause is the reason behind an [OAuthError], worked out from its fields.
type Cause string

// The causes that Google's answers can tell apart.
const (
	CauseDenied           Cause = "denied"            // the user pressed Cancel
	CauseAdminPolicy      Cause = "admin policy"      // a Workspace administrator forbids it
	CauseInternal         Cause = "internal app"      // the project admits only its organisation
	CauseRedirect         Cause = "redirect refused"  // the client is not a Desktop client
	CauseClientNotFound   Cause = "client not found"  // no client has this id
	CauseClientDeleted    Cause = "client deleted"    // by hand, or after six unused months
	CauseClientDisabled   Cause = "client disabled"   // by Google
	CauseSecretMissing    Cause = "secret missing"    // no client secret was sent
	CauseSecretWrong      Cause = "secret wrong"      // the secret was replaced or mistyped
	CauseGrantEnded       Cause = "grant ended"       // the refresh token is dead
	CauseGrantOfOther     Cause = "grant of other"    // the refresh token belongs to another client
	CauseCodeRefused      Cause = "code refused"      // the code was used before, changed, or is too old
	CauseSessionPolicy    Cause = "session policy"    // a Workspace rule demands a new sign-in
	CauseScopeRefused     Cause = "scope refused"     // a scope does not exist or is not allowed
	CauseTemporary        Cause = "temporary"         // an outage or a rate limit at Google
	CauseRequestMalformed Cause = "malformed request" // Google did not understand the request
	CauseNotOAuth         Cause = "not OAuth"         // the answer has no OAuth code: a proxy or a portal gave it
	CauseUnknown          Cause = "unknown"
)

// Cause sorts the error. Google's descriptions are matched here and nowhere
// else; an unknown text falls back to what the code alone says.
func (e *OAuthError) Cause() Cause {
	if e.StatusCode >= http.StatusInternalServerError || e.StatusCode == http.StatusTooManyRequests {
		return CauseTemporary
	}
	switch e.Code {
	case "":
		return CauseNotOAuth
	case "access_denied":
		return CauseDenied
	case "admin_policy_enforced":
		return CauseAdminPolicy
	case "org_internal":
		return CauseInternal
	case "redirect_uri_mismatch":
		return CauseRedirect
	case "deleted_client":
		return CauseClientDeleted
	case "disabled_client":
		return CauseClientDisabled
	case "invalid_scope":
		return CauseScopeRefused
	case "unauthorized_client":
		return CauseGrantOfOther
	case "server_error", "temporarily_unavailable":
		return CauseTemporary
	case "invalid_client":
		if e.Description == "The OAuth client was not found." {
			return CauseClientNotFound
		}
		return CauseSecretWrong
	case "invalid_grant":
		return e.grantCause()
	case "invalid_request":
		if e.Description == "client_secret is missing." {
			return CauseSecretMissing
		}
		return CauseRequestMalformed
	}
	return CauseUnknown
}

func (e *OAuthError) grantCause() Cause {
	switch e.Subtype {
	case "invalid_rapt", "rapt_required":
		return CauseSessionPolicy
	}
	switch e.Description {
	case "Token has been expired or revoked.":
		return CauseGrantEnded
	case "Malformed auth code.", "Missing code verifier.", "Invalid code verifier.":
		return CauseCodeRefused
	}
	// All other texts, "Bad Request" among them, serve codes and grants alike.
	if e.exchange {
		return CauseCodeRefused
	}
	return CauseGrantEnded
}

func (c Cause) reauthorize() bool {
	switch c {
	case CauseGrantEnded, CauseGrantOfOther, CauseCodeRefused, CauseSessionPolicy, CauseDenied:
		return true
	}
	return false
}

// String says what happened, as a part of a sentence.
func (c Cause) String() string { what, _ := c.explain(); return what }

// Remedy says what to do next.
func (c Cause) Remedy() string { _, remedy := c.explain(); return remedy }

func (c Cause) explain() (what, remedy string) {
	switch c {
	case CauseDenied:
		return "the consent was refused", "authorize again and press Allow; in a project in Testing, the account must be listed under Google Auth Platform > Audience > Test users"
	case CauseAdminPolicy:
		return "the Workspace administrator does not allow this app", "ask the administrator to trust the client id, or use a personal account"
	case CauseInternal:
		return "the project admits only accounts of its own organisation", "choose Make external under Google Auth Platform > Audience"
	case CauseRedirect:
		return "Google refused the redirect address", remedyDesktop
	case CauseClientNotFound:
		return "no OAuth client has this id", "copy the client id again, or download the client's JSON again"
	case CauseClientDeleted:
		return "the OAuth client was deleted, which Google also does after six months without use", "restore it under Google Auth Platform > Clients within 30 days, or create a new one"
	case CauseClientDisabled:
		return "the OAuth client is disabled", "look for a notice in the project's Google console"
	case CauseSecretMissing:
		return "the client secret was not sent", remedySecret
	case CauseSecretWrong:
		return "the client secret is wrong or was replaced", remedySecret
	case CauseGrantEnded:
		return "the grant has ended or was revoked", "authorize again; if this happens every week, choose Publish app under Google Auth Platform > Audience, because Testing ends a grant after 7 days"
	case CauseGrantOfOther:
		return "the grant was given to another OAuth client", "use the client that the grant was given to, or authorize again"
	case CauseCodeRefused:
		return "Google did not accept the sign-in code", "authorize again, and let the browser reach this computer without a program in between"
	case CauseSessionPolicy:
		return "the organisation demands a new sign-in from time to time", "authorize again; only the Workspace administrator can lift this"
	case CauseScopeRefused:
		return "a requested scope does not exist or is not allowed", "ask only for the scopes of DefaultScopes"
	case CauseTemporary:
		return "Google cannot answer at the moment", "try again later; the grant is not affected"
	case CauseRequestMalformed:
		return "Google did not understand the request", "check the client id and the scopes"
	case CauseNotOAuth:
		return "the answer is not one of Google's token endpoint", remedyWay(tokenHost)
	default:
		return "Google refused", "look the code up in Google's OAuth documentation"
	}
}
