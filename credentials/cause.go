package credentials

import (
	"net/http"
	"strings"
)

// Cause is the reason behind an [OAuthError], worked out from its fields.
type Cause string

// The causes that Google's answers can tell apart.
const (
	CauseDenied           Cause = "denied"            // the user pressed Cancel
	CauseNotTester        Cause = "not a test user"   // the app is in Testing and the account not on its list
	CauseBlocked          Cause = "app blocked"       // Google blocks the app for these scopes
	CauseEmbeddedBrowser  Cause = "embedded browser"  // the page was opened inside an app
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
	if e.Endpoint == EndpointConsent {
		return e.consentCause()
	}
	switch e.Code {
	case "redirect_uri_mismatch":
		// Another address than on the consent page: the client's type is fine.
		return CauseCodeRefused
	case "unauthorized_client":
		return CauseGrantOfOther
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
	return e.codeCause()
}

// consentCause is for the consent page. Only a part of its refusals comes back
// to the program; the others stay in the browser, and a probe or the user reads
// them there.
func (e *OAuthError) consentCause() Cause {
	if strings.Contains(e.Description, "This app is blocked") {
		return CauseBlocked
	}
	switch e.Code {
	case "access_denied":
		// As a page it has a status and means the list of testers; the user's own
		// refusal comes by redirect.
		if e.StatusCode == http.StatusForbidden {
			return CauseNotTester
		}
		return CauseDenied
	case "redirect_uri_mismatch":
		return CauseRedirect
	case "disallowed_useragent":
		return CauseEmbeddedBrowser
	case "invalid_client": // No secret was sent yet that could be wrong.
		return CauseClientNotFound
	case "invalid_request", "unsupported_response_type":
		return CauseRequestMalformed
	}
	return e.codeCause()
}

// codeCause is for the codes that mean the same at both endpoints. One that only
// the consent page has, such as access_denied, is no refusal of Google's at the
// other: proxies use the same words.
func (e *OAuthError) codeCause() Cause {
	switch e.Code {
	case "":
		return CauseNotOAuth
	case "admin_policy_enforced":
		return CauseAdminPolicy
	case "org_internal":
		return CauseInternal
	case "deleted_client":
		return CauseClientDeleted
	case "disabled_client":
		return CauseClientDisabled
	case "invalid_scope":
		return CauseScopeRefused
	case "unsupported_grant_type":
		return CauseRequestMalformed
	case "server_error", "temporarily_unavailable":
		return CauseTemporary
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
