package credentials

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

// Pages may be empty although more follow; so many are asked for.
const (
	maxSearches       = 3
	maxSearchesPicker = 2 // leaves two requests for the Picker API
)

// enabling is how long Google takes to see that an API was switched on.
const enabling = 5 * time.Minute

const (
	libraryHost   = "photoslibrary.googleapis.com"
	remedyVisible = "Google shows an app only what that app uploaded: a pull copies nothing until this client has pushed something; pick existing photos with the Picker API, or export them with Takeout"
)

// checkLibrary asks for one page of items. The one request answers four
// questions: is the API on, in which project, is there quota left, and what can
// the client see?
func (c *checker) checkLibrary(ctx context.Context) {
	if done := c.libraryUnwanted(); done {
		return
	}
	// Nobody waits a minute for a diagnosis, and its requests are few.
	library := photoslibrary.Client{HTTP: c.apiClient(), Retry: c.once(), Now: c.options.Now}
	searches := maxSearches
	if c.options.Picker {
		searches = maxSearchesPicker
	}
	token := ""
	var items []photoslibrary.MediaItem
	for range searches {
		page, err := library.SearchPage(ctx, photoslibrary.SearchRequest{PageSize: 100}, token)
		if err != nil {
			c.libraryFailed(err)
			return
		}
		items = append(items, page.Items...)
		token = page.NextPageToken
		if len(items) > 0 || token == "" {
			break
		}
	}
	c.result(CheckAPI).ok("it is enabled and answers")
	c.result(CheckProject).skip("the API answers")
	c.result(CheckQuota).ok("there are requests left")
	c.visible(len(items), token != "")
	c.checkDownload(ctx, items)
}

// libraryUnwanted skips the library for grants that are not meant to read it.
func (c *checker) libraryUnwanted() bool {
	reads := photoslibrary.ScopeReadAppCreated
	wanted := len(missingScopes([]string{reads}, c.wantedScopes())) == 0
	if c.granted(reads) {
		return false
	}
	for _, id := range []string{CheckAPI, CheckProject, CheckQuota, CheckVisible, CheckDownload} {
		if wanted {
			c.because(id, CheckScopes)
			continue
		}
		c.result(id).skip("the grant is not meant to read the library")
	}
	return true
}

func (c *checker) visible(count int, more bool) {
	c.report.VisibleItems, c.report.MoreItems = count, more
	result := c.result(CheckVisible)
	switch {
	case count == 0 && more:
		result.unknown("Google sent only empty pages", "try again later")
		result.Waiting = Waiting{Helps: true}
	case count == 0:
		result.warn("none: a pull would copy nothing", remedyVisible, noticePage)
	case more:
		result.ok(fmt.Sprintf("%d or more", count))
	case count == 1:
		result.ok("1 item")
	default:
		result.ok(fmt.Sprintf("%d items", count))
	}
}

// once keeps the clients of the APIs from asking again: what goes wrong is the
// answer.
func (c *checker) once() photoslibrary.Retry { return photoslibrary.Retry{Attempts: 1} }

// apiClient sends the token of the refresh and never asks for another one.
func (c *checker) apiClient() *http.Client {
	client := *c.http
	client.Transport = &bearer{source: oauth2.StaticTokenSource(c.token), base: c.record}
	return &client
}

// libraryFailed sorts the answers of the Library API.
func (c *checker) libraryFailed(err error) {
	cause := CheckAPI
	defer func() {
		for _, id := range []string{CheckProject, CheckQuota, CheckVisible, CheckDownload} {
			if c.result(id).Status == "" {
				c.because(id, cause)
			}
		}
	}()
	if c.lost(CheckAPI) {
		cause = CheckNetwork
		return
	}
	result := c.result(CheckAPI)
	failure, ok := errors.AsType[*photoslibrary.Error](err)
	if ok {
		c.compareProject(failure)
	}
	switch {
	case errors.Is(err, photoslibrary.ErrQuota):
		cause = CheckQuota
		result.ok("it is enabled")
		c.quotaUsed(err, c.result(CheckQuota))
	case errors.Is(err, photoslibrary.ErrAPIDisabled):
		result.fail("it is disabled in the client's project", "enable it, wait a few minutes, and check again", c.enablePage(failure, libraryHost))
		result.Waiting = Waiting{Helps: true, AtMost: enabling}
	default:
		c.apiFailed(err, result, libraryHost)
	}
}

