//go:build browser

package credentials_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/internal/browsertest"
)

// A browser behind the proxy of the fake sees Google's own addresses: from there
// it is sent from https to the program, which has only http.
func TestGooglesAddressInBrowser(t *testing.T) {
	server := googletest.NewServer(t, googletest.Config{})
	proxy, err := server.Proxy()
	require.NoError(t, err)
	client, err := credentials.ParseClient(server.ClientSecretJSON())
	require.NoError(t, err)
	browser := browsertest.StartBehind(t, proxy.URL())
	for _, address := range []string{"127.0.0.1", "::1"} {
		user := person{tab: browser.Tab(t)}
		arrived := make(chan struct{})
		grant, err := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{
			Opener: credentials.OpenerFunc(func(_ context.Context, consentURL string) error {
				defer close(arrived)
				return user.consent(consentURL, credentials.DefaultScopes()[:3], "#allow")
			}),
			Address: address, ForceConsent: true, HTTP: server.Client(), Timeout: browserTimeout,
		})
		require.NoError(t, err)
		require.Equal(t, "owner@example.com", grant.Account)
		<-arrived
		page, err := user.read()
		require.NoError(t, err)
		require.Equal(t, "Signed in", page.H1)
		user.tab.RequireQuiet(nil, "accounts.google.com", hostOf(t, page.Address))
	}
}
