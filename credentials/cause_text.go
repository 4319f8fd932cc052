package credentials

// String says what happened, as a part of a sentence.
func (c Cause) String() string { what, _ := c.explain(); return what }

// Remedy says what to do next.
func (c Cause) Remedy() string { _, remedy := c.explain(); return remedy }

func (c Cause) explain() (what, remedy string) {
	switch c {
	case CauseDenied:
		return "the consent was refused", "authorize again and press Allow; in a project in Testing, the account must be listed under Google Auth Platform > Audience > Test users"
	case CauseNotTester:
		return "the app is in Testing and this account is not one of its test users", "add the account under Google Auth Platform > Audience > Test users, or choose Publish app there, and authorize again"
	case CauseBlocked:
		return "Google blocks this app for the permissions it asks for", "use an OAuth client of your own: " + remedyDesktop
	case CauseEmbeddedBrowser:
		return "Google does not show the consent page inside another app", "open the address in the system's own browser"
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