// apiFailed is for the answers that are the same in both APIs.
func (c *checker) apiFailed(err error, result *CheckResult, host string) {
	failure, ok := errors.AsType[*photoslibrary.Error](err)
	switch {
	case ok && failure.Status == "" && failure.Err.Message == "":
		result.unknown(httpStatus(failure.Err.Code)+", which is no answer in the API's form", remedyWay(host))
		result.Waiting = Waiting{Helps: failure.Err.Code >= http.StatusInternalServerError}
	case errors.Is(err, photoslibrary.ErrScope):
		result.unknown("Google refuses for lack of permissions", remedyTick)
	case errors.Is(err, photoslibrary.ErrUnauthenticated):
		c.report.refused = true
		result.fail("it refuses an access token that Google just issued", remedyConsent, permissionsPage)
	case ok:
		result.unknown(strings.TrimSuffix(httpStatus(failure.Err.Code)+": "+redact(failure.Err.Message, c.secrets...), ": "), "try again later")
		result.Waiting = Waiting{Helps: failure.Err.Code >= http.StatusInternalServerError}
	default:
		result.unknown(redact(message(err), c.secrets...), "check this computer's way to https://"+host+" and try again")
	}
}

// quotaUsed says which limit was hit.
func (c *checker) quotaUsed(err error, result *CheckResult) {
	wait := time.Minute
	quota, ok := errors.AsType[*photoslibrary.QuotaError](err)
	if ok {
		wait = max(0, quota.ResetsAt.Sub(c.now))
	}
	if ok && quota.PerDay {
		result.warn("today's requests are used up", "wait until "+day(c.now.Add(wait))+", midnight in California, when Google resets the count", quotaPage(c.client))
	} else {
		result.warn("there were too many requests in the last minute", "check again in a minute", quotaPage(c.client))
	}
	result.Waiting = Waiting{Helps: true, AtLeast: wait}
}

// compareProject says so if the API looked at another project than the client id
// names; then people enable it in the wrong one.
func (c *checker) compareProject(failure *photoslibrary.Error) {
	consumer, own := projectOf(failure), c.client.projectNumber()
	switch {
	case consumer == "" || own == "":
	case consumer == own:
		c.result(CheckProject).ok(own)
	default:
		c.result(CheckProject).warn("Google names "+consumer+", the client id "+own,
			"enable the API in project "+consumer+"; the link leads there", c.enablePage(failure, libraryHost))
	}
}

// projectOf returns the project number that an answer names, or "".
func projectOf(failure *photoslibrary.Error) string {
	if disabled, ok := errors.AsType[*photoslibrary.APIDisabledError](failure); ok {
		return disabled.Project
	}
	number := strings.TrimPrefix(failure.Metadata["consumer"], "projects/")
	if _, err := strconv.ParseUint(number, 10, 63); err != nil {
		return ""
	}
	return number
}

// enablePage is the page that Google names, or the one of the client's project.
func (c *checker) enablePage(failure *photoslibrary.Error, host string) string {
	if failure == nil {
		return apiPage(c.client, host)
	}
	disabled, ok := errors.AsType[*photoslibrary.APIDisabledError](failure)
	if ok && disabled.ActivationURL != "" { // of the console: others are not taken
		return disabled.ActivationURL
	}
	if number := projectOf(failure); number != "" {
		return activationPage(host, number)
	}
	return apiPage(c.client, host)
}
