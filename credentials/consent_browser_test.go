//go:build browser

// These tests need a real Chromium: NASPHOTOS_CHROMIUM names it, the default is
// "chromium" on the PATH.
//
//	go test -tags browser -run InBrowser ./credentials

package credentials_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/internal/browsertest"
)

// longAddress is one that does not fit on a phone.
const longAddress = "the-owner-of-a-great-many-photographs-and-videos@photographs.owner.example.com"

// One browser is enough for all pages: to start one takes longer than most tests.
func TestPagesInBrowser(t *testing.T) {
	browser := browsertest.Start(t)
	for name, test := range map[string]func(*testing.T, *browsertest.Browser){
		"consent": testConsent, "leave the result": testLeaveResult, "error pages": testErrorPages,
		"picker": testPicker, "picker closes": testPickerCloses,
	} {
		t.Run(name, func(t *testing.T) { test(t, browser) })
	}
}

func testConsent(t *testing.T, browser *browsertest.Browser) {
	t.Helper()
	scopes := credentials.DefaultScopes()
	library := scopes[:3]
	for name, test := range map[string]struct {
		person person
		config googletest.Config
		fault  googletest.Fault // from the consent page on
		boxes  []string         // that the person uses, one after the other
		button chromedp.CSS     // default Allow
		way    []string         // default account, warning and consent
		title  string
		text   string
		items  int
		check  func(t *testing.T, grant *credentials.Grant, err error)
	}{
		"success": {
			person: person{looks: "google"}, config: googletest.Config{Email: longAddress},
			boxes: library, title: "Signed in", text: longAddress,
			check: func(t *testing.T, grant *credentials.Grant, err error) {
				require.NoError(t, err)
				require.Equal(t, longAddress, grant.Account)
			},
		},
		"in testing": {
			person: person{looks: "google-testing"}, config: googletest.Config{Testing: true},
			way:   []string{"page-account", "page-testing", "page-consent"},
			boxes: library, title: "Signed in", text: "owner@example.com",
			check: func(t *testing.T, grant *credentials.Grant, err error) {
				require.NoError(t, err)
				require.False(t, grant.RefreshExpiry.IsZero())
			},
		},
		"with the keyboard and no scripts": {
			person: person{keyboard: true},
			boxes:  library, title: "Signed in", text: "owner@example.com",
			check: func(t *testing.T, grant *credentials.Grant, err error) {
				require.NoError(t, err)
				require.Subset(t, grant.Scopes, library)
			},
		},
		"denied": {
			button: "#cancel", title: "Sign-in cancelled", text: "press Allow",
			check: func(t *testing.T, _ *credentials.Grant, err error) {
				var oauth *credentials.OAuthError
				require.ErrorAs(t, err, &oauth)
				require.Equal(t, credentials.CauseDenied, oauth.Cause())
			},
		},
		"back to safety with the keyboard": {
			person: person{keyboard: true, safe: true}, title: "Sign-in cancelled", text: "press Allow",
			way: []string{"page-account", "page-unverified"},
			check: func(t *testing.T, _ *credentials.Grant, err error) {
				require.Error(t, err)
			},
		},
		"missing scope": {
			// All boxes, and the first one again.
			boxes: append(library[:3:3], library[0]),
			title: "Some boxes were not ticked", text: "Add photos and albums", items: 1,
			check: func(t *testing.T, _ *credentials.Grant, err error) {
				var partial *credentials.ScopeError
				require.ErrorAs(t, err, &partial)
				require.Equal(t, library[:1], partial.Missing)
				require.NotNil(t, partial.Grant)
			},
		},
		"failure": {
			fault: googletest.FaultDeletedClient, boxes: library, title: "Not signed in", text: "deleted",
			check: func(t *testing.T, _ *credentials.Grant, err error) {
				var oauth *credentials.OAuthError
				require.ErrorAs(t, err, &oauth)
				require.Equal(t, "deleted_client", oauth.Code)
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := googletest.NewServer(t, test.config)
			client, err := credentials.ParseClient(server.ClientSecretJSON())
			require.NoError(t, err)
			user := test.person
			user.tab = browser.Tab(t)
			if user.keyboard {
				user.tab.ForbidScripts()
			}
			if test.button == "" {
				test.button = "#allow"
			}
			user.before = map[string]func(){"page-consent": func() { server.SetFault(test.fault) }}

			arrived := make(chan struct{})
			// The tab's own context: the page is read after Authorize has returned.
			opener := credentials.OpenerFunc(func(_ context.Context, consentURL string) error {
				defer close(arrived)
				return user.consent(server.LocalURL(consentURL), test.boxes, test.button)
			})
			grant, err := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{
				Opener: opener, HTTP: server.Client(), Timeout: browserTimeout,
			})
			test.check(t, grant, err)
			<-arrived
			if test.way == nil {
				test.way = []string{"page-account", "page-unverified", "page-consent"}
			}
			require.Equal(t, test.way, user.seen)

			got, err := user.read()
			require.NoError(t, err)
			require.Equal(t, test.title+" – nasphotos", got.Title)
			require.Equal(t, test.title, got.H1)
			require.Contains(t, got.Text, test.text)
			require.Equal(t, test.items, got.Items)
			user.tab.Inspect("result-" + strings.ReplaceAll(name, " ", "-"))
			require.Equal(t, "rgb(23, 24, 26)", paper(t, user), "the style sheet applies in spite of the policy")

			result, err := url.Parse(got.Address)
			require.NoError(t, err)
			require.Equal(t, "127.0.0.1", result.Hostname())
			user.tab.RequireQuiet(nil, hostOf(t, server.LocalURL("https://accounts.google.com/")), result.Host)
			asked := askedOf(t, user.tab, result.Host)
			require.Len(t, asked, 2, "the result page loads something")
			require.Equal(t, got.Address, asked[1])
			require.Empty(t, result.RawQuery+result.Fragment, "the address that stays has no code")
			require.NotContains(t, history(t, user.tab), "code=")
		})
	}
}

