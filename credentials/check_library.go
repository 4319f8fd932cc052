package credentials

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/oauth2"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

// maxSearches bounds the requests for pages that are empty although more follow.
const maxSearches = 3

const remedyVisible = "Google shows an app only what that app uploaded (since 31 March 2025): a pull copies nothing until something was pushed with this client; existing photos can be picked with the Picker API or exported with Takeout"

// checkLibrary asks for one page of items. The one request answers two
// questions: is the API on, and what can the client see?
func (c *checker) checkLibrary(ctx context.Context, api, visible *CheckResult) {
	reads := photoslibrary.ScopeReadAppCreated
	if !slices.Contains(c.wantedScopes(), reads) && !slices.Contains(c.report.Grant.Scopes, reads) {
		api.Evidence = "the grant is not meant to read the library"
		visible.Evidence = api.Evidence
		return
	}
	// Nobody waits a minute for a diagnosis, and its requests are few.
	library := photoslibrary.Client{HTTP: c.apiClient(), Retry: photoslibrary.Retry{Attempts: 1}}
	token := ""
	for range maxSearches {
		page, err := library.SearchPage(ctx, photoslibrary.SearchRequest{PageSize: 100}, token)
		if err != nil {
			c.libraryFailed(err, api)
			return
		}
		c.report.VisibleItems += len(page.Items)
		token = page.NextPageToken
		if c.report.VisibleItems > 0 || token == "" {
			break
		}
	}
	c.report.MoreItems = token != ""
	api.ok("it is enabled and answers")
	switch count := c.report.VisibleItems; {
	case count == 0 && token != "":
		visible.unknown("Google sent only empty pages", "try again later")
	case count == 0:
		visible.Status = StatusWarn
		visible.Evidence = "none"
		visible.Remedy = remedyVisible
	case token != "":
		visible.ok(fmt.Sprintf("%d or more", count))
	case count == 1:
		visible.ok("1 item")
	default:
		visible.ok(fmt.Sprintf("%d items", count))
	}
}

// apiClient sends the token of the refresh and never asks for another one.
func (c *checker) apiClient() *http.Client {
	client := *c.http
	client.Transport = &bearer{source: oauth2.StaticTokenSource(c.token), base: c.http.Transport}
	return &client
}

func (c *checker) libraryFailed(err error, result *CheckResult) {
	failure, ok := errors.AsType[*photoslibrary.Error](err)
	switch {
	case ok && failure.Status == "" && failure.Err.Message == "":
		result.unknown(httpStatus(failure.Err.Code)+", which is no answer in the API's form", remedyWay("photoslibrary.googleapis.com"))
	case errors.Is(err, photoslibrary.ErrAPIDisabled):
		result.fail("it is disabled in the client's project"+c.otherProject(failure),
			"enable it, wait a few minutes, and check again", apiPage(c.client))
		// Only Google's own console: the text came over the network.
		if link := failure.ActivationURL(); isConsolePage(link) {
			result.Link = link
		}
	case errors.Is(err, photoslibrary.ErrScope):
		result.unknown("Google refuses for lack of permissions", "authorize again with ForceConsent and tick every box")
	case errors.Is(err, photoslibrary.ErrQuotaExhausted):
		result.Status = StatusWarn
		result.Evidence = "it is enabled, and today's requests are used up"
		result.Remedy = "wait until midnight in California, when Google resets the count"
	case errors.Is(err, photoslibrary.ErrRateLimited):
		result.Status = StatusWarn
		result.Evidence = "it is enabled, and there were too many requests in the last minute"
		result.Remedy = "check again in a minute"
	case errors.Is(err, photoslibrary.ErrUnauthenticated):
		result.fail("it refuses an access token that Google just issued", "authorize again with ForceConsent", permissionsPage)
	case ok:
		result.unknown(strings.TrimSuffix(httpStatus(failure.Err.Code)+": "+redact(failure.Err.Message, c.report.Grant.AccessToken), ": "), "try again later")
	default:
		result.unknown(message(err), "check this computer's way to https://photoslibrary.googleapis.com and try again")
	}
}

// otherProject says so if the API looked at another project than the client id
// names; then people enable it in the wrong one.
func (c *checker) otherProject(failure *photoslibrary.Error) string {
	consumer := strings.TrimPrefix(failure.Metadata["consumer"], "projects/")
	own := c.client.projectNumber()
	if consumer == "" || own == "" || consumer == own {
		return ""
	}
	return fmt.Sprintf(" (Google names project %s, the client id names %s)", redact(consumer), own)
}
