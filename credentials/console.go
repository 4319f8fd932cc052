package credentials

import (
	"net/url"
	"strings"
	"time"
)

// testingLife is how long a grant lives while the consent screen is in Testing
// (Google, "OAuth 2.0 overview", refresh token expiration).
const testingLife = 7 * 24 * time.Hour

// sharedRcloneClient starts the id that rclone uses if the user gives none. It
// is being retired during 2026.
const sharedRcloneClient = "202264815644-rt1o1c9evjaotbpbab10m83i8cnjk077"

// permissionsPage is where a user sees and revokes grants.
const permissionsPage = "https://myaccount.google.com/permissions"

// noticePage is where Google says what an app can see since 31 March 2025.
const noticePage = "https://developers.google.com/photos/support/updates"

const console = "https://console.cloud.google.com"

func audiencePage(client Client) string { return consolePage(client, "/auth/audience") }
func clientsPage(client Client) string  { return consolePage(client, "/auth/clients") }
func createPage(client Client) string   { return consolePage(client, "/auth/clients/create") }

// clientPage is the page of this client alone, where secrets are made.
func clientPage(client Client) string {
	if client.projectNumber() == "" {
		return clientsPage(client)
	}
	return consolePage(client, "/auth/clients/"+url.PathEscape(client.ID))
}

// apiPage is where an API is enabled.
func apiPage(client Client, host string) string { return consolePage(client, "/apis/library/"+host) }

func quotaPage(client Client) string {
	return consolePage(client, "/apis/api/"+libraryHost+"/quotas")
}

// activationPage is the page that Google names in its answers.
func activationPage(host, number string) string {
	return "https://console.developers.google.com/apis/api/" + host + "/overview?project=" + number
}

// consolePage links to a page of the client's project. The number in the client
// id names the project as well as its id does.
func consolePage(client Client, path string) string {
	project := client.ProjectID
	if project == "" {
		project = client.projectNumber()
	}
	if project == "" {
		return console + path
	}
	return console + path + "?project=" + url.QueryEscape(project)
}

// withAccount makes a link open for that account in a browser that knows several.
func withAccount(link, account string) string {
	if account == "" || !isConsolePage(link) {
		return link
	}
	link = withoutAccount(link) // A watch takes over lines that have one.
	separator := "?"
	if strings.Contains(link, "?") {
		separator = "&"
	}
	return link + separator + "authuser=" + url.QueryEscape(account)
}

// withoutAccount undoes withAccount.
func withoutAccount(link string) string {
	before, _, _ := strings.Cut(link, "&authuser=")
	before, _, _ = strings.Cut(before, "?authuser=")
	return before
}

// causePage is where a refusal can be mended, or "".
func causePage(client Client, cause Cause) string {
	switch cause {
	case CauseDenied, CauseNotTester, CauseInternal:
		return audiencePage(client)
	case CauseRedirect, CauseBlocked, CauseClientNotFound, CauseClientDeleted, CauseClientDisabled, CauseSecretMissing, CauseSecretWrong, CauseGrantOfOther:
		return clientsPage(client)
	case CauseAdminPolicy:
		// Google Workspace Admin: Security, API controls.
		return "https://admin.google.com/ac/owl"
	case CauseSessionPolicy, CauseGrantEnded:
		return permissionsPage
	}
	return ""
}

// remedyErrorPage is for the error pages of the consent page, where the browser
// stops: nothing of them comes back to the program.
func remedyErrorPage(client Client) string {
	return "if the browser showed an error page of Google, then for access_denied add the account under Audience > Test users, or publish the app, at " + audiencePage(client) +
		"; for redirect_uri_mismatch the client is not of the type Desktop app, and for deleted_client or invalid_client it is gone: create a new one at " + clientsPage(client)
}

func isConsolePage(link string) bool {
	return strings.HasPrefix(link, console+"/") ||
		strings.HasPrefix(link, "https://console.developers.google.com/")
}