// paper is the colour of the page in the last scheme it was looked at, dark.
func paper(t *testing.T, user person) string {
	t.Helper()
	page, err := user.read()
	require.NoError(t, err)
	return page.Paper
}

// history is where the back button can lead to.
func history(t *testing.T, tab *browsertest.Tab) string {
	t.Helper()
	visits, err := chromedp.Run(tab.Context(), chromedp.NavigationEntries())
	require.NoError(t, err)
	var addresses []string
	for _, visit := range visits.Entries {
		addresses = append(addresses, visit.URL)
	}
	require.NotEmpty(t, addresses)
	return strings.Join(addresses, "\n")
}

func hostOf(t *testing.T, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	return parsed.Host
}

// askedOf returns what the tab asked a host for.
func askedOf(t *testing.T, tab *browsertest.Tab, host string) []string {
	t.Helper()
	var asked []string
	for _, address := range tab.Requested() {
		if hostOf(t, address) == host {
			asked = append(asked, address)
		}
	}
	return asked
}

// Who comes to the listener by accident sees a page too, and the address of the
// result is told to nobody.
func testLeaveResult(t *testing.T, browser *browsertest.Browser) {
	t.Helper()
	referers := make(chan string, 1)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			referers <- r.Header.Get("Referer")
		}
	}))
	t.Cleanup(elsewhere.Close)
	server := googletest.NewServer(t, googletest.Config{})
	client, err := credentials.ParseClient(server.ClientSecretJSON())
	require.NoError(t, err)
	user, stranger := person{tab: browser.Tab(t)}, person{tab: browser.Tab(t)}

	arrived := make(chan struct{})
	opener := credentials.OpenerFunc(func(_ context.Context, consentURL string) error {
		defer close(arrived)
		asked, err := url.Parse(consentURL)
		if err != nil {
			return err
		}
		if err := chromedp.Do(stranger.tab.Context(), chromedp.Navigate(asked.Query().Get("redirect_uri"))); err != nil {
			return err
		}
		stranger.tab.Inspect("result-stranger")
		return user.consent(server.LocalURL(consentURL), credentials.DefaultScopes()[:3], "#allow")
	})
	_, err = credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{
		Opener: opener, HTTP: server.Client(), Timeout: browserTimeout,
	})
	require.NoError(t, err)
	<-arrived

	page, err := stranger.read()
	require.NoError(t, err)
	require.Equal(t, "Not a sign-in", page.H1)
	stranger.tab.RequireQuiet([]string{"status of 400"}, hostOf(t, page.Address))

	_, err = chromedp.RunResponse(user.tab.Context(), chromedp.Evaluate[chromedp.Void](`(() => {
		const link = document.createElement("a");
		link.href = "`+elsewhere.URL+`/";
		document.body.append(link);
		link.click();
	})()`))
	require.NoError(t, err)
	require.Empty(t, <-referers)
	referrer, err := chromedp.Run(user.tab.Context(), chromedp.Evaluate[string](`document.referrer`))
	require.NoError(t, err)
	require.Empty(t, referrer)
}
