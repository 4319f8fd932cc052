//go:build browser

// These tests need a real Chromium: NASPHOTOS_CHROMIUM names it, the default is
// "chromium" on the PATH.
//
//	go test -tags browser -run Browser ./credentials

package credentials_test

import (
	"context"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

const browserTimeout = time.Minute

// chromium starts the browser with an empty profile, and a tab.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path := os.Getenv("NASPHOTOS_CHROMIUM")
	if path == "" {
		path = "chromium"
	}
	ctx, cancel := context.WithTimeout(context.Background(), browserTimeout)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx,
		chromedp.ExecPath(path),
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.Headless,
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.UserDataDir(t.TempDir()),
	)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	// Cleanups run last in, first out: this one waits for the browser to exit.
	t.Cleanup(func() { require.NoError(t, chromedp.Cancel(ctx)) })
	return ctx
}

// traffic is what the tab asked the network for, and complained about.
type traffic struct {
	mu         sync.Mutex
	urls       []string
	complaints []string
}

func watch(tab context.Context, t *testing.T) *traffic {
	t.Helper()
	seen := &traffic{}
	require.NoError(t, chromedp.Listen(tab, func(event any) {
		seen.mu.Lock()
		defer seen.mu.Unlock()
		switch event := event.(type) {
		case *network.EventRequestWillBeSent:
			seen.urls = append(seen.urls, event.Request.URL)
		case *runtime.EventConsoleAPICalled:
			seen.complaints = append(seen.complaints, string(event.Type))
		case *runtime.EventExceptionThrown:
			seen.complaints = append(seen.complaints, event.ExceptionDetails.Text)
		case *log.EventEntryAdded: // Such as what the page's policy forbade.
			// The result page has an icon, so that nobody asks for one; other pages
			// may have none.
			if !strings.HasSuffix(event.Entry.URL, "/favicon.ico") {
				seen.complaints = append(seen.complaints, event.Entry.Text+" "+event.Entry.URL)
			}
		}
	}))
	_, err := chromedp.Call(tab, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	_, err = chromedp.Call(tab, runtime.Enable, cdp.Empty{})
	require.NoError(t, err)
	_, err = chromedp.Call(tab, log.Enable, cdp.Empty{})
	require.NoError(t, err)
	return seen
}

// resultPage is what the user is left with.
type resultPage struct {
	Title, Lang, H1, Text, Paper, Address, Host string
	Headings, Mains, Items                      int
	Styled                                      bool
}

const readResult = `({
	Title: document.title, Lang: document.documentElement.lang, H1: document.querySelector("h1").innerText,
	Text: document.body.innerText, Paper: getComputedStyle(document.body).backgroundColor,
	Address: location.href, Host: location.hostname,
	Headings: document.querySelectorAll("h1").length, Mains: document.querySelectorAll("main").length,
	Items: document.querySelectorAll("li").length,
	Styled: getComputedStyle(document.body).margin === "0px",
})`

func TestConsentInBrowser(t *testing.T) {
	scopes := credentials.DefaultScopes()
	box := func(scope string) chromedp.CSS {
		return chromedp.CSS(`input[type=checkbox][value="` + scope + `"]`)
	}
	for name, test := range map[string]struct {
		tick   []string
		button chromedp.CSS
		title  string
		text   string
		items  int
		dark   bool
		check  func(t *testing.T, grant *credentials.Grant, err error)
	}{
		"success": {
			tick: scopes[:3], button: "#allow", title: "Signed in", text: "owner@example.com",
			check: func(t *testing.T, grant *credentials.Grant, err error) {
				t.Helper()
				require.NoError(t, err)
				require.Equal(t, "owner@example.com", grant.Account)
			},
		},
		"denied": {
			button: "#cancel", title: "Sign-in cancelled", text: "press Allow", dark: true,
			check: func(t *testing.T, _ *credentials.Grant, err error) {
				t.Helper()
				var oauth *credentials.OAuthError
				require.ErrorAs(t, err, &oauth)
				require.Equal(t, credentials.CauseDenied, oauth.Cause())
			},
		},
		"missing scope": {
			tick: scopes[1:3], button: "#allow", title: "Some boxes were not ticked", text: "Add photos and albums", items: 1,
			check: func(t *testing.T, _ *credentials.Grant, err error) {
				t.Helper()
				var partial *credentials.ScopeError
				require.ErrorAs(t, err, &partial)
				require.Equal(t, scopes[:1], partial.Missing)
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			server := googletest.NewServer(t, googletest.Config{})
			client, err := credentials.ParseClient(server.ClientSecretJSON())
			require.NoError(t, err)
			tab := chromium(t)
			seen := watch(tab, t)

			scheme, paper := "light", "rgb(255, 255, 255)"
			if test.dark {
				scheme, paper = "dark", "rgb(23, 24, 26)"
			}
			_, err = chromedp.Call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			require.NoError(t, err)

			arrived := make(chan struct{})
			// The tab's own context: the page is read after Authorize has returned.
			opener := credentials.OpenerFunc(func(_ context.Context, consentURL string) error {
				defer close(arrived)
				if err := chromedp.Do(tab, chromedp.Navigate(server.LocalURL(consentURL)), chromedp.WaitVisible(chromedp.CSS("#allow"))); err != nil {
					return err
				}
				for _, scope := range test.tick {
					if err := chromedp.Do(tab, chromedp.Click(box(scope))); err != nil {
						return err
					}
				}
				_, err := chromedp.RunResponse(tab, chromedp.Click(test.button))
				return err
			})
			grant, err := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{
				Opener: opener, HTTP: server.Client(), Timeout: browserTimeout,
			})
			test.check(t, grant, err)
			<-arrived

			got, err := chromedp.Run(tab, chromedp.Evaluate[resultPage](readResult))
			require.NoError(t, err)
			require.Equal(t, test.title+" – nasphotos", got.Title)
			require.Equal(t, test.title, got.H1)
			require.Equal(t, "en", got.Lang)
			require.Equal(t, 1, got.Headings)
			require.Equal(t, 1, got.Mains)
			require.Equal(t, test.items, got.Items)
			require.Contains(t, got.Text, test.text)
			require.Equal(t, paper, got.Paper, "the style sheet applies in spite of the policy")
			require.True(t, got.Styled)
			require.Equal(t, "127.0.0.1", got.Host)

			requireQuiet(t, seen, got.Address)
		})
	}
}

// requireQuiet fails if the tab asked for anything besides the consent page and
// the result page, or if the browser complained.
func requireQuiet(t *testing.T, seen *traffic, result string) {
	t.Helper()
	parsed, err := url.Parse(result)
	require.NoError(t, err)
	seen.mu.Lock()
	defer seen.mu.Unlock()
	require.Empty(t, seen.complaints)
	require.Contains(t, seen.urls, result)
	visits := 0
	for _, address := range seen.urls {
		if strings.HasPrefix(address, "data:") {
			continue
		}
		requested, err := url.Parse(address)
		require.NoError(t, err)
		if requested.Host == parsed.Host {
			visits++
			require.Equal(t, result, address, "the result page loads something")
			continue
		}
		require.Equal(t, "127.0.0.1", requested.Hostname(), address)
	}
	require.Equal(t, 1, visits)
}
