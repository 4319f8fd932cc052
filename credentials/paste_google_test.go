package credentials_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// A browser elsewhere ends at an address that it cannot reach: success, refusal and
// unticked boxes are all in what the user pastes.
func TestPasteFromElsewhere(t *testing.T) {
	server := googletest.NewServer(t, googletest.Config{})
	client, err := credentials.ParseClient(server.ClientSecretJSON())
	require.NoError(t, err)
	authorize := func(change func(*googletest.Opener)) (*credentials.Grant, error) {
		pasted := make(chan string, 1)
		user := server.Approve()
		user.Elsewhere = func(address string) { pasted <- address }
		change(user)
		return credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{
			HTTP: server.Client(), Opener: user, ForceConsent: true,
			Paste: func(ctx context.Context, refused error) (string, error) {
				require.NoError(t, refused)
				select {
				case address := <-pasted:
					return address, nil
				case <-ctx.Done():
					return "", ctx.Err()
				}
			},
		})
	}

	grant, err := authorize(func(*googletest.Opener) {})
	require.NoError(t, err)
	require.Equal(t, "owner@example.com", grant.Account)

	_, err = authorize(func(user *googletest.Opener) { user.Deny = true })
	var refused *credentials.OAuthError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, credentials.CauseDenied, refused.Cause())

	_, err = authorize(func(user *googletest.Opener) { user.Scopes = credentials.DefaultScopes()[:1] })
	var missing *credentials.ScopeError
	require.ErrorAs(t, err, &missing)
	require.Len(t, missing.Missing, 2)
	require.NotNil(t, missing.Grant)

	for _, request := range server.Requests() {
		require.NotEqual(t, "127.0.0.1", request.Host, "the browser reached the program")
	}
	require.Empty(t, server.Unexpected())
}
