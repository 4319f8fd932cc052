//go:build browser

package credentials_test

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/internal/browsertest"
)

// What Google shows to the user and does not tell the program.
func testErrorPages(t *testing.T, browser *browsertest.Browser) {
	t.Helper()
	for _, fault := range []googletest.Fault{googletest.FaultDeletedClient, googletest.FaultUnavailable} {
		t.Run(string(fault), func(t *testing.T) {
			server := googletest.NewServer(t, googletest.Config{})
			server.SetFault(fault)
			client, err := credentials.ParseClient(server.ClientSecretJSON())
			require.NoError(t, err)
			address := server.LocalURL(client.OAuthConfig("http://127.0.0.1:1/", credentials.DefaultScopes()...).AuthCodeURL("state"))
			user := person{tab: browser.Tab(t)}
			require.NoError(t, chromedp.Do(user.tab.Context(), chromedp.Navigate(address)))
			page, err := user.read()
			require.NoError(t, err)
			require.Contains(t, page.Text, map[googletest.Fault]string{
				googletest.FaultDeletedClient: "deleted_client", googletest.FaultUnavailable: "503",
			}[fault])
			user.tab.Inspect("google-error-" + string(fault))
			user.tab.RequireQuiet([]string{"Failed to load resource"}, hostOf(t, address))
		})
	}
}
